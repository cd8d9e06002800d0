import { type Bilingual } from '#libs/kernel';
import { csvLine } from './csv';
import { type GovernedSeries } from './governed-series';

/** A column of the index: what the dictionary explains and Croissant describes. */
export interface SeriesColumn {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'number';
  readonly title: Bilingual;
  readonly unit?: string;
  /** The DICOM attribute that it rests on, `GGGGEEEE`. */
  readonly tag?: string;
  valueOf(series: GovernedSeries): string | number | null;
}

type Value = SeriesColumn['valueOf'];
const text = (name: string, zh: string, en: string, valueOf: Value, tag?: string): SeriesColumn => ({
  name,
  type: 'text',
  title: { zh, en },
  tag,
  valueOf,
});
const integer = (name: string, zh: string, en: string, valueOf: Value, more: { unit?: string; tag?: string } = {}): SeriesColumn => ({
  name,
  type: 'integer',
  title: { zh, en },
  ...more,
  valueOf,
});
const number = (name: string, zh: string, en: string, valueOf: Value, more: { unit?: string; tag?: string } = {}): SeriesColumn => ({
  name,
  type: 'number',
  title: { zh, en },
  ...more,
  valueOf: (series) => rounded(valueOf(series)),
});

const rounded = (value: string | number | null): string | number | null =>
  typeof value === 'number' ? Math.round(value * 10_000) / 10_000 : value;
const missing = ({ numerator, denominator }: { numerator: number; denominator: number }): number => denominator - numerator;

/** One line a released series. It holds replacements and what the images are; no date, no age, no sex. */
export const seriesColumns: readonly SeriesColumn[] = [
  text('patient', '患者假名', 'Replacement of the patient', ({ patient }) => patient, '00100020'),
  text('study', '检查假名', 'Replacement of the study', ({ study }) => study, '0020000D'),
  text('series', '序列假名', 'Replacement of the series', ({ series }) => series, '0020000E'),
  text('split', '数据划分', 'Part: train, validation or test', ({ split }) => split),
  text('modality', '检查类型', 'Modality', ({ modality }) => modality, '00080060'),
  text('body_part', '检查部位', 'Body part examined', ({ bodyPart }) => bodyPart, '00180015'),
  text('manufacturer', '设备厂商', 'Manufacturer', ({ manufacturer }) => manufacturer, '00080070'),
  text('model', '设备型号', "Manufacturer's model name", ({ model }) => model, '00081090'),
  text('plane', '断面方向', 'Plane: axial, sagittal, coronal or oblique', ({ quality }) => quality.plane, '00200037'),
  integer('instances', '影像数', 'Instances', ({ instances }) => instances),
  integer('frames', '帧数', 'Frames', ({ frames }) => frames, { tag: '00280008' }),
  integer('phases', '期相数', 'Volumes of one place', ({ quality }) => quality.phases),
  integer('rows', '行数', 'Rows', ({ rows }) => rows, { tag: '00280010' }),
  integer('columns', '列数', 'Columns', ({ columns }) => columns, { tag: '00280011' }),
  integer('bits_stored', '有效位深', 'Bits stored', ({ bitsStored }) => bitsStored, { tag: '00280101', unit: 'bit' }),
  number('row_spacing', '行间距', 'Spacing between rows', ({ quality }) => quality.pixelSpacing?.[0] ?? null, {
    unit: 'mm',
    tag: '00280030',
  }),
  number('column_spacing', '列间距', 'Spacing between columns', ({ quality }) => quality.pixelSpacing?.[1] ?? null, {
    unit: 'mm',
    tag: '00280030',
  }),
  number('slice_thickness', '层厚', 'Slice thickness', ({ quality }) => quality.sliceThickness, { unit: 'mm', tag: '00180050' }),
  number('slice_spacing', '层间距', 'Spacing between slices (median)', ({ quality }) => quality.sliceSpacing, {
    unit: 'mm',
    tag: '00200032',
  }),
  number('gantry_tilt', '机架倾角', 'Gantry tilt', ({ quality }) => quality.gantryTilt, { unit: 'deg', tag: '00181120' }),
  number('kvp', '管电压', 'Peak kilovoltage', ({ acquisition }) => acquisition.kvp, { unit: 'kV', tag: '00180060' }),
  text('kernel', '重建核', 'Convolution kernel', ({ acquisition }) => acquisition.kernel, '00181210'),
  number('repetition_time', '重复时间', 'Repetition time', ({ acquisition }) => acquisition.repetitionTime, {
    unit: 'ms',
    tag: '00180080',
  }),
  number('echo_time', '回波时间', 'Echo time', ({ acquisition }) => acquisition.echoTime, { unit: 'ms', tag: '00180081' }),
  integer('slices_missing', '缺失层数', 'Slices missing', ({ quality }) => missing(quality.slicesPresent)),
  integer('duplicates', '重复影像数', 'Instances that are an earlier one again', ({ quality }) => missing(quality.slicesUnique)),
  integer('empty_frames', '空白帧数', 'Empty frames among those looked at', ({ quality }) => missing(quality.framesNotEmpty)),
  integer('lossy', '有损压缩影像数', 'Instances stored with loss', ({ quality }) => missing(quality.losslessStored), { tag: '00282110' }),
  text('transfer_syntax', '传输语法', 'Transfer syntax', ({ transferSyntax }) => transferSyntax, '00020010'),
  integer('bytes', '字节数', 'Bytes', ({ bytes }) => bytes, { unit: 'byte' }),
  text('folder', '目录', 'Folder in the governed version', ({ patient, study, series }) =>
    [patient ?? 'unnamed', study ?? 'no-study', series].join('/'),
  ),
  text('thumbnail', '缩略图', 'Thumbnail in the governed version', ({ thumbnail }) => thumbnail),
];

export const seriesIndexHead = (): string => csvLine(seriesColumns.map(({ name }) => name));
export const seriesIndexLine = (series: GovernedSeries): string => csvLine(seriesColumns.map((column) => column.valueOf(series)));
