import { acquisitionFacts, phaseOf, type AcquisitionFacts } from './acquisition-facts';
import { compressedShape, type CompressedShape } from './compressed-shape';
import { type DicomFile } from './file-parser';
import { asciiValue, findElement, trimValue, valueBytes, type DataElement, type DataSet } from './data-set';
import { frameGroups, type FrameGroups, type FrameStack } from './frame-stacks';
import { iodOf } from './iod-types';
import { sampleCompressed, sampleNative, type PixelSample } from './pixel-sample';
import { isEncapsulated, isLossySyntax } from './transfer-syntax';
import { formatTag, isPixelData, type Tag } from './tag';

/** What an image is, without whose it is. Lengths in millimetres, as DICOM gives them; null where the file does not say. */
export interface ImagingFacts {
  readonly sopClass: string | null;
  readonly iod: string | null;
  readonly transferSyntax: string | null;
  readonly modality: string | null;
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly bodyPart: string | null;
  readonly imageType: readonly string[];
  readonly rows: number | null;
  readonly columns: number | null;
  readonly frames: number | null;
  readonly samplesPerPixel: number | null;
  readonly photometricInterpretation: string | null;
  readonly bitsAllocated: number | null;
  readonly bitsStored: number | null;
  readonly highBit: number | null;
  readonly pixelsSigned: boolean;
  /** 1: one colour after the other; 0 or null: pixel by pixel. */
  readonly planarConfiguration: number | null;
  readonly instanceNumber: number | null;
  readonly acquisitionNumber: number | null;
  readonly sliceThickness: number | null;
  readonly spacingBetweenSlices: number | null;
  /** Row spacing, column spacing. */
  readonly pixelSpacing: readonly number[] | null;
  /** x, y, z of the first pixel. */
  readonly imagePosition: readonly number[] | null;
  /** Direction cosines of row and column. */
  readonly imageOrientation: readonly number[] | null;
  /** Where the frames of an enhanced multi-frame object lie; null for others. */
  readonly frameStacks: readonly FrameStack[] | null;
  /** What tells volumes of one place apart: see `phaseOf`. */
  readonly phase: string;
  readonly acquisition: AcquisitionFacts;
  readonly rescale: { readonly slope: number; readonly intercept: number; readonly type: string | null } | null;
  readonly window: { readonly center: number; readonly width: number } | null;
  readonly lossy: boolean;
  /** Original to compressed size, as the file states it; null where it does not. */
  readonly lossyRatio: number | null;
  readonly burnedInAnnotation: 'YES' | 'NO' | null;
  readonly recognizableVisualFeatures: 'YES' | 'NO' | null;
  readonly studyYear: number | null;
  /** Bytes of native pixel data that the geometry calls for, and that are there; expected is null for compressed data. */
  readonly pixelBytes: { readonly expected: number | null; readonly actual: number } | null;
  /** Null for native pixel data, and for a stream too long to be walked. */
  readonly compressed: CompressedShape | null;
  readonly pixels: PixelSample | null;
  readonly truncated: boolean;
  /** Types 1 and 2 of the IOD's mandatory modules: how many there are, how many the file has, and which it lacks. */
  readonly requiredAttributes: { readonly required: number; readonly present: number; readonly missing: readonly string[] };
}

/** Reads the facts of a parsed file. */
export function imagingFacts(file: DicomFile): ImagingFacts {
  const read = new FactReader(file);
  const sopClass = read.text(0x00080016) ?? (asciiValue(file.metaSource, file.meta, 0x00020002) || null);
  const modality = read.code(0x00080060);
  const imageType = read.text(0x00080008)?.split('\\').map(trimValue) ?? [];
  const groups = frameGroups(file);
  const format = read.pixelFormat();
  return {
    sopClass,
    iod: sopClass ? (iodOf(sopClass)?.name ?? null) : null,
    transferSyntax: file.transferSyntax,
    modality,
    manufacturer: read.text(0x00080070),
    model: read.text(0x00081090),
    bodyPart: read.code(0x00180015),
    imageType,
    ...format,
    ...read.geometry(groups),
    phase: phaseOf(file, modality, imageType),
    acquisition: acquisitionFacts(file, modality),
    rescale: read.rescale() ?? (groups?.rescale ? { ...groups.rescale, type: null } : null),
    window: read.window() ?? groups?.window ?? null,
    lossy: read.text(0x00282110) === '01' || isLossySyntax(file.transferSyntax),
    burnedInAnnotation: read.yesNo(0x00280301),
    recognizableVisualFeatures: read.yesNo(0x00280302),
    studyYear: read.year(),
    lossyRatio: read.lossyRatio(),
    ...read.pixelData(format),
    truncated: file.truncatedAt !== null,
    requiredAttributes: requiredAttributes(file.dataSet, sopClass),
  };
}

function requiredAttributes(dataSet: DataSet, sopClass: string | null): ImagingFacts['requiredAttributes'] {
  const required = (sopClass ? iodOf(sopClass)?.required : undefined) ?? [];
  const missing = required.filter((tag) => !findElement(dataSet, tag)).map(formatTag);
  return { required: required.length, present: required.length - missing.length, missing };
}

class FactReader {
  constructor(private readonly file: DicomFile) {}

  text(tag: Tag): string | null {
    return asciiValue(this.file.source, this.file.dataSet, tag) || null;
  }

  /** Code strings only: a modality or body part with other characters holds something it should not. */
  code(tag: Tag): string | null {
    const value = this.text(tag);
    return value !== null && /^[A-Z0-9_ \\]{1,64}$/.test(value) ? value : null;
  }

  yesNo(tag: Tag): 'YES' | 'NO' | null {
    const value = this.text(tag);
    return value === 'YES' || value === 'NO' ? value : null;
  }

  year(): number | null {
    const value = /^(\d{4})/.exec(this.text(0x00080020) ?? '')?.[1];
    return value === undefined ? null : Number(value);
  }

  pixelFormat() {
    return {
      rows: this.unsigned(0x00280010),
      columns: this.unsigned(0x00280011),
      frames: this.numbers(0x00280008)?.[0] ?? null,
      samplesPerPixel: this.unsigned(0x00280002),
      photometricInterpretation: this.code(0x00280004),
      bitsAllocated: this.unsigned(0x00280100),
      bitsStored: this.unsigned(0x00280101),
      highBit: this.unsigned(0x00280102),
      pixelsSigned: this.unsigned(0x00280103) === 1,
      planarConfiguration: this.unsigned(0x00280006),
    };
  }

  geometry(groups: FrameGroups | undefined) {
    return {
      instanceNumber: this.numbers(0x00200013)?.[0] ?? null,
      acquisitionNumber: this.numbers(0x00200012)?.[0] ?? null,
      sliceThickness: this.numbers(0x00180050)?.[0] ?? groups?.sliceThickness ?? null,
      spacingBetweenSlices: this.numbers(0x00180088)?.[0] ?? null,
      pixelSpacing: this.numbers(0x00280030, 2) ?? groups?.pixelSpacing ?? null,
      imagePosition: this.numbers(0x00200032, 3) ?? groups?.position ?? null,
      imageOrientation: this.numbers(0x00200037, 6) ?? groups?.orientation ?? null,
      frameStacks: groups ? groups.stacks : null,
    };
  }

  rescale(): ImagingFacts['rescale'] {
    const slope = this.numbers(0x00281053)?.[0];
    const intercept = this.numbers(0x00281052)?.[0];
    return slope === undefined || intercept === undefined ? null : { slope, intercept, type: this.code(0x00281054) };
  }

  window(): ImagingFacts['window'] {
    const center = this.numbers(0x00281050)?.[0];
    const width = this.numbers(0x00281051)?.[0];
    return center === undefined || width === undefined ? null : { center, width };
  }

  lossyRatio(): number | null {
    const ratio = Math.max(...(this.numbers(0x00282112) ?? [0]));
    return ratio > 0 ? ratio : null;
  }

  pixelData(format: PixelFormat): Pick<ImagingFacts, 'pixelBytes' | 'compressed' | 'pixels'> {
    const { dataSet, source, transferSyntax } = this.file;
    const element = dataSet.elements.findLast(({ tag }) => isPixelData(tag));
    if (!element) return { pixelBytes: null, compressed: null, pixels: null };
    const actual = element.valueLength;
    if (isEncapsulated(transferSyntax)) {
      const compressed = compressedShape(source, element, transferSyntax);
      return { pixelBytes: { expected: null, actual }, compressed, pixels: sampleCompressed(source, element) };
    }
    const expected = frameBytesOf(format, Math.max(1, format.frames ?? 1));
    return { pixelBytes: { expected, actual }, compressed: null, pixels: this.nativeSample(element, format) };
  }

  private nativeSample(element: DataElement, format: PixelFormat): PixelSample | null {
    const frameBytes = frameBytesOf(format, 1);
    const { rows, bitsAllocated, samplesPerPixel, planarConfiguration } = format;
    if (!frameBytes || !rows || (bitsAllocated ?? 0) % 8 !== 0 || frameBytes % rows !== 0) return null;
    const sampleBytes = (bitsAllocated ?? 0) / 8;
    const periodBytes = planarConfiguration === 1 ? sampleBytes : sampleBytes * (samplesPerPixel ?? 1);
    const frames = Math.max(1, format.frames ?? 1);
    return sampleNative(this.file.source, element, { frames, frameBytes, rowBytes: frameBytes / rows, periodBytes });
  }

  /** Decimal strings (DS, IS); null where one is no number or there are fewer than `count`. */
  private numbers(tag: Tag, count = 1): number[] | null {
    const values = this.text(tag)?.split('\\').map(Number) ?? [];
    return values.length >= count && values.every(Number.isFinite) ? values : null;
  }

  private unsigned(tag: Tag): number | null {
    const element = findElement(this.file.dataSet, tag);
    if (!element || element.valueLength < 2 || element.items) return null;
    const bytes = valueBytes(this.file.source, element);
    return element.encoding.littleEndian ? bytes.readUInt16LE(0) : bytes.readUInt16BE(0);
  }
}

type PixelFormat = ReturnType<FactReader['pixelFormat']>;

/** Bytes that so many native frames take; null where the file does not say how large one is. */
function frameBytesOf(
  { rows, columns, samplesPerPixel, bitsAllocated, photometricInterpretation }: PixelFormat,
  frames: number,
): number | null {
  if (rows === null || columns === null || bitsAllocated === null) return null;
  const samples = photometricInterpretation === 'YBR_FULL_422' ? 2 : (samplesPerPixel ?? 1);
  return Math.ceil((rows * columns * samples * frames * bitsAllocated) / 8);
}
