import { findElement, type DataElement } from '../data-set';
import { type DicomFile } from '../file-parser';
import { type ImagingFacts } from '../imaging-facts';
import { PIXEL_DATA } from '../tag';
import { isEncapsulated } from '../transfer-syntax';
import { frameFragments, type FrameFragments } from './fragments';
import { codecFamily } from './codec-family';
import { decodeFrame } from './frame-codec';
import { frameBytes, frameCount, layoutOf, type DecodedFrame, type PixelLayout } from './pixel-layout';
import { decodeRunLength } from './run-length';

export const RLE_LOSSLESS = '1.2.840.10008.1.2.5';

/** Decodes frames one by one, whatever their transfer syntax. Frames count from 0; null from `frame` means corrupt. */
export interface FrameDecoder {
  readonly frames: number;
  readonly layout: PixelLayout;
  frame(index: number): Promise<DecodedFrame | null>;
}

/** Null where the pixel format or the transfer syntax is none that can be decoded here. */
export function frameDecoder(file: DicomFile, facts: ImagingFacts): FrameDecoder | null {
  const element = findElement(file.dataSet, PIXEL_DATA);
  const layout = layoutOf(facts);
  if (!element || !layout) return null;
  const frames = frameCount(facts);
  if (!isEncapsulated(file.transferSyntax)) {
    const native = new NativeFrames(file, element, layout);
    return { frames, layout, frame: (index) => Promise.resolve(native.frame(index)) };
  }
  const family = codecFamily(file.transferSyntax);
  if (family === null && file.transferSyntax !== RLE_LOSSLESS) return null;
  const fragments = frameFragments(file.source, file.dataSet, element, frames);
  return {
    frames,
    layout,
    frame: (index) => {
      const own = fragments?.[index];
      if (!own) return Promise.resolve(null);
      const encoded = joinFragments(file, own);
      return family === null ? Promise.resolve(runLengthFrame(encoded, layout)) : decodeFrame(encoded, layout, family);
    },
  };
}

export const joinFragments = ({ source }: DicomFile, fragments: FrameFragments): Buffer => {
  const [only] = fragments;
  if (fragments.length === 1 && only) return source.bytes(only.start, only.length);
  return Buffer.concat(fragments.map(({ start, length }) => source.bytes(start, length)));
};

class NativeFrames {
  /** Luminance of each pixel, chrominance of each second (PS3.3 section C.7.6.3.1.2). */
  private readonly subsampled: boolean;
  readonly frameBytes: number;

  constructor(
    private readonly file: DicomFile,
    private readonly element: DataElement,
    private readonly layout: PixelLayout,
  ) {
    this.subsampled = layout.photometric === 'YBR_FULL_422' && layout.samplesPerPixel === 3;
    this.frameBytes = this.subsampled ? (frameBytes(layout) / 3) * 2 : frameBytes(layout);
  }

  frame(index: number): DecodedFrame | null {
    const start = this.element.valueOffset + index * this.frameBytes;
    if (start + this.frameBytes > this.element.valueOffset + this.element.valueLength) return null;
    const bytes = this.file.source.bytes(start, this.frameBytes);
    if (this.subsampled) return { layout: { ...this.layout, planar: false, photometric: 'YBR_FULL' }, bytes: expandChroma(bytes) };
    return { layout: this.layout, bytes: this.file.encoding.littleEndian ? bytes : this.swapped(bytes) };
  }

  private swapped(bytes: Buffer): Buffer {
    if (this.layout.sampleBytes === 1) return bytes;
    const copy = Buffer.from(bytes);
    return this.layout.sampleBytes === 2 ? copy.swap16() : copy.swap32();
  }
}

/** Y1 Y2 Cb Cr to Y1 Cb Cr Y2 Cb Cr. */
function expandChroma(bytes: Buffer): Buffer {
  const expanded = Buffer.alloc((bytes.length / 4) * 6);
  for (let from = 0, to = 0; from + 4 <= bytes.length; from += 4, to += 6) {
    const [first, second, blue, red] = [bytes[from], bytes[from + 1], bytes[from + 2], bytes[from + 3]] as [number, number, number, number];
    expanded.set([first, blue, red, second, blue, red], to);
  }
  return expanded;
}

/** Segments are the bytes of a sample, most significant first, sample by sample (PS3.5 annex G); put together planar. */
function runLengthFrame(encoded: Buffer, layout: PixelLayout): DecodedFrame | null {
  const pixels = layout.width * layout.height;
  const planes = decodeRunLength(encoded, pixels, layout.samplesPerPixel * layout.sampleBytes);
  if (!planes || planes.length < layout.samplesPerPixel * layout.sampleBytes) return null;
  const { sampleBytes, samplesPerPixel } = layout;
  const bytes = Buffer.alloc(frameBytes(layout));
  for (let sample = 0; sample < samplesPerPixel; sample += 1)
    for (let byte = 0; byte < sampleBytes; byte += 1) {
      const plane = planes[sample * sampleBytes + byte] ?? Buffer.alloc(pixels);
      const offset = sample * pixels * sampleBytes + (sampleBytes - 1 - byte);
      for (let pixel = 0; pixel < pixels; pixel += 1) bytes[offset + pixel * sampleBytes] = plane[pixel] ?? 0;
    }
  return { layout: { ...layout, planar: samplesPerPixel > 1 }, bytes };
}
