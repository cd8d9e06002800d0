import { findElement, type DataElement } from '../data-set';
import { type DicomFile } from '../file-parser';
import { type ImagingFacts } from '../imaging-facts';
import { PIXEL_DATA } from '../tag';
import { type OutputElement } from '../writer';
import { AppendedSource, type SourcePiece } from './appended-source';
import { AttributeValues } from './attribute-values';
import { blankFrame } from './blank-patch';
import { replaceElement, type CleanedFile } from './cleaned-file';
import { blackOf } from './fill-value';
import { fragmentsOf, frameFragments, type FrameFragments } from './fragments';
import { codecFamily } from './codec-family';
import { decodeFrame } from './frame-codec';
import { frameDecoder, joinFragments, type FrameDecoder } from './frame-decoder';
import { encodeFrame } from './frame-encoder';
import { blankJpeg } from './jpeg/blank-jpeg';
import { hasColourTransform } from './jpeg-2000';
import { type Region } from './region';

/** Frames that were encoded anew are held until they are written. */
const MOST_NEW_BYTES = 96 * 1024 * 1024;
const EXTENDED_OFFSETS = 0x7fe00001;
const EXTENDED_LENGTHS = 0x7fe00002;
const SEQUENTIAL_JPEG = new Set(['1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.51']);

/** One frame of the output: items as they stand in the source, or one new fragment. */
interface OutputFrame {
  readonly pieces: readonly SourcePiece[];
  /** With the headers of its items. */
  readonly bytes: number;
}

/**
 * Makes regions black in compressed frames; frames without a region stay byte for byte. Where the compression can do without loss, it
 * does, and every sample outside the regions is what it was; in sequential JPEG the blocks that a region touches become black and the
 * coefficients of all others stay.
 */
export async function blankEncapsulated(file: DicomFile, facts: ImagingFacts, regions: readonly Region[]): Promise<CleanedFile | string> {
  const element = findElement(file.dataSet, PIXEL_DATA);
  const decoder = frameDecoder(file, facts);
  const fragments = element && decoder && frameFragments(file.source, file.dataSet, element, decoder.frames);
  if (!fragments) return 'frames that can not be told apart';
  const blanker = new FrameBlanker(file, decoder);
  const frames: OutputFrame[] = [];
  let held = 0;
  for (const [index, own] of fragments.entries()) {
    const met = regions.filter(({ frame }) => frame === undefined || frame === index + 1);
    const output = met.length === 0 ? asItWas(own) : await blanker.blank(index, own, met);
    if (typeof output === 'string') return output;
    if (met.length > 0) held += output.bytes;
    if (held > MOST_NEW_BYTES) return `more than ${MOST_NEW_BYTES} bytes of new frames`;
    frames.push(output);
  }
  return { ...withFrames(file, element, frames), note: null, elements: [...blanker.elements(), ...offsetElements(file, frames)] };
}

const asItWas = (fragments: FrameFragments): OutputFrame => ({
  pieces: fragments.map(({ start, length }) => ({ start: start - 8, length: length + 8 })),
  bytes: fragments.reduce((sum, { length }) => sum + length + 8, 0),
});

class FrameBlanker {
  private readonly attributes: AttributeValues;
  private photometric: string | null = null;

  constructor(
    private readonly file: DicomFile,
    private readonly decoder: FrameDecoder,
  ) {
    this.attributes = new AttributeValues(file.source, file.dataSet);
  }

  async blank(index: number, fragments: FrameFragments, regions: readonly Region[]): Promise<OutputFrame | string> {
    const encoded = SEQUENTIAL_JPEG.has(this.file.transferSyntax)
      ? await this.inJpeg(fragments, regions)
      : await this.withoutLoss(index, regions);
    if (encoded === null) return `frame ${index + 1} can not be encoded in ${this.file.transferSyntax}`;
    if (codecFamily(this.file.transferSyntax)?.endsWith('2000')) {
      this.noteColours(encoded);
      if (this.photometric === null) return `frame ${index + 1}: colours that its compression would transform`;
    }
    const padded = encoded.length + (encoded.length & 1);
    const header = itemHeader(padded);
    return { pieces: [Buffer.concat([header, encoded, Buffer.alloc(padded - encoded.length)])], bytes: padded + 8 };
  }

  /** What the new frames say of their colours, where that differs from what the file said. */
  elements(): OutputElement[] {
    const declared = this.decoder.layout.photometric;
    if (this.photometric === null || this.photometric === declared) return [];
    return [{ kind: 'value', tag: 0x00280004, vr: 'CS', value: Buffer.from(this.photometric) }];
  }

  private async withoutLoss(index: number, regions: readonly Region[]): Promise<Buffer | null> {
    const frame = await this.decoder.frame(index);
    if (!frame) return null;
    const fill = blackOf(frame, this.attributes);
    const bytes = Buffer.from(frame.bytes);
    blankFrame(bytes, frame.layout, regions, fill);
    const declared = this.decoder.layout.photometric;
    return encodeFrame({ layout: frame.layout, bytes }, this.file.transferSyntax, declared === 'YBR_RCT' || declared === 'YBR_ICT');
  }

  private async inJpeg(fragments: FrameFragments, regions: readonly Region[]): Promise<Buffer | null> {
    const { layout } = this.decoder;
    const blanked = blankJpeg(joinFragments(this.file, fragments), regions, layout);
    if (!blanked) return null;
    // A stream that no decoder reads is none.
    return (await decodeFrame(blanked, layout, 'Jpeg')) ? blanked : null;
  }

  /**
   * What the file must say of the frame's colours (PS3.5 section 8.2.4): YBR_RCT where they were transformed, and only RGB can be. A file that said
   * YBR_ICT does so no longer: what was written is reversible.
   */
  private noteColours(encoded: Buffer): void {
    const { photometric, samplesPerPixel } = this.decoder.layout;
    const before = photometric === 'YBR_RCT' || photometric === 'YBR_ICT' ? 'RGB' : photometric;
    if (samplesPerPixel !== 3 || !hasColourTransform(encoded)) this.photometric = before;
    else this.photometric = before === 'RGB' ? 'YBR_RCT' : null;
  }
}

const itemHeader = (length: number): Buffer => {
  const header = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  header.writeUInt32LE(length, 4);
  return header;
};
const SEQUENCE_END = Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);

/** The file with its pixel data put together anew behind the end of the old; nothing before it moves. */
function withFrames(file: DicomFile, element: DataElement, frames: readonly OutputFrame[]): { file: DicomFile } {
  const table = basicOffsetTable(file, element, frames);
  const header: SourcePiece = { start: element.start, length: element.valueOffset - element.start };
  const pieces = [header, table, ...frames.flatMap((frame) => frame.pieces), SEQUENCE_END];
  const source = new AppendedSource(file.source, pieces);
  const start = file.source.size;
  const valueOffset = start + header.length;
  const replaced = { ...element, start, valueOffset, valueLength: source.size - 8 - valueOffset, end: source.size };
  return { file: { ...file, source, dataSet: replaceElement(file.dataSet, replaced) } };
}

/** Where each frame begins, if the table was filled before (PS3.5 section A.4). */
function basicOffsetTable(file: DicomFile, element: DataElement, frames: readonly OutputFrame[]): Buffer {
  const old = fragmentsOf(file.source, element)[0]?.length ?? 0;
  const offsets = offsetsOf(frames);
  if (old === 0 || (offsets.at(-1) ?? 0) > 0xffffffff) return itemHeader(0);
  const table = Buffer.alloc(offsets.length * 4);
  offsets.forEach((offset, index) => table.writeUInt32LE(offset, index * 4));
  return Buffer.concat([itemHeader(table.length), table]);
}

function offsetsOf(frames: readonly OutputFrame[]): number[] {
  let at = 0;
  return frames.map(({ bytes }) => {
    at += bytes;
    return at - bytes;
  });
}

/** The extended tables count frames of one fragment each (PS3.3 section C.7.6.3.1.8). */
function offsetElements(file: DicomFile, frames: readonly OutputFrame[]): OutputElement[] {
  if (!findElement(file.dataSet, EXTENDED_OFFSETS)) return [];
  const table = (values: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(values.length * 8);
    values.forEach((value, index) => bytes.writeBigUInt64LE(BigInt(value), index * 8));
    return bytes;
  };
  return [
    { kind: 'value', tag: EXTENDED_OFFSETS, vr: 'OV', value: table(offsetsOf(frames)) },
    { kind: 'value', tag: EXTENDED_LENGTHS, vr: 'OV', value: table(frames.map(({ bytes }) => bytes - 8)) },
  ];
}
