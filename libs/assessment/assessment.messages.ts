import { type Bilingual } from '#libs/kernel';

/** What people are told. `{name}` stands for a parameter, `{name|yuan}` for one in fen. */
export const assessmentMessages: Readonly<Record<string, Bilingual>> = {
  'assessment.requested': { zh: '有新的合规评估委托', en: 'A legal assessment is requested' },
  'assessment.quoted': {
    zh: '律所已报价 {fee|yuan} 元，有效期至 {validUntil}',
    en: 'The firm quotes CNY {fee|yuan}, valid until {validUntil}',
  },
  'assessment.declined': { zh: '律所未接受委托', en: 'The firm declined' },
  'assessment.engaged': { zh: '医院已签约，可认领', en: 'The hospital engaged the firm; the case can be claimed' },
  'assessment.question-asked': { zh: '律师就「{item}」提问，请于 {dueOn} 前答复', en: 'The lawyer asks about “{item}”; answer by {dueOn}' },
  'assessment.question-answered': { zh: '医院已答复问题 {thread}', en: 'The hospital answered question {thread}' },
  'assessment.drafted': { zh: '意见书草稿待复核（结论：{outcome}）', en: 'A draft awaits countersignature (outcome: {outcome})' },
  'assessment.issued': {
    zh: '意见书已出具：{outcome}，有效期至 {validUntil}',
    en: 'The opinion is issued: {outcome}, valid until {validUntil}',
  },
  'assessment.seal-failed': { zh: '意见书签章失败：{code}', en: 'Sealing the opinion failed: {code}' },
  'assessment.withdrawn': { zh: '医院撤回了委托', en: 'The hospital withdrew the request' },
  'assessment.quote-lapsed': { zh: '报价已过有效期', en: 'The quote lapsed' },
  'assessment.void': { zh: '意见书作废：{reason}', en: 'The opinion is void: {reason}' },
  'assessment.expired': { zh: '意见书有效期届满', en: 'The opinion’s validity ended' },
  'assessment.overdue-quote': { zh: '报价超期', en: 'The quote is overdue' },
  'assessment.overdue-claim': { zh: '认领超期', en: 'Nobody has claimed the case in time' },
  'assessment.overdue-review': { zh: '审查超期', en: 'The review is overdue' },
  'assessment.overdue-answer': { zh: '答复超期', en: 'The answer is overdue' },
};
