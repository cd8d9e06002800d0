import { type Bilingual } from '#libs/kernel';

export interface GovernedDocumentKind {
  /** In the governed version. */
  readonly path: string;
  readonly mediaType: string;
  readonly title: Bilingual;
}

const kind = (path: string, mediaType: string, zh: string, en: string) => ({ path, mediaType, title: { zh, en } });

/**
 * What a governed version says of itself, by the name that it is asked for by. Images, previews and the index of series are in the version
 * too, and are none of these: they are what is sold.
 */
export const governedDocuments = {
  'dataset-card.json': kind('card/dataset-card.json', 'application/json', '数据集卡片', 'Card of the dataset'),
  'croissant.json': kind('card/croissant.json', 'application/ld+json', '数据集卡片（Croissant）', 'Card as Croissant'),
  'dcat.jsonld': kind('card/dcat.jsonld', 'application/ld+json', '数据集卡片（DCAT）', 'Card as DCAT'),
  'data-dictionary.csv': kind('card/data-dictionary.csv', 'text/csv; charset=utf-8', '数据字典', 'Data dictionary'),
  'quality.json': kind(
    'report/quality.json',
    'application/json',
    '质量与重识别风险报告',
    'Report on quality and risk of re-identification',
  ),
  'files.jsonl': kind('report/files.jsonl', 'application/x-ndjson', '逐文件去标识报告', 'Report of what was done to each file'),
} as const satisfies Readonly<Record<string, GovernedDocumentKind>>;

export type GovernedDocumentName = keyof typeof governedDocuments;

export const isGovernedDocument = (name: string): name is GovernedDocumentName => Object.hasOwn(governedDocuments, name);
