import { randomInt } from 'node:crypto';
import { freePort } from '#libs/database';
import { checkCharacterOf } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { ApiClient } from '../../apps/cli/demo/api-client';
import { demoExchange } from '../../apps/cli/demo/demo-people';
import { startServer, type ExchangeServer } from '../../apps/cli/exchange-server';
import { ensureOperator } from '../../apps/cli/first-operator';
import { makeSimulation } from '../../apps/cli/simulation';
import { type BenchDatabase, withDatabase } from './bench-database';

export const PASSWORD = 'people of a benchmark';

/** A person whose session a load generator may use. */
export class BenchPerson extends ApiClient {
  personId = '';
  organisationId = '';

  get session(): string {
    return this.cookie;
  }

  async enter(email: string): Promise<this> {
    return Object.assign(this, await this.signIn(email, PASSWORD));
  }
}

export interface BenchExchange {
  readonly server: ExchangeServer;
  readonly database: BenchDatabase;
  readonly operator: BenchPerson;
}

/** API and worker as processes, as `medbourse demo` starts them. */
export const withExchange = <T>(work: (exchange: BenchExchange) => Promise<T>): Promise<T> =>
  withDatabase(2, async (database) => {
    const session = { idleMinutes: 120, maxHours: 12 };
    const operator = {
      organisation: { ...demoExchange, roles: ['exchange', 'custodian'] as const },
      email: demoExchange.email,
      name: demoExchange.operator,
    };
    const server = orThrow(
      await startServer({
        dataFolder: database.folder,
        port: await freePort(),
        databaseUrl: database.databaseUrl,
        onLost: (program) => process.stderr.write(`${program} ended\n`),
        onDicom: () => undefined,
        beforePrograms: async (urls) => {
          const simulation = await makeSimulation(urls);
          if (!simulation.ok) return simulation;
          return ensureOperator(urls, { session }, () => ({ ...operator, password: PASSWORD }) as never);
        },
      }),
    );
    try {
      return await work({ server, database, operator: await new BenchPerson(server.url).enter(demoExchange.email) });
    } finally {
      await server.stop();
    }
  });

/** A hospital with one person, who is its IT staff and its finance. */
export async function newHospital({ server: { url }, operator }: BenchExchange): Promise<BenchPerson> {
  const body = `12990000${String(randomInt(1e9)).padStart(9, '0')}`;
  const creditCode = body + checkCharacterOf(body);
  const { id } = await operator.post<{ id: string }>('/api/organisations', { name: `医院 ${body}`, creditCode, roles: ['hospital'] });
  const email = `it@${body}.example`;
  const { link } = await operator.post<{ link: string }>(`/api/organisations/${id}/first-admin`, { email });
  const secret = link.slice(link.lastIndexOf('/') + 1);
  await new ApiClient(url).post('/api/invitations/accept', { secret, password: PASSWORD, name: '孙工程师' });
  const person = await new BenchPerson(url).enter(email);
  const { items } = await person.get<{ items: { version: number }[] }>('/api/organisation/members?limit=10');
  const roles = { roles: ['admin', 'it', 'finance'] };
  await person.put(`/api/organisation/members/${person.personId}`, roles, { 'if-match': `"${items[0]!.version}"` });
  return person.enter(email);
}

export async function newAsset(person: BenchPerson): Promise<string> {
  const { sha256 } = await person.postBytes<{ sha256: string }>('/api/evidence', Buffer.from('a document of a benchmark'), 'text/plain');
  return person.open('/api/assets', {
    annex1: {
      name: '2025年示范市医院胸部CT影像数据',
      summary: '示范市人民医院采集的胸部CT影像，用于测速。',
      industry: 'Q84',
      region: 'city',
      periodFrom: '2025-01-01',
      periodTo: '2025-12-31',
      updateFrequency: 'on-demand',
      records: 1,
      forms: ['image'],
      structure: 'unstructured',
      restrictions: '无',
    },
    rightsStatement: {
      source: 'own-collection',
      holders: [{ name: '示范市人民医院', creditCode: '12990000DEM0000027', rights: ['holding', 'use', 'operation'], proofs: [sha256] }],
    },
    planned: { scans: 1, records: 1, gigabytes: 1 },
  });
}
