import { decide, decideOpening, type Actor, type CaseSnapshot, type Decision, type PersonActor } from '#libs/cases';
import { addDays, legalDateOf, newId, orThrow, startOf, stateCouncilCalendar, type LegalDate, type Result } from '#libs/kernel';
import { type AssetData, type AssetFact } from '#libs/pipeline';
import { UNRESTRICTED } from '#libs/terms';
import { assessmentCase } from './assessment.case';
import { type AssessmentData, type AssessmentState } from './assessment.data';
import { type ChecklistItem } from './checklist';
import { currentChecklist } from './checklist.registry';

/** For tests: an assessment played command by command on the pure definition. */
export const hospitalId = newId();
export const firmId = newId();
export const assetId = newId();
export const digestOf = (digit: string): string => digit.repeat(64);

const of = (organisationId: string, organisationRole: string, ...roles: string[]): PersonActor => ({
  ...{ kind: 'person', personId: newId(), organisationId, roles, organisationRoles: [organisationRole] },
});
export const staff = of(hospitalId, 'hospital', 'it');
export const finance = of(hospitalId, 'hospital', 'finance');
export const director = of(hospitalId, 'hospital', 'director');
export const lawyer = of(firmId, 'law-firm', 'lawyer');
export const partner = of(firmId, 'law-firm', 'partner');
export const clock: Actor = { kind: 'clock', id: 'clock' };
export const job: Actor = { kind: 'job', id: 'job' };
export const pipeline: Actor = { kind: 'pipeline', id: 'event' };

/** A Thursday; the week after is the last of November, without holidays. */
export const FIRST_DAY: LegalDate = '2026-11-19';
const calendar = stateCouncilCalendar();

export const approval = (kind: AssetData['approvals'][number]['kind'], endsOn: LegalDate, digit: string) => ({
  ...{ kind, evidence: digestOf(digit), grantedOn: '2026-10-01' as LegalDate, endsOn, by: newId() },
});

export function assetOf(changes: Partial<AssetData> = {}, state: AssetFact['state'] = 'assessment'): AssetFact {
  const data = {
    approvals: [
      approval('ethics', '2028-06-30', 'a'),
      approval('data-committee', '2028-12-31', 'b'),
      approval('director', '2029-12-31', 'c'),
    ],
    publicData: { pathway: 'not-public-data', decidedBy: newId(), evidence: digestOf('d') },
    budget: null,
    datasetVersion: 1,
    governed: {
      ...{
        assetId,
        datasetVersion: 1,
        part: 'version',
        digest: digestOf('1'),
        sealedDigest: digestOf('2'),
        files: 28,
        bytes: 1000,
        home: 'main',
      },
      ...{
        governanceCaseId: newId(),
        finding: 'de-identified',
        level: 3,
        routes: ['secure-environment', 'statistics-only'],
        qualityReport: digestOf('3'),
      },
    },
    ...changes,
  } as unknown as AssetData;
  return { assetId, organisationId: hospitalId, state, version: 7, data };
}

const noConflicts = { sharedPeople: [], otherParts: [] };
const standingFacts = {
  asset: assetOf(),
  firm: { id: firmId, name: 'Firm', creditCode: '', roles: ['law-firm'] },
  round: { rounds: 0, openCaseId: null },
  legalTime: { simulated: false },
  conflicts: noConflicts,
  spending: { booked: { amount: 0, currency: 'CNY' } },
  lawyers: { lawyers: [] as { personId: string; practiceNumber: string | null }[] },
};

export class PlayedAssessment {
  snapshot: CaseSnapshot<AssessmentData, AssessmentState> | undefined;
  facts: Record<string, unknown> = { ...standingFacts };
  today: LegalDate = FIRST_DAY;
  last: Decision<AssessmentData, AssessmentState> | undefined;

  request(payload: object = { firmId }, actor: Actor = staff): Result<Decision> {
    const given = { caseId: newId(), organisationId: hospitalId, assetId, payload, actor };
    return this.keep(decideOpening(assessmentCase, given, this.circumstances()));
  }

  give(command: string, payload: object = {}, actor: Actor = lawyer): Result<Decision> {
    return this.keep(decide(assessmentCase, this.snapshot!, { command, payload, actor }, this.circumstances()));
  }

  /** Every step must be accepted. */
  play(...steps: readonly (readonly [command: string, payload?: object, actor?: Actor])[]): this {
    for (const [command, payload, actor] of steps) orThrow(this.give(command, payload, actor));
    return this;
  }

  wait(days: number): this {
    this.today = addDays(this.today, days);
    return this;
  }

  dueOf(name: string): LegalDate | null | undefined {
    const found = this.snapshot!.clocks.find((one) => one.name === name && one.state !== 'ended');
    return found && (found.dueAt ? legalDateOf(found.dueAt) : null);
  }

  private circumstances() {
    return { facts: this.facts, now: new Date(startOf(this.today).getTime() + 10 * 3_600_000), calendar };
  }

  private keep(result: Result<Decision<AssessmentData, AssessmentState>>): Result<Decision> {
    if (result.ok) {
      this.last = result.value;
      const { caseId, kind, definitionVersion, organisationId, assetId: asset, to, version, data, parties, clocks } = result.value;
      this.snapshot = { id: caseId, kind, definitionVersion, organisationId, assetId: asset, state: to, version, data, parties, clocks };
    }
    return result as Result<Decision>;
  }
}

export const quotePayload = {
  fee: { amount: 5_500_001, currency: 'CNY' },
  advancePercent: 50,
  volume: '1000 名患者',
  frequency: '一次性',
  reviewDays: 5,
  validUntil: '2026-12-10',
  noConflict: true,
};

export const terms = {
  ...UNRESTRICTED,
  buyerKinds: ['ai-company'],
  environment: 'secure-environment',
  regions: ['CN'],
  resale: false,
  export: false,
};

export const draftPayload = {
  outcome: 'pass-with-conditions',
  summary: '可以登记。',
  assumptions: '材料真实。',
  limits: '仅就所列版本。',
  terms,
  termMonths: 24,
  practiceNumber: '15201201510000001',
};

export const findingOn = (item: ChecklistItem, more: object = {}) => ({
  item: item.code,
  result: 'met',
  severity: item.severity,
  law: item.basis[0]!.law.zh,
  article: item.basis[0]!.articles || '-',
  versionDate: item.basis[0]!.inForceSince ?? '2026-01-01',
  evidence: [digestOf('e')],
  remark: '符合。',
  ...more,
});

/** Findings on every item: met, but for those named. */
export const findings = (exceptions: Readonly<Record<string, object>> = { '14': { result: 'met-with-condition' } }) =>
  currentChecklist().items.map((item) => ['record-finding', findingOn(item, exceptions[item.code])] as const);

export function reviewing(): PlayedAssessment {
  const played = new PlayedAssessment();
  orThrow(played.request());
  return played.play(['quote', quotePayload], ['engage', {}, finance], ['claim', { noConflict: true }]);
}
