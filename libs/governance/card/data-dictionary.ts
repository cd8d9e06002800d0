import { type Bilingual } from '#libs/kernel';
import { csvLine } from './csv';
import { seriesColumns } from './series-index';

interface DictionaryEntry {
  readonly file: string;
  readonly field: string;
  readonly type: string;
  readonly unit?: string;
  readonly tag?: string;
  readonly title: Bilingual;
}

const ofReport = (field: string, type: string, zh: string, en: string): DictionaryEntry => ({
  file: 'report/files.jsonl',
  field,
  type,
  title: { zh, en },
});

/** Fields of the files report, beside what `seriesColumns` says of the index. */
const reportFields: readonly DictionaryEntry[] = [
  ofReport('file', 'integer', '原始清单中的序号', 'Number of the file in the sealed manifest'),
  ofReport('verdict', 'text', '处理结论：released、quarantined 或 refused', 'Verdict: released, quarantined or refused'),
  ofReport('path', 'text', '治理版本中的路径', 'Path in the governed version'),
  ofReport('reasons', 'list', '结论的原因代码', 'Codes of the reasons'),
  ofReport(
    'source',
    'text',
    '原始文件摘要的密钥散列，仅医院可还原对应关系',
    'Keyed hash of the raw file’s digest; the hospital alone can tell which it is',
  ),
  ofReport('sha256', 'object', '发布文件的SHA-256', 'SHA-256 of the released file'),
  ofReport('decision', 'text', '人工决定', 'What a person decided on a held file'),
  ofReport('decided', 'object', '决定的时间与遮盖区域', 'When, and which regions were to be blanked'),
  ofReport('actions', 'list', '逐标签的处理动作', 'What was done, tag by tag'),
];

/** Of what is delivered besides images, which PS3.6 is the dictionary of. */
export function dataDictionary(): string {
  const index = seriesColumns.map(({ name, type, unit, tag, title }): DictionaryEntry => ({
    file: 'card/series.csv',
    field: name,
    type,
    unit,
    tag,
    title,
  }));
  const head = csvLine(['file', 'field', 'type', 'unit', 'dicom_tag', 'title_zh', 'title_en']);
  const lines = [...index, ...reportFields].map(({ file, field, type, unit, tag, title }) =>
    csvLine([file, field, type, unit ?? null, tag ?? null, title.zh, title.en]),
  );
  return [head, ...lines].join('');
}
