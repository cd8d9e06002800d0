import { type Bilingual } from '#libs/kernel';

/** FOCUS 1.2, ServiceCategory: the allowed values that the costs of an asset fall under. */
export type FocusServiceCategory =
  'Storage' | 'Networking' | 'Compute' | 'Analytics' | 'Business Applications' | 'Management and Governance' | 'Other';

export interface LedgerCategory {
  readonly name: Bilingual;
  readonly focus: FocusServiceCategory;
}

/** What is paid for. A stage may book under a category that is not listed: it then goes by its code and exports as `Other`. */
export const ledgerCategories = {
  storage: category('存储', 'Storage', 'Storage'),
  transfer: category('传输', 'Transfer', 'Networking'),
  'imaging-governance': category('影像治理', 'Governance of imaging', 'Analytics'),
  'record-governance': category('病历与表格治理', 'Governance of records', 'Analytics'),
  compute: category('算力', 'Compute', 'Compute'),
  review: category('人工复核', 'Review by people', 'Analytics'),
  'legal-opinion': category('法律意见书', 'Legal opinion', 'Business Applications'),
  'legal-supplement': category('补充法律意见', 'Supplementary legal opinion', 'Business Applications'),
  registration: category('登记费', 'Registration', 'Management and Governance'),
  'registration-renewal': category('续证费', 'Renewal of the certificate', 'Management and Governance'),
  'registration-change': category('变更登记费', 'Change of the registration', 'Management and Governance'),
  commission: category('交易佣金', 'Commission', 'Business Applications'),
  delivery: category('交付', 'Delivery', 'Networking'),
  'data-use': category('数据使用费', 'Use of data', 'Other'),
  'secure-environment': category('安全计算环境', 'Secure environment', 'Compute'),
} as const satisfies Readonly<Record<string, LedgerCategory>>;

export type KnownCategory = keyof typeof ledgerCategories;

/** Lower-case words joined by hyphens, at most 60 characters: it becomes part of an account. */
export const isCategoryCode = (code: string): boolean => code.length <= 60 && /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(code);

export const isKnownCategory = (code: string): code is KnownCategory => Object.hasOwn(ledgerCategories, code);

export const categoryOf = (code: string): LedgerCategory =>
  isKnownCategory(code) ? ledgerCategories[code] : { name: { zh: code, en: code }, focus: 'Other' };

function category(zh: string, en: string, focus: FocusServiceCategory): LedgerCategory {
  return { name: { zh, en }, focus };
}
