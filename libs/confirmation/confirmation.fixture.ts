import { decide, decideOpening, type Actor, type CaseSnapshot, type Decision, type PersonActor, type Effect } from '#libs/cases';
import { addDays, legalDateOf, newId, orThrow, startOf, stateCouncilCalendar, type LegalDate, type Result } from '#libs/kernel';
import { defaultFeeSchedules } from '#libs/ledger';
import { type AssetData, type AssetFact } from '#libs/pipeline';
import { UNRESTRICTED } from '#libs/terms';
import { confirmationCase } from './confirmation.case';
import { type ConfirmationData, type ConfirmationState } from './confirmation.data';
import { ruleSets } from './rules/national-2026.rules';

/** For tests: a registration played command by command on the pure definition. */
export const hospitalId = newId();
export const agencyId = newId();
export const assetId = newId();
export const digestOf = (digit: string): string => digit.repeat(64);

const of = (organisationId: string, organisationRole: string, ...roles: string[]): PersonActor => ({
  ...{ kind: 'person', personId: newId(), organisationId, roles, organisationRoles: [organisationRole] },
});
export const staff = of(hospitalId, 'hospital', 'it');
export const registrar = of(agencyId, 'agency', 'registrar');
export const clock: Actor = { kind: 'clock', id: 'clock' };
export const job: Actor = { kind: 'job', id: 'job' };
export const pipeline: Actor = { kind: 'pipeline', id: 'event' };

/** A Thursday. */
export const FIRST_DAY: LegalDate = '2026-11-19';
const calendar = stateCouncilCalendar();

export const terms = { ...UNRESTRICTED, environment: 'secure-environment', resale: false, export: false } as const;

export const annex1 = {
  name: '2026年贵州省卫生胸部CT影像数据集',
  summary: '去标识化的胸部CT影像，含扫描参数。',
  industry: 'Q84',
  region: '520000',
  periodFrom: '2024-01-01',
  periodTo: '2026-06-30',
  updateFrequency: 'on-demand',
  records: 1000,
  forms: ['image'],
  structure: 'unstructured',
  restrictions: '仅限安全环境内使用',
};

export function assetOf(changes: Partial<AssetData> = {}, state: AssetFact['state'] = 'confirmation'): AssetFact {
  const governed = {
    assetId,
    datasetVersion: 1,
    digest: digestOf('1'),
    finding: 'de-identified',
    level: 3,
    routes: ['secure-environment'],
  };
  const data = {
    annex1,
    rightsStatement: {
      source: 'own-collection',
      holders: [{ name: '某医院', creditCode: '12520000000000000A', rights: ['holding', 'use', 'operation'], proofs: [digestOf('7')] }],
    },
    approvals: [{ kind: 'ethics', evidence: digestOf('a'), grantedOn: '2026-10-01', endsOn: '2032-06-30', by: newId() }],
    publicData: { pathway: 'not-public-data', decidedBy: newId(), evidence: digestOf('d') },
    datasetVersion: 1,
    governed,
    opinion: {
      ...{ assetId, caseId: '0198a1d0-0000-7000-8000-000000000001', outcome: 'pass-with-conditions', governedDigest: digestOf('1') },
      ...{ evidenceDigest: digestOf('5'), terms, validUntil: '2031-12-31', firmId: newId() },
    },
    ...changes,
  } as unknown as AssetData;
  return { assetId, organisationId: hospitalId, state, version: 9, data };
}

const agency = { id: agencyId, name: '贵州数据产权登记中心', creditCode: '12520000MB0000001X', region: '520100', roles: ['agency'] };
const applicant = { id: hospitalId, name: '某医院', creditCode: '12520000000000000A', region: '520100', roles: ['hospital'] };

export const standingFacts = {
  asset: assetOf(),
  agency,
  applicant,
  rules: ruleSets,
  round: { rounds: 0, openCaseId: null },
  fees: { schedules: defaultFeeSchedules.filter(({ code }) => code === 'registration') },
  pendingObjections: { count: 0 },
  numbering: { region: '52', digit: null, freeDigit: 1, lastSerials: {} },
  legalTime: { simulated: false },
};

export const applicationPayload = {
  agencyId,
  type: 'legal-person',
  contact: '数据管理办公室',
  phone: '0851-00000000',
  address: '贵州省贵阳市观山湖区1号',
  businessStatus: 'in-business',
  attachments: { identity: digestOf('2'), acquisition: digestOf('3'), sample: digestOf('4'), sampleDescription: digestOf('6') },
};

const passed = { result: 'passed', remark: '一致。' };
export const passedReview = { description: passed, source: passed, rights: passed };
export const objectionId = '0198a1d0-0000-7000-8000-000000000002';
export const otherObjectionId = '0198a1d0-0000-7000-8000-000000000003';

export class PlayedConfirmation {
  snapshot: CaseSnapshot<ConfirmationData, ConfirmationState> | undefined;
  facts: Record<string, unknown> = { ...standingFacts };
  today: LegalDate = FIRST_DAY;
  last: Decision<ConfirmationData, ConfirmationState> | undefined;

  apply(change: object = {}, actor: Actor = staff): Result<Decision> {
    const given = { caseId: newId(), organisationId: hospitalId, assetId, payload: { ...applicationPayload, ...change }, actor };
    return this.keep(decideOpening(confirmationCase, given, this.circumstances()));
  }

  give(command: string, payload: object = {}, actor: Actor = registrar): Result<Decision> {
    return this.keep(decide(confirmationCase, this.snapshot!, { command, payload, actor }, this.circumstances()));
  }

  /** Every step must be accepted. */
  play(...steps: readonly (readonly [command: string, payload?: object, actor?: Actor])[]): this {
    for (const [command, payload, actor] of steps) orThrow(this.give(command, payload, actor));
    return this;
  }

  on(today: LegalDate): this {
    this.today = today;
    return this;
  }

  wait(days: number): this {
    return this.on(addDays(this.today, days));
  }

  dueOf(name: string): LegalDate | null | undefined {
    const found = this.snapshot!.clocks.find((one) => one.name === name && one.state !== 'ended');
    return found && (found.dueAt ? legalDateOf(found.dueAt) : null);
  }

  get state(): ConfirmationState {
    return this.snapshot!.state;
  }

  private circumstances() {
    return { facts: this.facts, now: new Date(startOf(this.today).getTime() + 10 * 3_600_000), calendar };
  }

  private keep(result: Result<Decision<ConfirmationData, ConfirmationState>>): Result<Decision> {
    if (result.ok) {
      this.last = result.value;
      const { caseId, kind, definitionVersion, organisationId, assetId: asset, to, version, data, parties, clocks } = result.value;
      this.snapshot = { id: caseId, kind, definitionVersion, organisationId, assetId: asset, state: to, version, data, parties, clocks };
    }
    return result as Result<Decision>;
  }
}

export function applied(change: object = {}): PlayedConfirmation {
  const played = new PlayedConfirmation();
  orThrow(played.apply(change));
  return played;
}

export const reviewing = (change: object = {}): PlayedConfirmation => applied(change).play(['accept'], ['begin-review']);
export const noticed = (): PlayedConfirmation => reviewing().play(['record-review', passedReview], ['publish-notice']);
export const cleared = (): PlayedConfirmation => noticed().on('2026-11-27').play(['close-notice', {}, clock]);

export const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);
export const effectsOf = <T extends Effect['type']>(played: PlayedConfirmation, type: T) =>
  played.last!.effects.filter((effect): effect is Extract<Effect, { type: T }> => effect.type === type);
export const rowsOf = (played: PlayedConfirmation, table: string) => effectsOf(played, 'row').filter((row) => row.table === table);
export const ended = (played: PlayedConfirmation) =>
  effectsOf(played, 'stage-ended').map(({ outcome, handover }) => ({ outcome, ...handover }));
export const signed = { signature: 'e30..AA', keyId: 'key', logIndex: 0 };
