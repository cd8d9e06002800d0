import { type CaseSnapshot } from '#libs/cases';
import { addMonths, canonicalJson, sha256Hex, type LegalDate } from '#libs/kernel';
import { type AssetFact, type Opinion } from '#libs/pipeline';
import { type AssessmentData, type BoundOpinion, type EvidenceEntry } from './assessment.data';
import { checklistOf } from './checklist.registry';
import { isStanding } from './request.opening';

/** The type that goes under the firm's signature. */
export const OPINION_TYPE = 'medbourse-opinion+json';

type Assessment = Pick<CaseSnapshot<AssessmentData>, 'id' | 'assetId' | 'data'>;

/**
 * Binds the draft to what it is about: the governed dataset by its digest, and the set of evidence by one digest over all of it. Validity ends at
 * the earliest of the opinion's own term and the end of any evidence.
 */
export function bindOpinion(assessment: Assessment, asset: AssetFact, today: LegalDate, simulated: boolean): BoundOpinion {
  const { data } = assessment;
  const draft = data.draft!;
  const evidence = evidenceSetOf(data, asset, today);
  const handover: Opinion = {
    assetId: assessment.assetId!,
    caseId: assessment.id,
    outcome: draft.outcome,
    governedDigest: data.examined.digest,
    evidenceDigest: sha256Hex(canonicalJson(evidence)),
    terms: draft.terms,
    validUntil: validUntilOf(data, asset, today),
    firmId: data.firmId,
    ...(draft.backTo && { backTo: draft.backTo }),
  };
  const bound = { handover, evidence, issuedOn: today, simulated, keyId: null, sealFailure: null, documentDigest: '' };
  return { ...bound, documentDigest: sha256Hex(canonicalJson(opinionDocument(assessment, bound))) };
}

/** The opinion as it is signed: plain JSON that can be read and checked without the exchange. */
export function opinionDocument({ id, data }: Assessment, opinion: BoundOpinion) {
  const { outcome, assetId, governedDigest, evidenceDigest, terms, validUntil, firmId, backTo } = opinion.handover;
  const draft = data.draft!;
  return {
    format: 'medbourse-opinion/1',
    ...(opinion.simulated && { simulation: 'SIMULATION' }),
    case: id,
    asset: assetId,
    firm: firmId,
    dataset: { version: data.examined.datasetVersion, digest: governedDigest, finding: data.examined.finding, level: data.examined.level },
    checklist: data.checklist,
    outcome,
    ...(backTo && { backTo }),
    summary: draft.summary,
    assumptions: draft.assumptions,
    limits: draft.limits,
    terms,
    findings: inChecklistOrder(data),
    evidence: opinion.evidence,
    evidenceDigest,
    signatures: [draft.signature, data.countersignature!].map(({ practiceNumber, on }) => ({ practiceNumber, on })),
    issuedOn: opinion.issuedOn,
    validUntil,
  };
}

function inChecklistOrder(data: AssessmentData) {
  const order = checklistOf(data.checklist).items.map(({ code }) => code);
  return [...data.findings]
    .sort((a, b) => order.indexOf(a.item) - order.indexOf(b.item))
    .map(({ item, result, severity, citation, evidence, evidenceEndsOn, remark, remedy, dueOn, on }) => ({
      ...{ item, result, severity, citation, evidence, evidenceEndsOn, remark, remedy, dueOn, on },
    }));
}

/** Every document that the opinion rests on, once each, in one order: two opinions on the same documents have the same digest. */
function evidenceSetOf(data: AssessmentData, asset: AssetFact, today: LegalDate): readonly EvidenceEntry[] {
  const { approvals, publicData } = asset.data;
  const entries: EvidenceEntry[] = [
    ...approvals.filter((one) => isStanding(one, today)).map((one) => ({ purpose: `approval:${one.kind}`, sha256: one.evidence })),
    ...(publicData ? [{ purpose: 'public-data-decision', sha256: publicData.evidence }] : []),
    ...data.findings.flatMap(({ item, evidence }) => evidence.map((one) => ({ purpose: `finding:${item}`, sha256: one }))),
    ...data.questions.flatMap(({ item, messages }) =>
      messages.flatMap(({ evidence }) => evidence.map((one) => ({ purpose: `answer:${item}`, sha256: one }))),
    ),
  ];
  const unique = new Map(entries.map((entry) => [`${entry.purpose} ${entry.sha256}`, entry]));
  return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

/** An approval of a kind that was given again ends when the last of its kind does. */
function validUntilOf(data: AssessmentData, asset: AssetFact, today: LegalDate): LegalDate {
  const lastOfKind = new Map<string, LegalDate>();
  for (const { kind, endsOn } of asset.data.approvals) {
    const known = lastOfKind.get(kind);
    if (known === undefined || endsOn > known) lastOfKind.set(kind, endsOn);
  }
  const ends = data.findings.flatMap(({ evidenceEndsOn }) => evidenceEndsOn ?? []);
  const own = addMonths(today, data.draft!.termMonths);
  return [own, ...lastOfKind.values(), ...ends].reduce((earliest, end) => (end < earliest ? end : earliest));
}
