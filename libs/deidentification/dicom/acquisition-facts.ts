import { type DicomFile } from './file-parser';
import { asciiValue, findElement, valueBytes } from './data-set';
import { type Tag } from './tag';

/** How an image was acquired, as far as the modality knows it. */
export interface AcquisitionFacts {
  /** kV. */
  readonly kvp: number | null;
  /** mA. */
  readonly tubeCurrent: number | null;
  /** Convolution kernel, by the maker's name for it. */
  readonly kernel: string | null;
  /** Milliseconds. */
  readonly repetitionTime: number | null;
  readonly echoTime: number | null;
  readonly inversionTime: number | null;
  /** Degrees. */
  readonly flipAngle: number | null;
  /** Tesla. */
  readonly fieldStrength: number | null;
  /** Whether a contrast agent is named; null where the file has no such attribute. */
  readonly contrast: boolean | null;
  /** Degrees to the vertical. */
  readonly gantryTilt: number | null;
}

type Measure = Exclude<keyof AcquisitionFacts, 'kernel' | 'contrast'>;

const RADIOGRAPHIC = { kvp: 0x00180060, tubeCurrent: 0x00181151 } as const;
const MEASURES: Readonly<Record<string, Partial<Readonly<Record<Measure, Tag>>>>> = {
  CT: { ...RADIOGRAPHIC, gantryTilt: 0x00181120 },
  PT: { gantryTilt: 0x00181120 },
  MR: {
    repetitionTime: 0x00180080,
    echoTime: 0x00180081,
    inversionTime: 0x00180082,
    flipAngle: 0x00181314,
    fieldStrength: 0x00180087,
  },
  ...Object.fromEntries(['DX', 'CR', 'MG', 'XA', 'RF', 'PX', 'IO'].map((modality) => [modality, RADIOGRAPHIC])),
};

/** Older devices write the field in gauss. */
const STRONGEST_TESLA = 30;
const GAUSS_PER_TESLA = 10_000;

const NONE: AcquisitionFacts = {
  kvp: null,
  tubeCurrent: null,
  kernel: null,
  repetitionTime: null,
  echoTime: null,
  inversionTime: null,
  flipAngle: null,
  fieldStrength: null,
  contrast: null,
  gantryTilt: null,
};

/** Attributes that this modality has; the others are not looked for. */
export function acquisitionFacts(file: DicomFile, modality: string | null): AcquisitionFacts {
  const measures = MEASURES[modality ?? ''];
  if (!measures) return NONE;
  const facts: { -readonly [K in keyof AcquisitionFacts]: AcquisitionFacts[K] } = { ...NONE };
  for (const [name, tag] of Object.entries(measures)) facts[name as Measure] = numberAt(file, tag);
  if (facts.fieldStrength !== null && facts.fieldStrength > STRONGEST_TESLA) facts.fieldStrength /= GAUSS_PER_TESLA;
  if (modality === 'CT') facts.kernel = kernelOf(file);
  const agent = asciiValue(file.source, file.dataSet, 0x00180010);
  facts.contrast = agent === undefined ? null : agent !== '';
  return facts;
}

/**
 * What tells volumes of one place apart (PS3.3 C.7.6.16): temporal position, echo, b-value, cardiac phase, and what the image type says of
 * magnitude, phase, water, fat. Empty where the file says none of it.
 */
export function phaseOf(file: DicomFile, modality: string | null, imageType: readonly string[]): string {
  const flavour = imageType.slice(2).join('\\');
  if (modality !== 'MR' && modality !== 'CT' && modality !== 'PT') return flavour;
  const echo = modality === 'MR' ? [numberAt(file, 0x00180086) ?? numberAt(file, 0x00180081), doubleAt(file, 0x00189087)] : [];
  const parts = [numberAt(file, 0x00200100), numberAt(file, 0x00209241), ...echo];
  return parts.every((part) => part === null) ? flavour : [flavour, ...parts.map((part) => part ?? '')].join('/');
}

function numberAt({ source, dataSet }: DicomFile, tag: Tag): number | null {
  const text = asciiValue(source, dataSet, tag)?.split('\\')[0];
  const value = text ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

function doubleAt({ source, dataSet }: DicomFile, tag: Tag): number | null {
  const element = findElement(dataSet, tag);
  if (!element || element.valueLength !== 8 || element.items) return null;
  const bytes = valueBytes(source, element);
  const value = element.encoding.littleEndian ? bytes.readDoubleLE(0) : bytes.readDoubleBE(0);
  return Number.isFinite(value) ? value : null;
}

/** Makers name kernels in a few letters and digits (B30f, STANDARD, FC52); anything longer is some other text. */
function kernelOf({ source, dataSet }: DicomFile): string | null {
  const text = asciiValue(source, dataSet, 0x00181210)?.replaceAll('\\', ' ') ?? '';
  return /^[A-Za-z0-9][A-Za-z0-9 +_.-]{0,15}$/.test(text) ? text : null;
}
