import { type LegalDate } from '#libs/kernel';
import { type LegalBasis } from '../checklist';

const law =
  (zh: string, en: string, inForceSince: LegalDate, more: { toBeChecked?: true } = {}) =>
  (articles: string): LegalBasis => ({ law: { zh, en }, articles, inForceSince, ...more });

/** The laws that the checklists cite, each with the day from which the cited wording is in force. */
export const dataSecurity = law('数据安全法', 'Data Security Law', '2021-09-01');
export const personalInformation = law('个人信息保护法', 'Personal Information Protection Law', '2021-11-01');
export const networkDataSecurity = law('网络数据安全管理条例', 'Network Data Security Regulation', '2025-01-01');
export const geneticResources = law('人类遗传资源管理条例', 'Human Genetic Resources Regulation', '2024-05-01');
export const geneticResourcesRules = law('人类遗传资源管理条例实施细则', 'Implementing Rules on Human Genetic Resources', '2023-07-01');
export const shanghaiData = law('上海市数据条例', 'Shanghai Data Regulation', '2022-01-01');
export const shenzhenData = law('深圳经济特区数据条例', 'Shenzhen Data Regulation', '2022-01-01');
export const ethicsReview = law('国卫科教发〔2023〕4号', 'Measures for ethics review, 2023 no. 4', '2023-02-18', { toBeChecked: true });
export const basicHealthcare = law('基本医疗卫生与健康促进法', 'Basic Healthcare and Health Promotion Law', '2020-06-01', {
  toBeChecked: true,
});
export const registrationGuide = law('数据产权登记工作指引（试行）', 'Guide to data property registration (trial)', '2026-07-01');
export const protectionLevel: LegalBasis = { law: { zh: 'GB/T 22239', en: 'GB/T 22239' }, articles: '', inForceSince: '2019-12-01' };
export const hospitalRules: LegalBasis = { law: { zh: '医院内部制度', en: "Hospital's own rules" }, articles: '' };
export const contract: LegalBasis = { law: { zh: '合同条款', en: 'Terms of the contract' }, articles: '' };
