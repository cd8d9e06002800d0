import { decide, decideOpening, exampleOf, faultsOf, type Actor, type CaseDefinition, type CaseSnapshot, type Decision } from '#libs/cases';
import { fen, newId, orThrow, stateCouncilCalendar, type Result } from '#libs/kernel';
import { type CollectionData, type CollectionState } from './collection.data';
import { collectionCase, FILES_LIMIT, SEAL_JOB } from './collection.case';

type Collection = CaseSnapshot<CollectionData, CollectionState>;

const organisationId = newId();
const assetId = newId();
const calendar = stateCouncilCalendar();
const now = new Date('2026-03-02T04:00:00Z');
const as = (...roles: string[]): Actor => ({ kind: 'person', personId: newId(), organisationId, roles, organisationRoles: ['hospital'] });
const job: Actor = { kind: 'job', id: 'job' };
const intake = { files: 2, bytes: 10, faulty: 0 };
const digest = 'a'.repeat(64);
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);

function open(facts: { state?: string; certificate?: object | null; openCaseId?: string | null } = {}, part = 'version', actor = as('it')) {
  const { state = 'collection', certificate = null, openCaseId = null } = facts;
  const asset = { state, data: { certificate, datasetVersion: 3 } };
  return decideOpening(
    collectionCase,
    { caseId: newId(), organisationId, assetId, payload: { part }, actor },
    { facts: { asset, round: { rounds: 4, openCaseId }, home: 'ward-7' }, now, calendar },
  );
}

function collectionIn(state: CollectionState, data: Partial<CollectionData> = {}): Collection {
  const opened = orThrow(open());
  return {
    id: opened.caseId,
    kind: 'collection',
    definitionVersion: 1,
    organisationId,
    assetId,
    state,
    version: 2,
    data: { ...opened.data, ...data },
    parties: opened.parties,
    clocks: [],
  };
}

const give = (collection: Collection, command: string, payload: object, actor: Actor, facts: object = { intake }) =>
  decide(collectionCase, collection, { command, payload, actor }, { facts: { ...facts }, now, calendar });

describe('a collection', () => {
  it('has a definition without fault', () => {
    expect(faultsOf(collectionCase as unknown as CaseDefinition)).toEqual([]);
  });

  it('belongs to the present version of its asset, and to its hospital’s home', () => {
    const { to, data, effects } = orThrow(open());
    expect({ to, data }).toMatchObject({ to: 'draft', data: { datasetVersion: 3, part: 'version', home: 'ward-7', sealing: 0 } });
    expect(effects).toMatchObject([{ type: 'row', table: 'collection_round', values: { round: 5, asset_id: assetId } }]);
  });

  it.each([
    ['while the asset is elsewhere', { state: 'governance' }, 'version', 'collection.asset-not-in-collection'],
    ['while another is open', { openCaseId: newId() }, 'version', 'collection.already-open'],
    ['as an increment of what is not certified', {}, 'increment', 'collection.part-mismatch'],
    ['as a version of what is certified', { certificate: {} }, 'version', 'collection.part-mismatch'],
    ['as an increment of what is certified', { certificate: {} }, 'increment', 'ok'],
  ])('is opened %s: %s %s', (_, facts, part, code) => {
    expect(codeOf(open(facts, part))).toBe(code);
  });

  it('is walked from draft to sealed by the payloads of its own fields', () => {
    const steps: [string, Actor, object][] = [
      ['begin-receiving', as('it'), {}],
      ['seal', as('it'), {}],
      ['sealed', job, exampleOf(collectionCase.commands['sealed']!.payload)],
    ];
    let collection = collectionIn('draft');
    for (const [command, actor, payload] of steps) {
      const decided: Decision<CollectionData, CollectionState> = orThrow(give(collection, command, payload, actor));
      collection = { ...collection, state: decided.to, data: decided.data, version: decided.version };
    }
    expect(collection).toMatchObject({ state: 'sealed', version: 5, data: { sealed: { files: 1 } } });
  });
});

describe('sealing', () => {
  const sealing = () => collectionIn('sealing', { sealing: 2 });
  const manifest = { sealing: 2, digest, files: 2, bytes: 3_000_000_000 };

  it('runs at the home, under the number of its attempt, and forgets the last failure', () => {
    const before = collectionIn('receiving', { sealing: 1, failure: { code: 'collection.file-missing', faultyFiles: 1 } });
    const { to, data, effects } = orThrow(give(before, 'seal', {}, as('it')));
    expect({ to, data }).toMatchObject({ to: 'sealing', data: { sealing: 2, failure: null } });
    expect(effects).toEqual([{ type: 'job', job: SEAL_JOB, home: 'ward-7', payload: { sealing: 2 }, epoch: 2 }]);
  });

  it.each([
    ['without files', { files: 0, faulty: 0 }, 'collection.no-files'],
    ['with faulty files', { files: 2, faulty: 1 }, 'collection.faulty-files'],
    ['with more files than a manifest holds', { files: FILES_LIMIT + 1, faulty: 0 }, 'collection.too-many-files'],
  ])('%s is refused', (_, counted, code) => {
    expect(codeOf(give(collectionIn('receiving'), 'seal', {}, as('it'), { intake: { bytes: 1, ...counted } }))).toBe(code);
  });

  it('ends with the manifest: costs are booked, and the dataset is handed over', () => {
    const { data, effects } = orThrow(give(sealing(), 'sealed', manifest, job));
    expect(data.sealed).toEqual({ digest, files: 2, bytes: 3_000_000_000 });
    const booked = effects.flatMap((effect) => (effect.type === 'book' ? [effect.booking] : []));
    expect(booked).toEqual([
      { kind: 'cost', category: 'transfer', organisationId, amount: fen(150), quantity: 3, unit: 'GB' },
      { kind: 'cost', category: 'storage', organisationId, amount: fen(450), quantity: 3, unit: 'GB' },
    ]);
    expect(effects.find(({ type }) => type === 'stage-ended')).toMatchObject({
      outcome: 'sealed',
      handover: { assetId, datasetVersion: 3, part: 'version', digest, files: 2, bytes: 3_000_000_000, home: 'ward-7' },
    });
  });

  it('that failed comes back to receiving with its reason', () => {
    const failed = orThrow(give(sealing(), 'seal-failed', { sealing: 2, code: 'storage.unavailable', faultyFiles: 0 }, job));
    expect(failed).toMatchObject({ to: 'receiving', data: { failure: { code: 'storage.unavailable', faultyFiles: 0 } } });
    expect(failed.effects).toMatchObject([{ type: 'tell', roles: ['it'], message: 'collection.seal-failed' }]);
  });

  it('is not ended by what an older attempt reports, nor by a person', () => {
    expect(codeOf(give(sealing(), 'sealed', { ...manifest, sealing: 1 }, job))).toBe('collection.attempt-overtaken');
    const failure = { sealing: 1, code: 'storage.unavailable', faultyFiles: 0 };
    expect(codeOf(give(sealing(), 'seal-failed', failure, job))).toBe('collection.attempt-overtaken');
    expect(codeOf(give(sealing(), 'sealed', manifest, as('it')))).toBe('case.not-permitted');
  });
});

describe('a collection that comes to nothing', () => {
  it.each(['draft', 'receiving'] as const)('is abandoned from %s with a reason, and the asset is told', (state) => {
    const { to, data, effects } = orThrow(give(collectionIn(state), 'abandon', { reason: '数据范围有误' }, as('director')));
    expect({ to, data }).toMatchObject({ to: 'abandoned', data: { ending: '数据范围有误' } });
    expect(effects).toMatchObject([{ type: 'stage-ended', outcome: 'abandoned', handover: { datasetVersion: 3 } }]);
  });

  it('is not abandoned while it seals, but ended where a newer version takes its place', () => {
    expect(codeOf(give(collectionIn('sealing'), 'abandon', { reason: '数据范围有误' }, as('it')))).toBe('case.wrong-state');
    const { to, effects } = orThrow(give(collectionIn('sealing'), 'supersede', {}, { kind: 'pipeline', id: 'event' }));
    expect({ to, effects }).toEqual({ to: 'abandoned', effects: [] });
  });
});
