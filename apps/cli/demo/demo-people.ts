import { checkCharacterOf } from '#libs/identity';
import { ApiClient } from './api-client';

/** Who plays. Addresses end in `.example`, which belongs to nobody (RFC 2606). */
export interface DemoPerson {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly practiceNumber?: string;
}

export interface DemoOrganisation {
  readonly name: string;
  readonly roles: readonly string[];
  readonly creditCode: string;
  readonly people: readonly DemoPerson[];
}

/** Codes of the region 99, which is not given out. */
const creditCode = (number: number): string => {
  const body = `12990000DEM000${String(number).padStart(3, '0')}`.replace(/[IOSVZ]/g, '0');
  return body + checkCharacterOf(body);
};

export const demoExchange = {
  name: '示范数据交易所',
  creditCode: creditCode(1),
  email: 'operator@exchange.example',
  operator: '钱运营',
} as const;

export const demoOrganisations = {
  hospital: {
    name: '示范市人民医院',
    roles: ['hospital'],
    creditCode: creditCode(2),
    people: [
      { email: 'it@hospital.example', name: '孙工程师', roles: ['admin', 'it'] },
      { email: 'ethics@hospital.example', name: '李伦理', roles: ['ethics'] },
      { email: 'data@hospital.example', name: '周数据', roles: ['data-committee'] },
      { email: 'director@hospital.example', name: '吴院长', roles: ['director'] },
      { email: 'finance@hospital.example', name: '郑财务', roles: ['finance'] },
      { email: 'physician@hospital.example', name: '王医师', roles: ['contributor'] },
    ],
  },
  firm: {
    name: '示范律师事务所',
    roles: ['law-firm'],
    creditCode: creditCode(3),
    people: [
      { email: 'lawyer@firm.example', name: '冯律师', roles: ['admin', 'lawyer'], practiceNumber: '15201201510123456' },
      { email: 'partner@firm.example', name: '陈合伙人', roles: ['partner'], practiceNumber: '15201200810654321' },
    ],
  },
  agency: {
    name: '示范数据登记中心',
    roles: ['agency'],
    creditCode: creditCode(4),
    people: [{ email: 'registrar@agency.example', name: '褚登记', roles: ['admin', 'registrar'] }],
  },
  buyer: {
    name: '示范智能影像公司',
    roles: ['buyer'],
    creditCode: creditCode(5),
    people: [{ email: 'purchaser@buyer.example', name: '卫采购', roles: ['admin', 'purchaser'] }],
  },
} as const satisfies Record<string, DemoOrganisation>;

export type DemoOrganisationName = keyof typeof demoOrganisations | 'exchange';

/** Everybody who plays, signed in, by the part before the `@` of the address: `it`, `lawyer`, `operator` … */
export interface DemoCast {
  readonly organisations: Readonly<Record<DemoOrganisationName, string>>;
  readonly people: Readonly<Record<string, { readonly client: ApiClient; readonly personId: string; readonly name: string }>>;
}

/** Registers the organisations and invites their people, as an operator does; on a folder that knows them, signs everybody in. */
export async function gatherCast(url: string, password: string): Promise<DemoCast> {
  const operator = await signedIn(url, demoExchange.email, password);
  const organisations: Record<string, string> = { exchange: operator.organisationId };
  const people: Record<string, DemoCast['people'][string]> = { operator: { ...operator, name: demoExchange.operator } };
  for (const [key, organisation] of Object.entries(demoOrganisations)) {
    const id = await registered(operator.client, organisation);
    organisations[key] = id;
    for (const person of await joined(url, operator.client, id, organisation, password)) people[person.key] = person;
  }
  return { organisations: organisations as DemoCast['organisations'], people };
}

async function signedIn(url: string, email: string, password: string) {
  const client = new ApiClient(url);
  return { client, ...(await client.signIn(email, password)) };
}

async function registered(operator: ApiClient, { name, creditCode: code, roles }: DemoOrganisation): Promise<string> {
  const { items } = await operator.get<{ items: { id: string; creditCode: string }[] }>('/api/organisations?limit=200');
  const known = items.find((organisation) => organisation.creditCode === code);
  return known?.id ?? (await operator.post<{ id: string }>('/api/organisations', { name, creditCode: code, roles })).id;
}

/** The first is invited by the operator and invites the others. */
async function joined(url: string, operator: ApiClient, organisationId: string, { people }: DemoOrganisation, password: string) {
  const cast: { key: string; client: ApiClient; personId: string; name: string }[] = [];
  for (const person of people) {
    const known = await signedIn(url, person.email, password).catch(() => undefined);
    if (!known) {
      const admin = cast[0]?.client;
      const invited = admin
        ? await admin.post<{ link: string }>('/api/organisation/invitations', { email: person.email, roles: person.roles })
        : await operator.post<{ link: string }>(`/api/organisations/${organisationId}/first-admin`, { email: person.email });
      await accept(url, invited.link, person, password);
      if (!admin) await becomesAll(url, person, password);
    }
    const { client, personId } = known ?? (await signedIn(url, person.email, password));
    cast.push({ key: person.email.split('@')[0]!, client, personId, name: person.name });
  }
  return cast;
}

async function accept(url: string, link: string, person: DemoPerson, password: string): Promise<void> {
  const secret = link.slice(link.lastIndexOf('/') + 1);
  await new ApiClient(url).post('/api/invitations/accept', {
    secret,
    password,
    name: person.name,
    ...(person.practiceNumber && { practiceNumber: person.practiceNumber }),
  });
}

/** A first admin is only that; he gives himself the role that he works in. */
async function becomesAll(url: string, person: DemoPerson, password: string): Promise<void> {
  const { client, personId } = await signedIn(url, person.email, password);
  const { items } = await client.get<{ items: { personId: string; version: number }[] }>('/api/organisation/members?limit=200');
  const version = items.find((member) => member.personId === personId)!.version;
  await client.put(`/api/organisation/members/${personId}`, { roles: person.roles }, { 'if-match': `"${version}"` });
}
