import { deflateRawSync } from 'node:zlib';
import { type ByteSource } from './byte-source';
import { EXPLICIT_LITTLE, type Encoding } from './transfer-syntax';
import { serialise, type Chunk, type OutputElement } from './writer';

/** Of this engine: files it wrote are recognised by it (PS3.10 section 7.1). */
const IMPLEMENTATION_CLASS_UID = '2.25.309104813764190125436087531926548110372';
const IMPLEMENTATION_VERSION = 'MEDBOURSE_1';

export interface OutputMeta {
  readonly sopClass: string | null;
  readonly sopInstance: string | null;
  readonly transferSyntax: string;
}

const uid = (tag: number, text: string): OutputElement => ({ kind: 'value', tag, vr: 'UI', value: Buffer.from(text, 'latin1') });

/** Preamble of zeros, prefix and file meta information, written anew: nothing of the input's survives (PS3.15 E.1.1). */
export function fileHead(meta: OutputMeta, source: ByteSource): Buffer {
  const elements: OutputElement[] = [
    { kind: 'value', tag: 0x00020001, vr: 'OB', value: Buffer.from([0, 1]) },
    ...(meta.sopClass === null ? [] : [uid(0x00020002, meta.sopClass)]),
    ...(meta.sopInstance === null ? [] : [uid(0x00020003, meta.sopInstance)]),
    uid(0x00020010, meta.transferSyntax),
    uid(0x00020012, IMPLEMENTATION_CLASS_UID),
    { kind: 'value', tag: 0x00020013, vr: 'SH', value: Buffer.from(IMPLEMENTATION_VERSION, 'latin1') },
  ];
  const body = Buffer.concat(serialise(elements, EXPLICIT_LITTLE, source).filter((chunk) => Buffer.isBuffer(chunk)));
  const groupLength = Buffer.alloc(4);
  groupLength.writeUInt32LE(body.length);
  const [length] = serialise([{ kind: 'value', tag: 0x00020000, vr: 'UL', value: groupLength }], EXPLICIT_LITTLE, source);
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM', 'latin1'), length as Buffer, body]);
}

/** The data set as it goes into the file; a deflated one is at hand in memory as a whole. */
export function fileBody(elements: readonly OutputElement[], encoding: Encoding, source: ByteSource, deflated: boolean): Chunk[] {
  const chunks = serialise(elements, encoding, source);
  if (!deflated) return chunks;
  const whole = Buffer.concat(chunks.map((chunk) => (Buffer.isBuffer(chunk) ? chunk : source.bytes(chunk.start, chunk.end - chunk.start))));
  const compressed = deflateRawSync(whole);
  // PS3.5 section A.5: a stream of odd length is padded with one NUL.
  return [compressed.length % 2 === 0 ? compressed : Buffer.concat([compressed, Buffer.alloc(1)])];
}

/** Puts elements among others in the order of tags; one that is there already is replaced. */
export function insertElements(elements: readonly OutputElement[], added: readonly OutputElement[]): OutputElement[] {
  const replaced = new Set(added.map((element) => element.tag));
  const result = elements.filter((element) => !replaced.has(element.tag));
  for (const element of added) {
    const index = result.findIndex((other) => other.tag > element.tag);
    result.splice(index < 0 ? result.length : index, 0, element);
  }
  return result;
}
