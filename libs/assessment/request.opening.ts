import { id, opening, optional, text, type OpeningContext } from '#libs/cases';
import { type LegalDate, type Refused } from '#libs/kernel';
import { type Approval, type AssetFact } from '#libs/pipeline';
import { type AssessmentData, type AssessmentState } from './assessment.data';
import { refuseAssessment } from './assessment.errors';
import { currentChecklist } from './checklist.registry';
import { type FirmFact, type RoundFact } from './assessment.fact-values';

const payload = {
  firmId: id('律师事务所', 'Law firm', 'organisation'),
  note: optional(text('委托说明', 'Note to the firm', { max: 2000, example: '请就本数据资产登记与交易出具法律意见书。' })),
};

/** The hospital asks a firm by name; the asset must be governed and approved inside the hospital before a lawyer starts. */
export const requestOpening = opening<AssessmentData, AssessmentState>()({
  title: { zh: '委托法律评估', en: 'Request a legal assessment' },
  to: 'requested',
  by: ['hospital:it', 'hospital:director'],
  payload,
  facts: ['asset', 'firm', 'round'],
  apply: (context) => {
    const asset = context.facts['asset'] as AssetFact;
    const firm = context.facts['firm'] as FirmFact | null;
    const round = context.facts['round'] as RoundFact;
    const broken = brokenBeforeRequest(context, asset, firm, round);
    if (broken) return broken;
    const { governed } = asset.data;
    const by = context.actor.kind === 'person' ? context.actor.personId : context.actor.id;
    const data: AssessmentData = {
      firmId: context.payload.firmId,
      checklist: currentChecklist().version,
      examined: {
        datasetVersion: governed!.datasetVersion,
        digest: governed!.digest,
        finding: governed!.finding,
        level: governed!.level,
        routes: governed!.routes,
      },
      request: { by, on: context.today, note: context.payload.note ?? null },
      quote: null,
      engagement: null,
      reviewer: null,
      findings: [],
      questions: [],
      draft: null,
      countersignature: null,
      opinion: null,
      overdue: [],
      ending: null,
    };
    return {
      data,
      effects: [
        { type: 'party', organisationId: data.firmId, part: 'law-firm' },
        {
          type: 'row',
          table: 'assessment_round',
          write: 'insert',
          values: { organisation_id: context.organisationId, asset_id: context.assetId, round: round.rounds + 1, case_id: context.caseId },
        },
        { type: 'tell', organisationId: data.firmId, roles: ['lawyer', 'partner'], message: 'assessment.requested', parameters: {} },
      ],
      recorded: { governedDigest: data.examined.digest, checklist: data.checklist, round: round.rounds + 1 },
    };
  },
});

function brokenBeforeRequest(
  { organisationId, today }: OpeningContext<unknown>,
  asset: AssetFact,
  firm: FirmFact | null,
  round: RoundFact,
): Refused | undefined {
  if (asset.state !== 'assessment' || !asset.data.governed)
    return refuseAssessment('assessment.asset-not-in-assessment', 'The asset is not in legal assessment.', { state: asset.state });
  if (round.openCaseId !== null)
    return refuseAssessment('assessment.already-open', 'The asset has an assessment that is under way or stands.', {
      facts: { caseId: round.openCaseId },
    });
  if (!firm?.roles.includes('law-firm'))
    return refuseAssessment('assessment.not-a-law-firm', 'The organisation is not a law firm of this exchange.', { field: 'firmId' });
  if (firm.id === organisationId)
    return refuseAssessment('assessment.own-firm', 'A hospital is not assessed by itself.', { field: 'firmId' });
  return brokenApproval(asset, today);
}

/** Item 1a: nothing is examined before the hospital itself has said yes, with evidence that still holds. */
export function brokenApproval(asset: AssetFact, today: LegalDate): Refused | undefined {
  for (const kind of ['ethics', 'data-committee', 'director'] as const) {
    const given = asset.data.approvals.filter((approval) => approval.kind === kind);
    if (given.length === 0)
      return refuseAssessment('assessment.approval-missing', `The approval «${kind}» is missing.`, { facts: { approval: kind } });
    if (!given.some((approval) => isStanding(approval, today)))
      return refuseAssessment('assessment.approval-ended', `The approval «${kind}» has ended.`, { facts: { approval: kind, today } });
  }
  if (asset.data.publicData === null)
    return refuseAssessment('assessment.public-data-undecided', 'Whether the data is public data has not been decided (guide art. 15).');
  return undefined;
}

export const isStanding = (approval: Approval, today: LegalDate): boolean => approval.endsOn >= today;
