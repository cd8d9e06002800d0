import { type CaseDefinition, type PersonActor } from '#libs/cases';
import { newId, ok, orThrow, sha256Hex, type Result } from '#libs/kernel';
import { FileObjectStore } from '#libs/storage';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { person, testExchange, type TestExchange } from '../../test/support';
import { type AssetData } from './asset-data';
import { registrationPayload, sealedOf, type Asset } from './asset.fixture';
import { assetKind } from './asset.kind';
import { assetFact } from './asset.fact';
import { RawReads } from './raw-read.store';
import { pipelineJobs } from './stage-ended.job';
import { type Stage } from './stage.port';

/** A stage of its own: a case on an asset, which the hospital's IT staff end with whatever outcome they name. */
const drill: CaseDefinition<{ datasetVersion: number }, 'open' | 'done'> = {
  kind: 'drill',
  version: 1,
  title: { zh: '演练', en: 'Drill' },
  stage: 'collection',
  owner: 'hospital',
  parts: ['hospital'],
  jobs: [],
  states: {
    open: { title: { zh: '开', en: 'open' }, meaning: { zh: '开', en: 'open' } },
    done: { title: { zh: '毕', en: 'done' }, meaning: { zh: '毕', en: 'done' }, final: true },
  },
  opening: {
    title: { zh: '开', en: 'Open' },
    to: 'open',
    by: ['hospital:it'],
    payload: {},
    facts: ['asset'],
    apply: ({ facts }) => ({ data: { datasetVersion: (facts['asset'] as { data: AssetData }).data.datasetVersion } }),
  },
  commands: {
    end: {
      title: { zh: '毕', en: 'End' },
      from: ['open'],
      to: 'done',
      by: ['hospital:it'],
      payload: {},
      apply: ({ case: { assetId, data } }) => ({
        effects: [
          {
            type: 'stage-ended',
            outcome: 'sealed',
            handover: { ...sealedOf({ id: assetId!, data } as unknown as Asset), datasetVersion: data.datasetVersion },
          },
        ],
      }),
    },
  },
  clocks: {},
};

let exchange: TestExchange;
const superseded: object[] = [];
beforeAll(async () => {
  const stage: Stage = {
    name: 'collection',
    kinds: ['drill'],
    supersede: (request) => {
      superseded.push(request);
      return Promise.resolve(ok(undefined));
    },
  };
  exchange = await testExchange({
    kinds: () => [assetKind, { path: 'drills', definitions: [drill as unknown as CaseDefinition], facts: { asset: assetFact } }],
    jobs: ({ runner }) => pipelineJobs({ runner, stages: [stage] }),
  });
});
afterAll(() => exchange.drop());

const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);

async function registered(): Promise<{ assetId: string; organisationId: string; it: PersonActor }> {
  const organisationId = newId();
  const it = person(organisationId, 'hospital', 'it');
  const assetId = newId();
  orThrow(
    await exchange.runner.open({ kind: 'asset', organisationId, assetId, caseId: assetId, payload: registrationPayload(), actor: it }),
  );
  return { assetId, organisationId, it };
}

const command = (kind: string, caseId: string, name: string, actor: PersonActor, payload: object = {}) =>
  exchange.runner.command({ kind, caseId, command: name, payload, actor });
const read = async (organisationId: string, id: string) => (await exchange.store.read(organisationId, id))!.snapshot;
const openDrill = async ({ assetId, organisationId, it: actor }: Awaited<ReturnType<typeof registered>>) =>
  exchange.runner.open({ kind: 'drill', organisationId, assetId, payload: {}, actor });

describe('the end of a stage on its way to the asset', () => {
  it('moves the asset once, however often its job runs', async () => {
    const asset = await registered();
    const { caseId } = orThrow(await openDrill(asset));
    orThrow(await command('drill', caseId, 'end', asset.it));
    expect(await exchange.drainJobs()).toEqual(['pipeline.stage-ended']);
    const moved = await read(asset.organisationId, asset.assetId);
    expect(moved).toMatchObject({ state: 'governance', version: 2, data: { sealed: { digest: 'a'.repeat(64) } } });

    await exchange.database.look(`update outbox set state = 'waiting' where organisation_id = $1`, [asset.organisationId]);
    await exchange.drainJobs();
    expect(await read(asset.organisationId, asset.assetId)).toEqual(moved);
  });

  it('is told to people where the asset cannot follow', async () => {
    const asset = await registered();
    const { caseId: first } = orThrow(await openDrill(asset));
    const { caseId: second } = orThrow(await openDrill(asset));
    orThrow(await command('drill', first, 'end', asset.it));
    await exchange.drainJobs();
    orThrow(await command('drill', second, 'end', asset.it));
    await exchange.drainJobs();
    expect(await read(asset.organisationId, asset.assetId)).toMatchObject({ state: 'governance', version: 3 });
    const notices = await exchange.database.look(`select roles, message, parameters from notice where organisation_id = $1`, [
      asset.organisationId,
    ]);
    expect(notices).toEqual([
      {
        roles: ['it', 'director'],
        message: 'asset.stage-end-refused',
        parameters: { stage: 'collection', outcome: 'sealed', code: 'asset.stage-out-of-turn' },
      },
    ]);
  });

  it('of a version that was overtaken changes nothing', async () => {
    const asset = await registered();
    const { caseId: late } = orThrow(await openDrill(asset));
    const { caseId: first } = orThrow(await openDrill(asset));
    orThrow(await command('drill', first, 'end', asset.it));
    await exchange.drainJobs();
    orThrow(await command('asset', asset.assetId, 'begin-version', asset.it, { reason: '扫描方案变更' }));
    await exchange.drainJobs();
    expect(superseded).toContainEqual({
      organisationId: asset.organisationId,
      assetId: asset.assetId,
      datasetVersion: 1,
      eventId: `${asset.assetId}/3`,
    });
    orThrow(await command('drill', late, 'end', asset.it));
    await exchange.drainJobs();
    expect(await read(asset.organisationId, asset.assetId)).toMatchObject({
      state: 'collection',
      data: { datasetVersion: 2, sealed: null },
    });
  });
});

describe('the fact asset', () => {
  it('is refused where there is none, and where it is another hospital’s', async () => {
    const asset = await registered();
    const stranger = await registered();
    expect(codeOf(await openDrill({ ...asset, assetId: newId() }))).toBe('asset.not-found');
    expect(codeOf(await openDrill({ ...stranger, assetId: asset.assetId }))).toBe('asset.not-found');
  });
});

describe('a look at raw data', () => {
  it('is on record before a byte is shown, with its purpose', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'medbourse-raw-'));
    const objects = await FileObjectStore.at(folder);
    const asset = await registered();
    const { organisationId, assetId: caseId, it: actor } = asset;
    const { sha256 } = orThrow(await objects.put(organisationId, Readable.from([Buffer.from('raw')])));
    const reads = new RawReads(exchange.database.tenancy, objects);
    expect(codeOf(await reads.open({ organisationId, caseId, sha256, actor, purpose: '  ' }))).toBe('raw-read.no-purpose');
    expect(orThrow(await reads.ofCase(organisationId, caseId, 10))).toEqual([]);

    const bytes = orThrow(await reads.open({ organisationId, caseId, sha256, actor, purpose: '核对隔离文件' }));
    expect(Buffer.concat(await bytes.toArray()).toString()).toBe('raw');
    expect(codeOf(await reads.open({ organisationId, caseId, sha256: sha256Hex('gone'), actor, purpose: '核对' }))).toBe(
      'storage.not-found',
    );
    expect(orThrow(await reads.ofCase(organisationId, caseId, 10))).toMatchObject([
      { purpose: '核对', sha256: sha256Hex('gone') },
      { purpose: '核对隔离文件', sha256, reader: `person:${actor.personId}@${organisationId}` },
    ]);
    expect(orThrow(await reads.ofCase(newId(), caseId, 10))).toEqual([]);
    await rm(folder, { recursive: true });
  });
});
