import { choice, command, digest, document, integer, optional, text, type Actor, type JsonObject } from '#libs/cases';
import { ok, subtractMoney, orThrow, type LegalDate, type Refused, type Result } from '#libs/kernel';
import { type AssetFact, type OpinionOutcome } from '#libs/pipeline';
import { parseTerms, UNRESTRICTED, type Terms } from '#libs/terms';
import { personOf } from './acting-person';
import { type AssessmentData, type AssessmentState, type Draft, type Signature } from './assessment.data';
import { refuseAssessment } from './assessment.errors';
import { type LawyersFact, type LegalTimeFact } from './assessment.fact-values';
import { advanceOf, chargeOf } from './engagement.commands';
import { bindOpinion } from './opinion.document';
import { inconsistencyOf } from './outcome.rules';
import { brokenApproval } from './request.opening';
import { byTheReviewer } from './review.commands';

const define = command<AssessmentData, AssessmentState>();

export const SEAL_JOB = 'assessment.seal-opinion';
const TERM_MONTHS_MAX = 60;

const exampleTerms: Terms = {
  ...UNRESTRICTED,
  buyerKinds: ['ai-company', 'research-institute'],
  purposes: ['algorithm-training', 'scientific-research'],
  environment: 'secure-environment',
  regions: ['CN'],
  resale: false,
  export: false,
  retentionMonths: 24,
};

const practiceNumber = text('执业证号', 'Number of the practising certificate', {
  min: 17,
  max: 17,
  pattern: '^\\d{17}$',
  example: '15201201510123456',
});

/** The reviewer's opinion: every item found, an outcome that follows from the findings, and conditions that can act. */
export const draft = define({
  title: { zh: '起草意见书', en: 'Draft the opinion' },
  from: ['reviewing'],
  to: 'drafted',
  by: ['law-firm:lawyer', 'law-firm:partner'],
  requires: [byTheReviewer],
  facts: ['lawyers'],
  payload: {
    outcome: choice('结论', 'Outcome', ['pass', 'pass-with-conditions', 'supplement', 'fail']),
    summary: text('意见摘要', 'Opinion in brief', { max: 8000, example: '本所认为，本数据资产可以登记并按所附条款交易。' }),
    assumptions: text('假设', 'Assumptions', { max: 4000, example: '委托方提供的材料真实、完整。' }),
    limits: text('限制', 'Limits', { max: 4000, example: '本意见书仅就所列版本的数据出具。' }),
    terms: document('使用条款', 'Terms of use', 'terms', exampleTerms),
    termMonths: integer('有效期（月）', 'Own term in months', { min: 1, max: TERM_MONTHS_MAX }),
    backTo: optional(choice('退回环节', 'Back to', ['collection', 'governance'])),
    practiceNumber,
  },
  apply: ({ case: { data }, actor, facts, payload, today }) => {
    const terms = parseTerms(payload.terms);
    if (!terms.ok) return terms;
    const signature = signatureOf(actor, payload.practiceNumber, facts['lawyers'] as LawyersFact, today);
    if (!signature.ok) return signature;
    const { outcome, summary, assumptions, limits, termMonths } = payload;
    const backTo = payload.backTo ?? null;
    const broken = inconsistencyOf(data, { outcome, terms: terms.value, backTo });
    if (broken) return broken;
    const drafted: Draft = { outcome, summary, assumptions, limits, terms: terms.value, termMonths, backTo, signature: signature.value };
    return {
      data: { ...data, draft: drafted },
      effects: [
        { type: 'tell', organisationId: data.firmId, roles: ['lawyer', 'partner'], message: 'assessment.drafted', parameters: { outcome } },
      ],
      recorded: { outcome },
    };
  },
});

/** The second lawyer sends the draft back. */
export const returnDraft = define({
  title: { zh: '退回意见书', en: 'Return the draft' },
  from: ['drafted', 'countersigned'],
  to: 'reviewing',
  by: ['law-firm:lawyer', 'law-firm:partner'],
  payload: { reason: text('理由', 'Reason', { max: 2000, example: '第9项证据不足。' }) },
  apply: ({ case: { data } }) => ({ data: { ...data, draft: null, countersignature: null } }),
});

/** Four eyes: another lawyer of the firm, with a number of his own. */
export const countersign = define({
  title: { zh: '复核签署', en: 'Countersign' },
  from: ['drafted'],
  to: 'countersigned',
  by: ['law-firm:lawyer', 'law-firm:partner'],
  requires: [
    {
      name: 'four-eyes',
      title: { zh: '须由另一名律师复核', en: 'By another lawyer' },
      holds: ({ case: { data }, actor }) =>
        (actor.kind === 'person' && ![data.draft?.signature.by, data.reviewer?.personId].includes(actor.personId)) ||
        refuseAssessment('assessment.same-lawyer', 'The lawyer who drafted an opinion or reviewed the case does not countersign it.'),
    },
  ],
  facts: ['lawyers'],
  payload: { practiceNumber },
  apply: ({ case: { data }, actor, facts, payload, today }) => {
    if (payload.practiceNumber === data.draft!.signature.practiceNumber)
      return refuseAssessment('assessment.same-lawyer', 'Two lawyers have two practising certificates.', { field: 'practiceNumber' });
    const signature = signatureOf(actor, payload.practiceNumber, facts['lawyers'] as LawyersFact, today);
    return signature.ok ? { data: { ...data, countersignature: signature.value } } : signature;
  },
});

/** Binds the opinion to the dataset and the evidence as they are now; a job then puts the firm's signature under exactly these bytes. */
export const issue = define({
  title: { zh: '出具意见书', en: 'Issue the opinion' },
  from: ['countersigned'],
  to: 'sealing',
  by: ['law-firm:lawyer', 'law-firm:partner'],
  payload: {},
  facts: ['asset', 'legalTime'],
  apply: ({ case: snapshot, facts, today }) => {
    const asset = facts['asset'] as AssetFact;
    const broken = brokenAtIssue(snapshot.data, asset, today);
    if (broken) return broken;
    const opinion = bindOpinion(snapshot, asset, today, (facts['legalTime'] as LegalTimeFact).simulated);
    return {
      data: { ...snapshot.data, opinion },
      effects: [{ type: 'job', job: SEAL_JOB, payload: { digest: opinion.documentDigest } }],
      recorded: {
        governedDigest: opinion.handover.governedDigest,
        evidenceDigest: opinion.handover.evidenceDigest,
        documentDigest: opinion.documentDigest,
        validUntil: opinion.handover.validUntil,
      },
    };
  },
});

/** The signature stands: the opinion is out, and its fee is due. */
export const seal = define({
  title: { zh: '用印', en: 'Seal' },
  from: ['sealing'],
  to: 'issued',
  by: ['system:job'],
  payload: { digest: digest('意见书摘要', 'Digest of the opinion'), keyId: text('密钥编号', 'Key', { max: 100, example: 'key' }) },
  apply: ({ case: { data, organisationId }, payload }) => {
    const opinion = data.opinion!;
    if (payload.digest !== opinion.documentDigest) throw new Error('the signed document is not the opinion that was issued');
    const quote = data.quote!;
    const rest = orThrow(subtractMoney(quote.fee, advanceOf(quote)));
    return {
      data: { ...data, opinion: { ...opinion, keyId: payload.keyId, sealFailure: null } },
      effects: [
        ...chargeOf(organisationId, data.firmId, rest),
        { type: 'stage-ended', outcome: 'issued', handover: opinion.handover as unknown as JsonObject },
        {
          type: 'tell',
          organisationId,
          roles: ['it', 'director', 'finance'],
          message: 'assessment.issued',
          parameters: { outcome: opinion.handover.outcome, validUntil: opinion.handover.validUntil },
        },
      ],
      recorded: { documentDigest: payload.digest, keyId: payload.keyId },
    };
  },
});

/** The signature could not be put: a person sees why and issues again. */
export const sealFailed = define({
  title: { zh: '用印失败', en: 'Sealing failed' },
  from: ['sealing'],
  to: 'countersigned',
  by: ['system:job'],
  payload: { code: text('原因代码', 'Code', { max: 100, example: 'internal' }) },
  apply: ({ case: { data }, payload }) => ({
    data: { ...data, opinion: { ...data.opinion!, sealFailure: payload.code } },
    effects: [
      {
        type: 'tell',
        organisationId: data.firmId,
        roles: ['lawyer', 'partner', 'admin'],
        message: 'assessment.seal-failed',
        parameters: { code: payload.code },
      },
    ],
  }),
});

function signatureOf(actor: Actor, number: string, { lawyers }: LawyersFact, today: LegalDate): Result<Signature> {
  const by = personOf(actor);
  const known = lawyers.find(({ personId }) => personId === by)?.practiceNumber;
  if (known && known !== number)
    return refuseAssessment('assessment.practice-number-wrong', 'This is not the number of your practising certificate.', {
      field: 'practiceNumber',
    });
  return ok({ by, practiceNumber: number, on: today });
}

/** What was examined must be what the asset still holds, and what the opinion rests on must still stand. */
function brokenAtIssue(data: AssessmentData, asset: AssetFact, today: LegalDate): Refused | undefined {
  if (asset.data.governed?.digest !== data.examined.digest)
    return refuseAssessment('assessment.dataset-changed', 'The asset holds another dataset than the one that was examined.', {
      facts: { datasetVersion: asset.data.datasetVersion, examined: data.examined.datasetVersion },
    });
  if (!isFavourable(data.draft!.outcome)) return undefined;
  const ended = data.findings.find(({ evidenceEndsOn }) => evidenceEndsOn !== null && evidenceEndsOn < today);
  if (ended)
    return refuseAssessment('assessment.deadline-passed', `Evidence of item ${ended.item} has ended.`, { facts: { item: ended.item } });
  return brokenApproval(asset, today);
}

export const isFavourable = (outcome: OpinionOutcome): boolean => outcome === 'pass' || outcome === 'pass-with-conditions';
