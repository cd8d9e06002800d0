import { type RuleSet } from './rule-set';

/**
 * 数据产权登记工作指引（试行）, 国数综政策〔2026〕35号. What it leaves to the agency (how long an applicant has for what is missing) is marked as such.
 */
export const nationalRules2026: RuleSet = {
  jurisdiction: 'CN',
  version: '2026-35',
  title: { zh: '数据产权登记工作指引（试行）', en: 'Guide to data property registration (trial)' },
  source: { text: '国数综政策〔2026〕35号', checked: true },
  from: '2026-07-01',
  acceptance: { workingDays: 3 },
  supplementLimit: { workingDays: 15 }, // left to the agency: the guide says «a deadline»
  review: { workingDays: 10 },
  extensionLimitDays: 10,
  evidenceLimit: { workingDays: 15 }, // left to the agency
  notice: { workingDays: 5 },
  objection: { workingDays: 10 },
  validityMonths: 60,
  recordYears: 20,
  refusalGrounds: [
    {
      code: 'harm-to-interests',
      title: { zh: '危害国家安全、公共利益或他人合法权益', en: "harm to national security, public interest or others' rights" },
    },
    { code: 'unlawful-source', title: { zh: '数据来源不合法', en: 'unlawful source' } },
    { code: 'ownership-dispute', title: { zh: '权属争议尚未解决', en: 'ownership dispute not settled' } },
    { code: 'concealment-or-false-proof', title: { zh: '隐瞒事实或提供虚假材料', en: 'concealment or false proof' } },
    { code: 'other-law', title: { zh: '法律法规规定的其他情形', en: 'other law' } },
  ],
  articles: {
    acceptance: '17',
    supplement: '17',
    review: '18–22',
    extension: '28',
    notice: '24',
    objection: '25',
    attestation: '26',
    certificate: '27',
    refusal: '22',
  },
};

/** The sets that ship with Medbourse; a deployment may add its own. */
export const ruleSets: readonly RuleSet[] = [nationalRules2026];
