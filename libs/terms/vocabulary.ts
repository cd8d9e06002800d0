import { type Bilingual } from '#libs/kernel';

/** Kinds of buyer 使用主体. */
export const BUYER_KINDS = {
  'ai-company': { zh: '人工智能企业', en: 'AI company' },
  'device-manufacturer': { zh: '医疗器械企业', en: 'medical device manufacturer' },
  'pharmaceutical-company': { zh: '制药企业', en: 'pharmaceutical company' },
  insurer: { zh: '保险机构', en: 'insurer' },
  'research-institute': { zh: '科研机构', en: 'research institute' },
  'medical-institution': { zh: '医疗机构', en: 'medical institution' },
  'public-authority': { zh: '公共管理机构', en: 'public authority' },
} as const satisfies Record<string, Bilingual>;

export type BuyerKind = keyof typeof BUYER_KINDS;

/** Purposes of use 使用目的. */
export const PURPOSES = {
  'scientific-research': { zh: '科学研究', en: 'scientific research' },
  'algorithm-training': { zh: '算法训练', en: 'training of algorithms' },
  'device-registration': { zh: '医疗器械注册', en: 'registration of a medical device' },
  'drug-development': { zh: '药物研发', en: 'drug development' },
  'insurance-actuarial': { zh: '保险精算', en: 'actuarial work of insurers' },
  'public-health': { zh: '公共卫生', en: 'public health' },
  education: { zh: '教学培训', en: 'education' },
} as const satisfies Record<string, Bilingual>;

export type Purpose = keyof typeof PURPOSES;

/** How data may be used, from nothing to a copy of one's own; each allows what stands before it. */
export const ENVIRONMENTS = {
  none: { zh: '不得使用', en: 'no use' },
  'statistics-only': { zh: '仅提供统计结果', en: 'statistics only' },
  'secure-environment': { zh: '数据不出域，在安全环境内计算', en: 'computing where the data stays, in a secure environment' },
  download: { zh: '依合同下载', en: 'download under contract' },
} as const satisfies Record<string, Bilingual>;

export type Environment = keyof typeof ENVIRONMENTS;

const BREADTHS: Readonly<Record<Environment, number>> = { none: 0, 'statistics-only': 1, 'secure-environment': 2, download: 3 };

export const isEnvironmentWithin = (narrow: Environment, wide: Environment): boolean => BREADTHS[narrow] <= BREADTHS[wide];
