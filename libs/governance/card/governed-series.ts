import { seriesQuality, type ImagingFacts, type SeriesQuality } from '#libs/deidentification/dicom';
import { type SeriesFile } from '../measure.store';
import { splitOf, type Split } from './split.rules';

/** One released series, as card and index speak of it. */
export interface GovernedSeries {
  readonly patient: string | null;
  readonly study: string | null;
  readonly series: string;
  /** Who counts as one person: files that name none count by study. */
  readonly person: string;
  readonly split: Split;
  readonly instances: number;
  readonly frames: number;
  readonly bytes: number;
  readonly modality: string | null;
  readonly bodyPart: string | null;
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly transferSyntax: string | null;
  readonly rows: number | null;
  readonly columns: number | null;
  readonly bitsStored: number | null;
  readonly photometricInterpretation: string | null;
  readonly studyYear: number | null;
  readonly acquisition: ImagingFacts['acquisition'];
  readonly quality: SeriesQuality;
  /** In the governed version; null where no preview could be made, or a person released what may show a face. */
  readonly thumbnail: string | null;
}

/** Where every value that is not the same in all instances is that of the first. An object that is there twice is delivered once. */
export function governedSeries(series: string, files: readonly SeriesFile[], thumbnail: string | null): GovernedSeries {
  const delivered = [...new Map(files.map((file) => [`${file.instance} ${file.sha256}`, file])).values()];
  const [{ patient, study, facts: first }] = delivered as [SeriesFile, ...SeriesFile[]];
  const person = patient ?? study ?? series;
  return {
    patient,
    study,
    series,
    person,
    split: splitOf(person),
    instances: delivered.length,
    frames: delivered.reduce((sum, { facts }) => sum + ((facts.rows ?? 0) > 0 ? Math.max(1, facts.frames ?? 1) : 0), 0),
    bytes: delivered.reduce((sum, { bytes }) => sum + bytes, 0),
    modality: first.modality,
    bodyPart: first.bodyPart,
    manufacturer: plainText(first.manufacturer),
    model: plainText(first.model),
    transferSyntax: first.transferSyntax,
    rows: first.rows,
    columns: first.columns,
    bitsStored: first.bitsStored,
    photometricInterpretation: first.photometricInterpretation,
    studyYear: first.studyYear,
    acquisition: first.acquisition,
    quality: seriesQuality(delivered.map(({ facts }) => facts)),
    thumbnail,
  };
}

/** Names of makers and models; what begins like a formula or holds other characters is some other text. */
const plainText = (text: string | null): string | null =>
  text !== null && /^[A-Za-z0-9][A-Za-z0-9 .,_+/()&-]{0,63}$/.test(text) ? text : null;
