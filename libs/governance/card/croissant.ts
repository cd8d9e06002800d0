import { seriesColumns, type SeriesColumn } from './series-index';
import { titlesOf, type CardFile, type DatasetFacts } from './dataset-facts';
import { splitRules, type Split } from './split.rules';

/** Croissant 1.0, https://docs.mlcommons.org/croissant/docs/croissant-spec.html: the context is the specification's appendix. */
const context = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  cr: 'http://mlcommons.org/croissant/',
  rai: 'http://mlcommons.org/croissant/RAI/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  equivalentProperty: 'cr:equivalentProperty',
  extract: 'cr:extract',
  field: 'cr:field',
  fileProperty: 'cr:fileProperty',
  fileObject: 'cr:fileObject',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  parentField: 'cr:parentField',
  path: 'cr:path',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  samplingRate: 'cr:samplingRate',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
};

const INDEX = 'series.csv';
const DATA_TYPES: Readonly<Record<SeriesColumn['type'], string>> = { text: 'sc:Text', integer: 'sc:Integer', number: 'sc:Float' };
const SPLIT_TYPES: Readonly<Record<Split, string>> = {
  train: 'cr:TrainingSplit',
  validation: 'cr:ValidationSplit',
  test: 'cr:TestSplit',
};

/** This file stands in `card/`, and what it names is found from there. */
const fromCard = (path: string): string => (path.startsWith('card/') ? path.slice('card/'.length) : `../${path}`);

/** The dataset as a machine-learning framework loads it: files with their digests, and the index of series with its fields. */
export function croissant(facts: DatasetFacts): object {
  const { annex1, tables, lineage } = facts;
  const { zh, en } = titlesOf(facts);
  return {
    '@context': context,
    '@type': 'sc:Dataset',
    '@id': `urn:uuid:${facts.assetId}`,
    conformsTo: 'http://mlcommons.org/croissant/1.0',
    name: en,
    alternateName: zh,
    description: annex1.summary,
    inLanguage: ['zh-CN', 'en'],
    version: `${facts.datasetVersion}.0.0`,
    license: 'https://spdx.org/licenses/LicenseRef-medbourse-contract',
    url: `urn:uuid:${facts.assetId}`,
    citeAs: [facts.publisher?.name, annex1.name, `version ${facts.datasetVersion}`, `urn:uuid:${facts.assetId}`].filter(Boolean).join(', '),
    ...(facts.publisher && { publisher: { '@type': 'sc:Organization', name: facts.publisher.name } }),
    ...(facts.publisher && { creator: { '@type': 'sc:Organization', name: facts.publisher.name } }),
    ...(facts.years && { temporalCoverage: `${facts.years.from}/${facts.years.to}` }),
    keywords: ['medical imaging', 'de-identified', ...facts.breakdowns.modality.values.map(({ value }) => value)],
    isLiveDataset: false,
    'rai:personalSensitiveInformation': `De-identified by ${facts.profile.standard}; finding: ${facts.grading.finding}, level ${facts.grading.level} of GB/T 39725-2020.`,
    distribution: [
      fileObject(INDEX, 'Index: one line a series', 'text/csv', tables.series),
      fileObject('data-dictionary.csv', 'Data dictionary', 'text/csv', tables.dictionary),
      ...lineage.reports.map((report) => fileObject(baseName(report.path), 'Report of governance', mediaType(report.path), report)),
      fileSet('images', 'Released images', 'application/dicom', fromCard('*/*/*/*.dcm')),
      ...(facts.thumbnails > 0 ? [fileSet('thumbnails', 'One preview a series', 'image/png', fromCard('thumbnails/*.png'))] : []),
    ],
    recordSet: [splitRecords(facts), seriesRecords()],
  };
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const mediaType = (path: string): string => (path.endsWith('.jsonl') ? 'application/jsonl' : 'application/json');

const fileObject = (id: string, description: string, encodingFormat: string, { path, sha256, bytes }: CardFile) => ({
  '@type': 'cr:FileObject',
  '@id': id,
  name: id,
  description,
  contentUrl: fromCard(path),
  contentSize: `${bytes} B`,
  encodingFormat,
  sha256,
});

const fileSet = (id: string, description: string, encodingFormat: string, includes: string) => ({
  '@type': 'cr:FileSet',
  '@id': id,
  name: id,
  description,
  encodingFormat,
  includes,
});

const splitRecords = ({ splits }: DatasetFacts) => ({
  '@type': 'cr:RecordSet',
  '@id': 'splits',
  name: 'splits',
  description: `Parts by patient, ${splitRules.version}: ${splits.map(({ split, patients, series }) => `${split} ${patients} patients, ${series} series`).join('; ')}.`,
  dataType: 'cr:Split',
  key: { '@id': 'splits/name' },
  field: [
    { '@type': 'cr:Field', '@id': 'splits/name', name: 'splits/name', description: 'Name', dataType: 'sc:Text' },
    { '@type': 'cr:Field', '@id': 'splits/url', name: 'splits/url', description: 'Meaning', dataType: 'sc:URL' },
  ],
  data: splits.map(({ split }) => ({ 'splits/name': split, 'splits/url': SPLIT_TYPES[split] })),
});

const seriesRecords = () => ({
  '@type': 'cr:RecordSet',
  '@id': 'series',
  name: 'series',
  description: 'Released series.',
  key: { '@id': 'series/series' },
  field: seriesColumns.map(({ name, type, title, unit }) => ({
    '@type': 'cr:Field',
    '@id': `series/${name}`,
    name: `series/${name}`,
    description: `${title.en}${unit ? ` (${unit})` : ''} / ${title.zh}`,
    dataType: DATA_TYPES[type],
    source: { fileObject: { '@id': INDEX }, extract: { column: name } },
    ...(name === 'split' && { references: { field: { '@id': 'splits/name' } } }),
  })),
});
