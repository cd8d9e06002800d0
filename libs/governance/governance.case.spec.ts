import { decide, decideOpening, exampleOf, faultsOf, type Actor, type CaseDefinition, type CaseSnapshot, type Decision } from '#libs/cases';
import { fen, newId, orThrow, stateCouncilCalendar, type Result } from '#libs/kernel';
import { type AssetFact } from '#libs/pipeline';
import { governanceCase } from './governance.case';
import { type GovernanceData, type GovernanceState, type Measured } from './governance.data';
import { defaultRates } from './governance-rates';
import { type NamedFile, type QuarantineFact } from './governance.fact-values';
import { reidentificationRisk } from './risk/reidentification-risk';

type Snapshot = CaseSnapshot<GovernanceData, GovernanceState>;

const now = new Date('2026-09-01T04:00:00Z');
const hospital = newId();
const assetId = newId();
const caseId = newId();
const digest = 'a'.repeat(64);
const person = (...roles: string[]): Actor => ({
  kind: 'person',
  personId: newId(),
  organisationId: hospital,
  roles,
  organisationRoles: ['hospital'],
});
const job: Actor = { kind: 'job', id: 'row' };

const sealed = {
  assetId,
  datasetVersion: 1,
  part: 'version' as const,
  digest,
  files: 24,
  bytes: 1e6,
  home: 'home',
  collectionCaseId: newId(),
};
const assetOf = (more: object = {}, state = 'governance'): AssetFact =>
  ({
    assetId,
    organisationId: hospital,
    state,
    version: 3,
    data: {
      sealed,
      annex1: { periodFrom: '2020-01-01', periodTo: '2026-12-31' },
      planned: { scans: 4, records: 0, gigabytes: 1 },
      budget: null,
      ...more,
    },
  }) as unknown as AssetFact;
const quarantine = (more: Partial<QuarantineFact> = {}): QuarantineFact => ({ undecided: 0, dropped: 0, rework: 0, named: [], ...more });
const facts = {
  asset: assetOf(),
  rates: defaultRates,
  round: { rounds: 0, openCaseId: null },
  spending: { booked: fen(0) },
  quarantine: quarantine(),
};
const circumstances = (more: object = {}) => ({ facts: { ...facts, ...more }, now, calendar: stateCouncilCalendar() });

const open = (more: object = {}, payload: object = {}) =>
  decideOpening(governanceCase, { caseId, organisationId: hospital, assetId, payload, actor: person('it') }, circumstances(more));

const snapshotOf = (decision: Decision<GovernanceData, GovernanceState>): Snapshot => ({
  ...{ id: caseId, kind: 'governance', definitionVersion: 1, organisationId: hospital, assetId },
  ...{ state: decision.to, version: decision.version, data: decision.data, parties: decision.parties, clocks: decision.clocks },
});
const give = (of: Snapshot, command: string, actor: Actor, payload: object = {}, more: object = {}) =>
  decide(governanceCase, of, { command, payload, actor }, circumstances(more));
const after = (of: Snapshot, command: string, actor: Actor, payload: object = {}, more: object = {}): Snapshot =>
  snapshotOf(orThrow(give(of, command, actor, payload, more)));
const code = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);

const measurement = (sizes: readonly number[], more: Partial<Measured['tally']> = {}): Measured => ({
  epoch: 1,
  tally: { files: 24, released: 24, quarantined: 0, refused: 0, patients: 3, scans: 4, releasedBytes: 9, ...more },
  ...{
    report: digest,
    qualityRules: 'q/1',
    dimensions: [],
    riskRules: 'r/1',
    risk: reidentificationRisk(sizes),
    cpuMilliseconds: 7_200_000,
  },
});

const planned = (): Snapshot => snapshotOf(orThrow(open()));
const running = (): Snapshot => after(planned(), 'start', person('it'));
const review = (measured = measurement([3])): Snapshot => after(running(), 'measured', job, { epoch: 1, measured });
const sealing = (): Snapshot => after(review(), 'release', person('data-committee'));
const manifest = { epoch: 1, digest, files: 26, bytes: 10 };
const anonymous = (): Snapshot => {
  const released = after(review(measurement([30])), 'release', person('data-committee'));
  return after(released, 'sealed', job, manifest);
};

describe('the governance case', () => {
  it('is a sound graph', () => expect(faultsOf(governanceCase as unknown as CaseDefinition)).toEqual([]));

  it('binds the plan to the sealed digest, and estimates by the scans that were planned', () => {
    const { data } = planned();
    expect(data).toMatchObject({
      datasetVersion: 1,
      sealed: { digest },
      plan: { files: 24, shards: 1, sensitivity: 'ordinary', options: [] },
    });
    expect(data.plan.estimate).toEqual({ low: fen(1), expected: fen(1), high: fen(2) });
  });

  it.each([
    ['the asset is elsewhere', { asset: assetOf({}, 'collection') }, 'governance.asset-elsewhere'],
    ['nothing is sealed', { asset: assetOf({ sealed: null }) }, 'governance.not-sealed'],
    ['it is governed already', { round: { rounds: 1, openCaseId: newId() } }, 'governance.already-open'],
  ])('is not opened where %s', (_name, more, expected) => expect(code(open(more))).toBe(expected));

  it.each([
    [
      'start: another dataset is sealed',
      () => give(planned(), 'start', person('it'), {}, { asset: assetOf({ sealed: { ...sealed, digest: 'b' } }) }),
      'governance.dataset-moved',
    ],
    [
      'start: beyond the budget',
      () => give(planned(), 'start', person('it'), {}, { asset: assetOf({ budget: fen(1) }), spending: { booked: fen(1) } }),
      'governance.budget-exceeded',
    ],
    ['start: not for the committee', () => give(planned(), 'start', person('data-committee')), 'case.not-permitted'],
    ['measured: of an older run', () => give(running(), 'measured', job, { epoch: 7, measured: measurement([3]) }), 'governance.overtaken'],
    [
      'measured: not by a person',
      () => give(running(), 'measured', person('it'), { epoch: 1, measured: measurement([3]) }),
      'case.not-permitted',
    ],
    [
      'run-failed: of an older run',
      () => give(running(), 'run-failed', job, { epoch: 7, code: 'x', message: 'x' }),
      'governance.overtaken',
    ],
    ['release: not for IT', () => give(review(), 'release', person('it')), 'case.not-permitted'],
    [
      'release: undecided',
      () => give(review(), 'release', person('data-committee'), {}, { quarantine: quarantine({ undecided: 2 }) }),
      'governance.undecided',
    ],
    [
      'release: rework waits',
      () => give(review(), 'release', person('data-committee'), {}, { quarantine: quarantine({ rework: 1 }) }),
      'governance.rework-waits',
    ],
    [
      'release: nothing passed',
      () => give(review(measurement([], { released: 0 })), 'release', person('data-committee')),
      'governance.nothing-to-release',
    ],
    [
      'release: another dataset',
      () => give(review(), 'release', person('data-committee'), {}, { asset: assetOf({}, 'collection') }),
      'governance.dataset-moved',
    ],
    [
      'determine: fewer than there are',
      () => give(review(), 'determine', person('data-committee'), determination(2)),
      'governance.population-too-small',
    ],
    [
      'determine: nothing was released',
      () => give(review(measurement([])), 'determine', person('data-committee'), determination(9)),
      'governance.nothing-to-release',
    ],
    ['sealed: of an older run', () => give(sealing(), 'sealed', job, { ...manifest, epoch: 7 }), 'governance.overtaken'],
    [
      'destroy-secret: still personal information',
      () => give(after(sealing(), 'sealed', job, manifest), 'destroy-secret', person('director'), { reason: '不再需要追溯，销毁密钥。' }),
      'governance.not-anonymised',
    ],
    [
      'destroy-secret: another part is open',
      () =>
        give(
          anonymous(),
          'destroy-secret',
          person('director'),
          { reason: '不再需要追溯，销毁密钥。' },
          { round: { rounds: 2, openCaseId: newId() } },
        ),
      'governance.already-open',
    ],
  ])('refuses %s', (_name, attempt, expected) => expect(code(attempt())).toBe(expected));

  it('books what a run added, and after a rework the difference alone', () => {
    const first = orThrow(give(running(), 'measured', job, { epoch: 1, measured: measurement([3]) }));
    expect(bookings(first)).toEqual([['compute', 7_200, 60]]);
    const again = after(snapshotOf(first), 'rework', person('it'), {}, { quarantine: quarantine({ rework: 1 }) });
    const second = { ...measurement([3]), epoch: 2, cpuMilliseconds: 7_201_000 };
    expect(bookings(orThrow(give(again, 'measured', job, { epoch: 2, measured: second })))).toEqual([['compute', 1, 1]]);
  });

  it('books the rates that finance set: its own for compute and people, and what a vendor asks for a scan in the place of compute', () => {
    const own = after(planned(), 'set-rates', person('finance'), { ...declared, computePerCpuHour: fen(60), deskPerDecision: fen(0) });
    const measuredAt = (of: Snapshot, cpuMilliseconds = 7_200_000) =>
      orThrow(give(of, 'measured', job, { epoch: 1, measured: { ...measurement([3]), cpuMilliseconds } }));
    const first = measuredAt(after(own, 'start', person('it')));
    expect(bookings(first)).toEqual([['compute', 7_200, 120]]);
    expect(bookings(orThrow(give(snapshotOf(first), 'decide-quarantine', person('it'), dropped, held())))).toEqual([]);

    const vendor = { perScan: fen(52_00), least: fen(500_00) };
    const bought = after(planned(), 'set-rates', person('finance'), { ...declared, vendor });
    expect(bought.data.plan.estimate.expected).toEqual(fen(500_00)); // four scans are planned: 208, raised to the least
    const delivered = measuredAt(after(bought, 'start', person('it')));
    expect(bookings(delivered)).toEqual([['imaging-governance', 4, 500_00]]);
    expect(bookings(orThrow(give(snapshotOf(delivered), 'decide-quarantine', person('it'), dropped, held())))).toEqual([
      ['review', 1, 5_00],
    ]);
    const again = after(snapshotOf(delivered), 'rework', person('it'), {}, { quarantine: quarantine({ rework: 1 }) });
    const more = { ...measurement([3]), epoch: 2 };
    const grown = { ...more, tally: { ...more.tally, scans: 11 } };
    expect(bookings(orThrow(give(again, 'measured', job, { epoch: 2, measured: grown })))).toEqual([['imaging-governance', 7, 72_00]]);
  });

  it('has rates set by finance alone, before anything runs, and none that is beyond reason', () => {
    expect(code(give(planned(), 'set-rates', person('it'), declared))).toBe('case.not-permitted');
    expect(code(give(running(), 'set-rates', person('finance'), declared))).toBe('case.wrong-state');
    const wrong = (payload: object) => code(give(planned(), 'set-rates', person('finance'), { ...declared, ...payload }));
    expect(wrong({ computePerCpuHour: fen(10_000_01) })).toBe('governance.rate-too-high');
    expect(wrong({ vendor: { perScan: fen(1), least: fen(3), most: fen(2) } })).toBe('ledger.unusable-schedule');
  });

  it('holds the budget against what will be booked, not against what the market pays', () => {
    const asset = (budget: number) => ({ asset: assetOf({ budget: fen(budget) }) });
    expect(code(give(planned(), 'start', person('it'), {}, asset(1)))).toBe('ok');
    const bought = after(planned(), 'set-rates', person('finance'), { ...declared, vendor: { perScan: fen(55_00) } });
    expect(code(give(bought, 'start', person('it'), {}, asset(4 * 55_00 - 1)))).toBe('governance.budget-exceeded');
    expect(code(give(bought, 'start', person('it'), {}, asset(4 * 55_00)))).toBe('ok');
  });

  it('hands over what was released, bound to what was sealed', () => {
    const decision = orThrow(give(sealing(), 'sealed', job, manifest));
    expect(decision.effects).toContainEqual({
      type: 'stage-ended',
      outcome: 'released',
      handover: expect.objectContaining({
        assetId,
        datasetVersion: 1,
        digest,
        sealedDigest: digest,
        files: 26,
        finding: 'de-identified',
        level: 3,
      }) as object,
    });
  });

  it('begins a new epoch with each run, and queues it at the home of the data', () => {
    const failed = after(running(), 'run-failed', job, { epoch: 1, code: 'storage.no-space', message: 'No space.', shard: 2 });
    expect(failed.data.blocked).toEqual({ code: 'storage.no-space', reason: 'No space.', shard: 2 });
    const retried = orThrow(give(failed, 'retry', person('it')));
    expect(retried).toMatchObject({ to: 'running', data: { blocked: null, run: { epoch: 2, what: 'retry' } } });
    expect(retried.effects).toEqual([
      expect.objectContaining({ type: 'job', job: 'governance.split', home: 'home', epoch: 2, runId: retried.data.run?.id }),
    ]);
  });

  it('forgets a determination when it is measured anew', () => {
    const determined = after(review(), 'determine', person('data-committee'), determination(20_000));
    expect(determined.data.grading).toMatchObject({ finding: 'anonymised' });
    const again = after(determined, 'rework', person('it'), {}, { quarantine: quarantine({ rework: 1 }) });
    const measured = after(again, 'measured', job, { epoch: 2, measured: { ...measurement([3]), epoch: 2 } });
    expect(measured.data).toMatchObject({ determination: null, grading: { finding: 'de-identified' } });
  });

  describe('a word on pixels', () => {
    const region = { left: 0, top: 0, right: 10, bottom: 5 };
    const held = (more: Partial<NamedFile> = {}) => ({
      quarantine: quarantine({ named: [{ file: 3, epoch: 1, holding: ['burned-in-found'], rows: 20, columns: 10, frames: 2, ...more }] }),
    });
    const word = (payload: object, more: Partial<NamedFile> = {}) =>
      give(review(), 'decide-quarantine', person('it'), { files: [3], reason: '已逐帧查看，无文字。', ...payload }, held(more));
    const rows = (decision: ReturnType<typeof word>) =>
      orThrow(decision).effects.flatMap((effect) => (effect.type === 'row' ? [effect.values] : []));

    it('goes with the file into the rework', () => {
      expect(rows(word({ decision: 'clear' }))).toMatchObject([{ file: 3, epoch: 1, decision: 'clear', regions: null }]);
      expect(rows(word({ decision: 'blank', regions: [region] }))).toMatchObject([{ decision: 'blank', regions: [region] }]);
    });

    it.each([
      ['blank without regions', { decision: 'blank' }, {}, 'governance.regions-missing'],
      ['clear with regions', { decision: 'clear', regions: [region] }, {}, 'governance.regions-missing'],
      [
        'a header that names the patient',
        { decision: 'clear' },
        { holding: ['burned-in-found', 'identity-remains'] },
        'governance.not-a-matter-of-pixels',
      ],
      ['a file that breaks off', { decision: 'blank', regions: [region] }, { holding: ['truncated'] }, 'governance.not-a-matter-of-pixels'],
      ['what is no image', { decision: 'clear' }, { holding: ['governance.kind-not-supported'] }, 'governance.not-a-matter-of-pixels'],
      ['a face, by IT', { decision: 'clear' }, { holding: ['recognizable-face'] }, 'governance.face-by-committee'],
      ['a face, by blanking', { decision: 'blank', regions: [region] }, { holding: ['recognizable-face'] }, 'governance.face-by-committee'],
      ['a region beyond the columns', { decision: 'blank', regions: [region, { ...region, right: 11 }] }, {}, 'governance.region-outside'],
      ['a region beyond the rows', { decision: 'blank', regions: [{ ...region, bottom: 21 }] }, {}, 'governance.region-outside'],
      ['a region of nothing', { decision: 'blank', regions: [{ ...region, left: 10 }] }, {}, 'governance.region-outside'],
      ['a frame that is not there', { decision: 'blank', regions: [{ ...region, frame: 3 }] }, {}, 'governance.region-outside'],
      ['a file without pixels', { decision: 'blank', regions: [region] }, { rows: null, columns: null }, 'governance.region-outside'],
      ['a file that is not held', { decision: 'clear' }, { epoch: null }, 'governance.not-quarantined'],
    ])('is refused for %s', (_what, payload, more, expected) => {
      expect(code(word(payload, more))).toBe(expected);
    });

    it('on a face is the data committee’s', () => {
      const payload = { files: [3], reason: '头部已去面部，无法辨识。' };
      const face = held({ holding: ['recognizable-face', 'burned-in-possible'] });
      expect(rows(give(review(), 'clear-face', person('data-committee'), payload, face))).toMatchObject([{ decision: 'clear' }]);
      expect(code(give(review(), 'clear-face', person('it'), payload, face))).toBe('case.not-permitted');
      expect(code(give(review(), 'clear-face', person('data-committee'), payload, held()))).toBe('governance.no-face-found');
    });
  });

  it('walks every command from every state that offers it, to a state that its definition names', () => {
    const reached: Record<GovernanceState, Snapshot> = {
      planned: planned(),
      running: running(),
      review: review(),
      sealing: sealing(),
      released: anonymous(),
      blocked: after(review(), 'block', person('it'), { reason: '暂停' }),
      'secret-destroying': after(anonymous(), 'destroy-secret', person('director'), { reason: '不再需要追溯，销毁密钥。' }),
      'secret-destroyed': planned(),
      ended: planned(),
    };
    const face = { file: 1, epoch: 1, holding: ['recognizable-face'], rows: 10, columns: 10, frames: null };
    const named = quarantine({ rework: 1, named: [face] });
    for (const [name, command] of Object.entries(governanceCase.commands)) {
      for (const state of command.from) {
        const [part, role] = command.by[0]!.split(':') as [string, string];
        const actor: Actor = part === 'system' ? { kind: role as 'job', id: 'row' } : person(role);
        const given = { ...exampleOf(command.payload), ...(name === 'measured' && { measured: measurement([3]) }) };
        const more = name === 'release' ? {} : { quarantine: named };
        const decided = give(reached[state], name, actor, { ...given, ...(name === 'determine' && { population: 9 }) }, more);
        expect({ name, state, code: code(decided) }).toEqual({ name, state, code: 'ok' });
        if (decided.ok) expect([command.to].flat()).toContain(decided.value.to);
      }
    }
  });
});

const declared = { source: '合同2026-17' };
const dropped = { files: [1], decision: 'drop', reason: '画面含文字' };
const held = () => ({
  quarantine: quarantine({ named: [{ file: 1, epoch: 1, holding: ['burned-in-possible'], rows: 10, columns: 10, frames: null }] }),
});

function determination(population: number) {
  return { population, membershipKnown: false, finding: 'as-measured', evidence: digest, reason: '入选名单不公开' };
}

const bookings = (decision: Decision<GovernanceData, GovernanceState>) =>
  decision.effects.flatMap((effect) =>
    effect.type === 'book' && effect.booking.kind === 'cost'
      ? [[effect.booking.category, effect.booking.quantity, effect.booking.amount.amount]]
      : [],
  );
