import { type Bilingual } from '#libs/kernel';
import { regionName } from './region';
import { type Allowed, type Condition, type Terms } from './terms';
import { BUYER_KINDS, ENVIRONMENTS, PURPOSES } from './vocabulary';

/** One line of the field *restrictions* 限制情况 of the application form (guide, annex 1). */
export interface AnnexLine {
  readonly item: 'buyer-kind' | 'qualification' | 'environment' | 'region' | 'resale' | 'export' | 'purpose' | 'retention' | 'duty';
  readonly label: Bilingual;
  readonly text: Bilingual;
}

const NONE: Bilingual = { zh: '无', en: 'none' };
const NOBODY: Bilingual = { zh: '不允许任何', en: 'nobody and nothing' };
const YES: Bilingual = { zh: '允许', en: 'allowed' };
const NO: Bilingual = { zh: '不允许', en: 'not allowed' };

/**
 * Terms of use as annex 1 asks for them, in its order: kind of buyer, qualification, environment, region, resale allowed?, export allowed?
 * Where there is no restriction the text is 无. Purpose, retention and duties, which the form has no line for, follow where they restrict.
 */
export const restrictionsOfAnnex1 = (terms: Terms): AnnexLine[] => [
  line(
    'buyer-kind',
    '使用主体类型',
    'kind of buyer',
    listed(terms.buyerKinds, (kind) => BUYER_KINDS[kind]),
  ),
  line('qualification', '资质要求', 'qualification', conditionsOf(terms, 'qualification')),
  line('environment', '使用环境', 'environment', terms.environment === 'download' ? NONE : ENVIRONMENTS[terms.environment]),
  line('region', '使用地域', 'region', listed(terms.regions, regionName)),
  line('resale', '是否允许转售', 'resale', terms.resale ? YES : NO),
  line('export', '是否允许出境', 'export', terms.export ? YES : NO),
  ...[
    line(
      'purpose',
      '使用目的',
      'purpose',
      listed(terms.purposes, (purpose) => PURPOSES[purpose]),
    ),
    line('retention', '保存期限', 'retention', retention(terms.retentionMonths)),
    line('duty', '其他义务', 'other duties', conditionsOf(terms, 'duty')),
  ].filter(({ text }) => text !== NONE),
];

function line(item: AnnexLine['item'], zh: string, en: string, text: Bilingual): AnnexLine {
  return { item, label: { zh, en }, text };
}

function listed<T extends string>(values: Allowed<T>, nameOf: (value: T) => Bilingual): Bilingual {
  if (values === 'any') return NONE;
  return values.length === 0 ? NOBODY : join(values.map(nameOf));
}

function conditionsOf(terms: Terms, kind: Condition['kind']): Bilingual {
  const texts = terms.conditions.filter((condition) => condition.kind === kind).map(({ text }) => text);
  return texts.length === 0 ? NONE : join(texts, { zh: '；', en: '; ' });
}

function retention(months: number | null): Bilingual {
  if (months === null) return NONE;
  return { zh: `自交付起${months}个月`, en: `${months} ${months === 1 ? 'month' : 'months'} from delivery` };
}

function join(texts: readonly Bilingual[], separator: Bilingual = { zh: '、', en: ', ' }): Bilingual {
  return { zh: texts.map(({ zh }) => zh).join(separator.zh), en: texts.map(({ en }) => en).join(separator.en) };
}
