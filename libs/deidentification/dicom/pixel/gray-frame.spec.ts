import * as fc from 'fast-check';
import { MemorySource } from '../byte-source';
import { parseDicomFile } from '../file-parser';
import { imagingFacts } from '../imaging-facts';
import { element, sampleElements, sampleFile, unsigned } from '../sample-object';
import { EXPLICIT_BIG, EXPLICIT_LITTLE } from '../transfer-syntax';
import { frameReader, type GrayFrame } from './gray-frame';

// Goal: each pixel's first sample, however samples are stored and wherever they lie in memory.

interface Stored {
  readonly bits: 8 | 16;
  readonly signed: boolean;
  readonly samples: number;
  readonly planar: boolean;
  readonly littleEndian: boolean;
  /** Bytes before the object in the memory that it lies in. */
  readonly shift: number;
}

const [WIDTH, HEIGHT, FRAMES] = [3, 2, 2];
const PIXELS = WIDTH * HEIGHT;

function bytesOf(values: readonly number[], { bits, littleEndian }: Stored): Buffer {
  const bytes = Buffer.alloc((values.length * bits) / 8);
  values.forEach((value, index) => {
    if (bits === 8) bytes.writeUInt8(value, index);
    else if (littleEndian) bytes.writeUInt16LE(value, index * 2);
    else bytes.writeUInt16BE(value, index * 2);
  });
  return bytes;
}

function secondFrame(stored: Stored, values: readonly number[]): GrayFrame | null {
  const encoding = stored.littleEndian ? EXPLICIT_LITTLE : EXPLICIT_BIG;
  const number = (tag: number, value: number) => unsigned(tag, value, stored.littleEndian);
  const changed = [
    ...[number(0x00280002, stored.samples), element(0x00280004, 'CS', stored.samples === 1 ? 'MONOCHROME2' : 'RGB')],
    ...[number(0x00280006, Number(stored.planar)), element(0x00280008, 'IS', String(FRAMES))],
    ...[number(0x00280010, HEIGHT), number(0x00280011, WIDTH), number(0x00280100, stored.bits), number(0x00280101, stored.bits)],
    ...[number(0x00280103, Number(stored.signed)), element(0x7fe00010, 'OW', bytesOf(values, stored))],
  ];
  const tags = new Set(changed.map(({ tag }) => tag));
  const elements = [...sampleElements(encoding).filter(({ tag }) => !tags.has(tag)), ...changed].sort((one, other) => one.tag - other.tag);
  const content = sampleFile({ encoding, elements });
  const memory = Buffer.concat([Buffer.alloc(stored.shift), content]).subarray(stored.shift);
  const file = parseDicomFile(new MemorySource(memory));
  return frameReader(file, imagingFacts(file))?.frame(1) ?? null;
}

it('reads the first sample of each pixel', () => {
  const stored = fc.record<Stored>({
    bits: fc.constantFrom(8, 16),
    signed: fc.boolean(),
    samples: fc.constantFrom(1, 3),
    planar: fc.boolean(),
    littleEndian: fc.boolean(),
    shift: fc.constantFrom(0, 1),
  });
  fc.assert(
    fc.property(stored, fc.infiniteStream(fc.nat({ max: 0xffff })), (how, stream) => {
      const frameSamples = PIXELS * how.samples;
      const values = [...stream.take(FRAMES * frameSamples)].map((value) => (how.bits === 8 ? value & 0xff : value));
      const frame = secondFrame(how, values);
      const first = Array.from({ length: PIXELS }, (_, pixel) => values[frameSamples + (how.planar ? pixel : pixel * how.samples)]!);
      const expected = how.bits === 16 && how.signed ? first.map((value) => (value << 16) >> 16) : first;
      expect(Array.from(frame?.samples ?? [])).toEqual(expected);
    }),
  );
});
