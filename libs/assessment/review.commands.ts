import { choice, command, date, digest, flag, id, integer, list, optional, text, type Guard } from '#libs/cases';
import { type LegalDate, type Refused } from '#libs/kernel';
import { personOf } from './acting-person';
import { type AssessmentData, type AssessmentState, type Finding } from './assessment.data';
import { refuseAssessment } from './assessment.errors';
import { type ConflictFact, type LawyersFact } from './assessment.fact-values';
import { findingResults, severities, type ChecklistItem } from './checklist';
import { checklistOf } from './checklist.registry';
import { conflictIn } from './engagement.commands';

const define = command<AssessmentData, AssessmentState>();

/** One lawyer answers for the review; others of the firm read along. */
export const byTheReviewer: Guard<AssessmentData> = {
  name: 'by-the-reviewer',
  title: { zh: '由承办律师操作', en: 'By the reviewing lawyer' },
  holds: ({ case: { data }, actor }) =>
    (actor.kind === 'person' && actor.personId === data.reviewer?.personId) ||
    refuseAssessment('assessment.not-the-reviewer', 'Only the lawyer who claimed the case may do this.'),
};

/** A lawyer takes the case out of the firm's queue, with a declaration of his own before he opens the file. */
export const claim = define({
  title: { zh: '认领案件', en: 'Claim the case' },
  from: ['engaged'],
  to: 'reviewing',
  by: ['law-firm:lawyer', 'law-firm:partner'],
  payload: { noConflict: flag('声明本人无利益冲突', 'Declares to be free of conflicts of interest') },
  facts: ['conflicts'],
  apply: ({ case: { data }, actor, facts, payload, today }) => {
    const conflict = conflictIn(facts['conflicts'] as ConflictFact);
    if (conflict) return conflict;
    if (!payload.noConflict)
      return refuseAssessment('assessment.declaration-missing', 'Declare that you have no conflict of interest before opening the file.', {
        field: 'noConflict',
      });
    return { data: { ...data, reviewer: { personId: personOf(actor), since: today } } };
  },
});

/** During absence the case goes to another lawyer of the firm. */
export const handOver = define({
  title: { zh: '移交案件', en: 'Hand the case over' },
  from: ['reviewing', 'questioned'],
  by: ['law-firm:lawyer', 'law-firm:partner'],
  payload: {
    lawyer: id('接手律师', 'Lawyer who takes over', 'person'),
    reason: text('理由', 'Reason', { max: 500, example: '休假' }),
  },
  facts: ['lawyers'],
  apply: ({ case: { data }, actor, facts, payload, today }) => {
    const isReviewer = personOf(actor) === data.reviewer?.personId;
    const isPartner = actor.kind === 'person' && actor.roles.includes('partner');
    if (!isReviewer && !isPartner)
      return refuseAssessment('assessment.not-the-reviewer', 'The reviewing lawyer or a partner hands a case over.');
    const { lawyers } = facts['lawyers'] as LawyersFact;
    if (!lawyers.some(({ personId }) => personId === payload.lawyer))
      return refuseAssessment('assessment.not-a-lawyer-of-the-firm', 'The person is not a lawyer of this firm.', { field: 'lawyer' });
    return { data: { ...data, reviewer: { personId: payload.lawyer, since: today } } };
  },
});

/** What the reviewer found about one item; found again, it takes the place of what he found before. */
export const recordFinding = define({
  title: { zh: '记录审查意见', en: 'Record a finding' },
  from: ['reviewing', 'questioned'],
  by: ['law-firm:lawyer', 'law-firm:partner'],
  requires: [byTheReviewer],
  payload: {
    item: text('审查事项', 'Checklist item', { max: 4, example: '1' }),
    result: choice('结论', 'Result', findingResults),
    severity: choice('严重程度', 'Severity', severities),
    law: text('引用法规', 'Law cited', { max: 100, example: '数据安全法' }),
    article: text('条款', 'Article', { max: 60, example: '33' }),
    versionDate: date('法规版本日期', 'Date of the version cited'),
    evidence: list('证据文件', 'Evidence documents (SHA-256)', digest('证据', 'Evidence'), { max: 20 }),
    evidenceEndsOn: optional(date('证据最早到期日', 'Earliest end of the evidence')),
    remark: text('说明', 'Remark', { max: 4000, example: '材料齐备，符合要求。' }),
    remedy: optional(text('补救措施', 'Remedy', { max: 1000, example: '补充单独同意书。' })),
    dueOn: optional(date('补救期限', 'Remedy due on')),
  },
  apply: ({ case: { data }, actor, payload, today }) => {
    const item = checklistOf(data.checklist).items.find(({ code }) => code === payload.item);
    if (!item)
      return refuseAssessment('assessment.unknown-item', `The checklist has no item ${payload.item}.`, {
        field: 'item',
        facts: { checklist: data.checklist },
      });
    const { law, article, versionDate, evidence, remark, result, severity } = payload;
    const finding: Finding = {
      item: item.code,
      result,
      severity: item.severity === 'stop' ? 'stop' : severity,
      citation: { law, article, versionDate },
      evidence,
      evidenceEndsOn: payload.evidenceEndsOn ?? null,
      remark,
      remedy: payload.remedy ?? null,
      dueOn: payload.dueOn ?? null,
      reviewer: personOf(actor),
      on: today,
    };
    const broken = brokenFinding(finding, item, today);
    if (broken) return broken;
    return {
      data: { ...data, findings: [...data.findings.filter((known) => known.item !== item.code), finding] },
      recorded: { item: item.code, result },
    };
  },
});

function brokenFinding(finding: Finding, item: ChecklistItem, today: LegalDate): Refused | undefined {
  const facts = { item: item.code };
  if (!item.basis.some(({ law }) => law.zh === finding.citation.law || law.en === finding.citation.law))
    return refuseAssessment('assessment.citation-not-of-item', `Item ${item.code} does not rest on this law.`, { field: 'law', facts });
  const possible =
    (finding.result !== 'met-with-condition' || item.mayBeConditional) && (finding.result !== 'not-applicable' || item.mayBeNotApplicable);
  if (!possible)
    return refuseAssessment('assessment.result-not-possible', `Item ${item.code} can't be «${finding.result}».`, {
      field: 'result',
      facts,
    });
  if (finding.result !== 'not-applicable' && finding.evidence.length === 0)
    return refuseAssessment('assessment.evidence-missing', `A finding on item ${item.code} names its evidence.`, {
      field: 'evidence',
      facts,
    });
  if (finding.result === 'not-met' && finding.remedy === null)
    return refuseAssessment('assessment.remedy-missing', 'What is not met needs a remedy, if only «none».', { field: 'remedy', facts });
  const ended = finding.evidenceEndsOn !== null && finding.evidenceEndsOn < today ? 'evidenceEndsOn' : undefined;
  const passed = finding.dueOn !== null && finding.dueOn < today ? 'dueOn' : undefined;
  const field = ended ?? passed;
  return field ? refuseAssessment('assessment.deadline-passed', `${field} has passed.`, { field, facts }) : undefined;
}

export const threadField = integer('问题编号', 'Number of the thread', { min: 1, max: 10_000 });
