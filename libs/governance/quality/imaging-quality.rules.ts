import { type SeriesQuality } from '#libs/deidentification/dicom';
import { type Bilingual } from '#libs/kernel';

/** GB/T 36344-2018. */
export const dimensions = {
  conformity: { zh: '规范性', en: 'Conformity' },
  completeness: { zh: '完整性', en: 'Completeness' },
  accuracy: { zh: '准确性', en: 'Accuracy' },
  consistency: { zh: '一致性', en: 'Consistency' },
  timeliness: { zh: '时效性', en: 'Timeliness' },
  accessibility: { zh: '可访问性', en: 'Accessibility' },
} as const satisfies Readonly<Record<string, Bilingual>>;

export type Dimension = keyof typeof dimensions;

/** Shares that `seriesQuality` counts for each series. */
type SeriesShare = {
  [K in keyof SeriesQuality]: SeriesQuality[K] extends { readonly numerator: number } ? K : never;
}[keyof SeriesQuality];

/** Counted over the dataset's files rather than within series. */
export type FileShare = 'supportedKind' | 'readable' | 'withinPeriod' | 'deliverable';

export type QualityRule = { readonly code: string; readonly dimension: Dimension; readonly title: Bilingual } & (
  { readonly over: 'series'; readonly share: SeriesShare } | { readonly over: 'files'; readonly share: FileShare }
);

export interface QualityRules {
  readonly version: string;
  readonly rules: readonly QualityRule[];
}

const overSeries = (code: string, dimension: Dimension, share: SeriesShare, zh: string, en: string): QualityRule => ({
  code,
  dimension,
  title: { zh, en },
  over: 'series',
  share,
});
const overFiles = (code: string, dimension: Dimension, share: FileShare, zh: string, en: string): QualityRule => ({
  code,
  dimension,
  title: { zh, en },
  over: 'files',
  share,
});

/** What of each dimension can be measured on DICOM. Every share counts what is right. */
export const imagingQualityRules: QualityRules = {
  version: 'gbt36344-dicom/2',
  rules: [
    overFiles('supported-kind', 'conformity', 'supportedKind', '格式受支持', 'Files of a supported kind'),
    overSeries('required-attributes', 'conformity', 'attributesPresent', '必备属性齐全', 'Attributes that the IOD requires'),
    overSeries('bits-consistent', 'conformity', 'bitsConsistent', '位深属性一致', 'Bits allocated, bits stored and high bit agree'),
    overSeries('slices-present', 'completeness', 'slicesPresent', '层面无缺失', 'Slices that even spacing calls for'),
    overSeries(
      'pixels-complete',
      'completeness',
      'pixelsComplete',
      '像素数据完整',
      'Pixel data as long as its matrix, or a stream that holds its frames',
    ),
    overSeries('spatially-located', 'completeness', 'spatiallyLocated', '空间定位齐全', 'Position, orientation and spacing'),
    overSeries('rescale-given', 'completeness', 'rescaleGiven', '有值变换参数', 'Rescale of CT and PET values'),
    overSeries('window-given', 'completeness', 'windowGiven', '有窗宽窗位', 'Window to look at grayscale images by'),
    overSeries('burned-in-stated', 'completeness', 'burnedInStated', '原始数据声明烧录标注', 'Source says whether text is burned in'),
    overSeries('frames-not-empty', 'accuracy', 'framesNotEmpty', '无空白帧', 'Frames in which not every pixel is alike'),
    overSeries('lossless', 'accuracy', 'losslessStored', '无有损压缩', 'Stored without loss'),
    overSeries('no-overlap', 'accuracy', 'slicesWithoutOverlap', '层面无重叠', 'Neighbouring slices do not overlap'),
    overSeries('even-spacing', 'consistency', 'slicesEvenlySpaced', '层间距均匀', 'Slices evenly spaced'),
    overSeries('slices-unique', 'consistency', 'slicesUnique', '层面无重复', 'No slice twice'),
    overSeries('geometry', 'consistency', 'geometryConsistent', '几何一致', 'Same matrix, spacing and orientation'),
    overSeries('uniform-series', 'consistency', 'seriesUniform', '序列不混杂', 'Same modality, class and device'),
    overFiles('within-period', 'timeliness', 'withinPeriod', '在登记期间内', 'Studied within the registered period'),
    overFiles('readable', 'accessibility', 'readable', '可读取', 'Files that can be read'),
    overFiles('deliverable', 'accessibility', 'deliverable', '可交付', 'Files released for delivery'),
  ],
};
