import { spawn } from 'node:child_process';
import { checkCharacterOf, Identity } from '#libs/identity';
import { exampleOf, type PersonActor } from '#libs/cases';
import { type NewEndpoint } from '#libs/collection';
import { newId, orThrow } from '#libs/kernel';
import { assetCase } from '#libs/pipeline';
import { password, startExchangeApi, type ExchangeApi } from '../../isolation/exchange-api.fixture';
import { person, startProgram, until, type Program } from '../../support';

/** An asset whose collection is receiving. */
export interface ReceivingAsset {
  readonly assetId: string;
  readonly caseId: string;
}

export interface StoredFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** The API in this process, the receiver as a process of its own, and a hospital with its IT staff. */
export class PacsExchange {
  private readonly receivers: Program[] = [];

  private constructor(
    readonly api: ExchangeApi,
    readonly organisationId: string,
    readonly it: PersonActor,
    /** Of a program: `Authorization: Bearer …`. */
    readonly token: string,
  ) {}

  static async start(): Promise<PacsExchange> {
    const api = await startExchangeApi();
    const { organisationId, token } = await hospitalWithToken(api);
    return new PacsExchange(api, organisationId, person(organisationId, 'hospital', 'it'), token);
  }

  async receivingAsset(): Promise<ReceivingAsset> {
    const asset = await this.draftAsset();
    const { caseId } = asset;
    orThrow(
      await this.api.exchange.runner.command({ kind: 'collection', caseId, command: 'begin-receiving', payload: {}, actor: this.it }),
    );
    return asset;
  }

  /** Its collection takes nothing in yet. */
  async draftAsset(): Promise<ReceivingAsset> {
    const { runner } = this.api.exchange;
    const { organisationId, it } = this;
    const assetId = newId();
    const rightsStatement = {
      source: 'own-collection',
      holders: [{ name: '某某市人民医院', creditCode: '12450000000000000X', rights: ['holding'], proofs: ['0'.repeat(64)] }],
    };
    const payload = { ...exampleOf(assetCase.opening.payload), rightsStatement };
    orThrow(await runner.open({ kind: 'asset', organisationId, assetId, caseId: assetId, payload, actor: it }));
    const opened = orThrow(await runner.open({ kind: 'collection', organisationId, assetId, payload: { part: 'version' }, actor: it }));
    return { assetId, caseId: opened.caseId };
  }

  /** From this machine alone, unless it says otherwise. */
  async endpoint({ assetId }: ReceivingAsset, endpoint: Partial<NewEndpoint> & Pick<NewEndpoint, 'calledAe'>): Promise<void> {
    const made = { callingAes: ['STORESCU'], addresses: ['127.0.0.0/8'], ...endpoint };
    orThrow(await this.api.exchange.services.collection.endpoints.create({ organisationId: this.organisationId, assetId }, made, this.it));
  }

  /** Answers the port. */
  async startReceiver(environment: Readonly<Record<string, string>> = {}): Promise<{ port: number; receiver: Program }> {
    const receiver = startProgram('apps/receiver/main.ts', {
      environment: {
        MEDBOURSE_HOME: this.api.dataFolder,
        DATABASE_URL: this.api.database.administratorUrl,
        DICOM_PORT: '0',
        LOG_LEVEL: 'info',
        ...environment,
      },
    });
    this.receivers.push(receiver);
    const port = await until(() => /"port":(\d+)[^\n]*the receiver listens/.exec(receiver.output())?.[1], {
      timeoutMs: 30_000,
      what: 'the receiver listens',
    });
    return { port: Number(port), receiver };
  }

  /** Of a collection, in the order of their paths. */
  async files({ caseId }: ReceivingAsset): Promise<readonly StoredFile[]> {
    return orThrow(await this.api.exchange.services.collection.files.page({ organisationId: this.organisationId, caseId }, 10_000));
  }

  /** The bytes as they lie in the store. */
  async bytesOf({ sha256 }: StoredFile): Promise<Buffer> {
    const opened = orThrow(await this.api.exchange.objects.open(this.organisationId, sha256));
    const chunks: Buffer[] = [];
    for await (const chunk of opened) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  async close(): Promise<void> {
    await Promise.all(this.receivers.map((receiver) => receiver.stop('SIGKILL')));
    await this.api.close();
  }
}

async function hospitalWithToken({ app, database, url }: ExchangeApi): Promise<{ organisationId: string; token: string }> {
  const body = '91450000000007001';
  const email = 'it@hospital.example';
  const organisation = { creditCode: body + checkCharacterOf(body), name: '某某医院', roles: ['exchange' as const, 'hospital' as const] };
  orThrow(await app.get(Identity).createFirstOperator({ organisation, email, name: '林工程师', password }));
  const [row] = await database.look<{ id: string }>(`update membership set roles = array['it'] returning organisation_id as id`);
  await database.look(`update organisation set home = 'main', region = '450100'`);
  const headers = { 'content-type': 'application/json' };
  const session = await fetch(`${url}/api/session`, { method: 'POST', headers, body: JSON.stringify({ email, password }) });
  const cookie = (session.headers.get('set-cookie') ?? '').split(';', 1)[0]!;
  const asked = { name: 'PACS', roles: ['it'], days: 1 };
  const made = await fetch(`${url}/api/tokens`, { method: 'POST', headers: { ...headers, cookie }, body: JSON.stringify(asked) });
  const text = await made.text();
  const token = /"(mbt_[^"]+)"/.exec(text)?.[1];
  if (!token) throw new Error(`no token: ${made.status} ${text.slice(0, 200)}`);
  return { organisationId: row!.id, token };
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
}

/** Another program; one that is not there fails the test and names the Debian package that has it. */
export function run(program: string, packageName: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', (error) => reject(new Error(`${program} can't be run (${error.message}): install the package ${packageName}`)));
    child.once('close', (code) => resolve({ code, out: Buffer.concat(chunks).toString('latin1') }));
  });
}
