import { type ByteSource } from '../byte-source';
import { findElement, type DataElement } from '../data-set';
import { type DicomFile } from '../file-parser';
import { type ImagingFacts } from '../imaging-facts';
import { PIXEL_DATA } from '../tag';
import { isEncapsulated } from '../transfer-syntax';
import { decodeRunLength } from './run-length';

/** One frame as brightness; of a colour image its first sample (red, or luminance). Row by row. */
export interface GrayFrame {
  readonly width: number;
  readonly height: number;
  readonly samples: Uint8Array | Uint16Array | Int16Array;
}

const RLE_LOSSLESS = '1.2.840.10008.1.2.5';
const LARGEST_FRAME_PIXELS = 32 * 1024 * 1024;
/** Of all samples of a frame: it is read in one piece, and a process is to stay below 200 MB. */
const LARGEST_FRAME_BYTES = 80 * 1024 * 1024;

/** How the frames of native or RLE pixel data can be read; null where this engine has no decoder or the format is none it knows. */
export interface FrameReader {
  readonly frames: number;
  readonly frame: (index: number) => GrayFrame | null;
}

export function frameReader(file: DicomFile, facts: ImagingFacts): FrameReader | null {
  const pixels = findElement(file.dataSet, PIXEL_DATA);
  const { rows, columns, bitsAllocated } = facts;
  if (!pixels || !rows || !columns || (bitsAllocated !== 8 && bitsAllocated !== 16)) return null;
  if (rows * columns > LARGEST_FRAME_PIXELS || facts.samplesPerPixel === 0) return null;
  if (rows * columns * (facts.samplesPerPixel ?? 1) * (bitsAllocated / 8) > LARGEST_FRAME_BYTES) return null;
  const frames = Math.max(1, Math.floor(facts.frames ?? 1));
  const format = new PixelFormat(file.source, pixels, facts, rows, columns, bitsAllocated / 8, file.encoding.littleEndian);
  if (file.transferSyntax === RLE_LOSSLESS) return runLengthReader(format, frames);
  if (isEncapsulated(file.transferSyntax)) return null;
  return { frames, frame: (index) => format.native(index) };
}

class PixelFormat {
  readonly signed: boolean;
  readonly samplesPerPixel: number;
  readonly interleaved: boolean;

  constructor(
    readonly source: ByteSource,
    readonly element: DataElement,
    facts: ImagingFacts,
    readonly height: number,
    readonly width: number,
    readonly sampleBytes: 1 | 2 | number,
    readonly littleEndian: boolean,
  ) {
    this.signed = facts.pixelsSigned;
    this.samplesPerPixel = facts.photometricInterpretation === 'YBR_FULL_422' ? 2 : (facts.samplesPerPixel ?? 1);
    this.interleaved = facts.planarConfiguration !== 1;
  }

  native(index: number): GrayFrame | null {
    const pixels = this.width * this.height;
    const frameBytes = pixels * this.samplesPerPixel * this.sampleBytes;
    const start = this.element.valueOffset + index * frameBytes;
    if (start + frameBytes > this.element.valueOffset + this.element.valueLength) return null;
    const step = this.interleaved ? this.samplesPerPixel : 1;
    const bytes = this.source.bytes(start, step * pixels * this.sampleBytes);
    return { width: this.width, height: this.height, samples: this.samples(bytes, step) };
  }

  /** A view where the bytes lie well, otherwise a copy of each pixel's first sample. */
  private samples(bytes: Buffer, step: number): GrayFrame['samples'] {
    if (this.sampleBytes === 1) return step === 1 ? bytes : everyNth<Uint8Array>(bytes, new Uint8Array(this.width * this.height), step);
    const kind = this.signed ? Int16Array : Uint16Array;
    const liesWell = this.littleEndian && bytes.byteOffset % 2 === 0;
    const own = liesWell ? bytes : Buffer.from(Uint8Array.from(bytes).buffer);
    if (!this.littleEndian) own.swap16();
    const all = new kind(own.buffer as ArrayBuffer, own.byteOffset, own.length / 2);
    return step === 1 ? all : everyNth(all, new kind(this.width * this.height), step);
  }
}

function everyNth<T extends GrayFrame['samples']>(all: T, target: T, step: number): T {
  for (let index = 0; index < target.length; index += 1) target[index] = all[index * step]!;
  return target;
}

function runLengthReader(format: PixelFormat, frames: number): FrameReader {
  const fragments = fragmentsOf(format.source, format.element).slice(1);
  return { frames, frame: (index) => runLengthFrame(format, fragments[index]) };
}

function runLengthFrame(format: PixelFormat, fragment: Fragment | undefined): GrayFrame | null {
  if (!fragment) return null;
  const { width, height } = format;
  const planes = decodeRunLength(format.source.bytes(fragment.start, fragment.length), width * height, format.sampleBytes);
  const [high, low] = planes ?? [];
  if (!high) return null;
  if (format.sampleBytes === 1 || !low) return { width, height, samples: high };
  const samples = new (format.signed ? Int16Array : Uint16Array)(width * height);
  for (let index = 0; index < samples.length; index += 1) samples[index] = ((high[index] ?? 0) << 8) | (low[index] ?? 0);
  return { width, height, samples };
}

interface Fragment {
  readonly start: number;
  readonly length: number;
}

/** The items of encapsulated pixel data, the offset table first. Bounds were checked when the file was parsed. */
function fragmentsOf(source: ByteSource, element: DataElement): Fragment[] {
  const fragments: Fragment[] = [];
  const end = element.valueOffset + element.valueLength;
  for (let offset = element.valueOffset; offset + 8 <= end;) {
    const length = source.bytes(offset + 4, 4).readUInt32LE(0);
    fragments.push({ start: offset + 8, length });
    offset += 8 + length;
  }
  return fragments;
}
