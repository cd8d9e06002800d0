import { type Bilingual } from '#libs/kernel';

/** What people are told. `{name}` stands for a parameter, `{name|yuan}` for one in fen. */
export const confirmationMessages: Readonly<Record<string, Bilingual>> = {
  'confirmation.applied': { zh: '新的登记申请：{name}', en: 'A new application: {name}' },
  'confirmation.accepted': { zh: '{on} 已受理，登记费 {fee|yuan} 元', en: 'Accepted on {on}; the fee is CNY {fee|yuan}' },
  'confirmation.deemed-accepted': { zh: '{on} 逾期未决，视为受理', en: 'Not decided in time: deemed accepted on {on}' },
  'confirmation.not-accepted': { zh: '不予受理', en: 'The application is not accepted' },
  'confirmation.supplement-asked': { zh: '需补正 {items} 项材料，截止 {dueOn}', en: '{items} items are to be supplied by {dueOn}' },
  'confirmation.supplemented': { zh: '申请人已补正', en: 'The applicant supplied what was missing' },
  'confirmation.review-extended': {
    zh: '审查延长 {workingDays} 个工作日：{reason}',
    en: 'The review is extended by {workingDays} working days: {reason}',
  },
  'confirmation.evidence-asked': { zh: '需补充证明材料，截止 {dueOn}', en: 'Evidence is asked for, by {dueOn}' },
  'confirmation.evidence-supplied': { zh: '申请人已补充证明材料', en: 'The applicant supplied evidence' },
  'confirmation.noticed': { zh: '已公示，公示期至 {closesOn}', en: 'The notice is published; it ends on {closesOn}' },
  'confirmation.notice-ended': { zh: '公示期满', en: 'The notice ended' },
  'confirmation.objection-received': { zh: '收到异议，处理期限 {dueOn}', en: 'An objection came in, to be decided by {dueOn}' },
  'confirmation.explanation-asked': { zh: '请就异议作出说明', en: 'An explanation of the objection is asked for' },
  'confirmation.explained': { zh: '申请人已就异议说明', en: 'The applicant explained' },
  'confirmation.objection-dismissed': { zh: '异议不成立', en: 'The objection is dismissed' },
  'confirmation.certified': {
    zh: '证书 {number} 已颁发，有效期至 {validUntil}',
    en: 'Certificate {number} is issued, valid until {validUntil}',
  },
  'confirmation.certify-failed': { zh: '证书签发失败：{code}', en: 'Issuing the certificate failed: {code}' },
  'confirmation.withdrawn': { zh: '申请人撤回了申请', en: 'The applicant withdrew' },
  'confirmation.void': { zh: '登记作废：{reason}', en: 'The registration is void: {reason}' },
  'confirmation.lapsed': { zh: '证书有效期届满', en: 'The certificate’s validity ended' },
  'confirmation.refused': { zh: '不予登记：{ground}', en: 'Registration is refused: {ground}' },
  'confirmation.ended': { zh: '登记程序终止', en: 'The procedure is ended' },
  'confirmation.overdue-review': { zh: '审查超期', en: 'The review is overdue' },
  'confirmation.overdue-objection': { zh: '异议处理超期', en: 'The investigation of an objection is overdue' },
};
