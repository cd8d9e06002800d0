import { inflateRawSync } from 'node:zlib';
import { MemorySource, type ByteSource } from './byte-source';
import { asciiValue, type DataSet } from './data-set';
import { parseDataSet } from './data-set-parser';
import { UnreadableInput } from './reason';
import { dictionaryVr } from './dictionary';
import { groupOf, tagFrom, type Tag } from './tag';
import {
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_BIG,
  EXPLICIT_LITTLE,
  IMPLICIT_LITTLE,
  syntaxForEncoding,
  transferSyntaxOf,
  type Encoding,
} from './transfer-syntax';
import { isKnownVr } from './value-representation';

export interface DicomFile {
  readonly meta: DataSet;
  readonly dataSet: DataSet;
  /** The bytes that the offsets of `dataSet` count in: the file, or what a deflated one inflates to. */
  readonly source: ByteSource;
  readonly metaSource: ByteSource;
  readonly transferSyntax: string;
  readonly encoding: Encoding;
  readonly deflated: boolean;
  readonly declaredSyntax: string | null;
  readonly truncatedAt: Tag | null;
}

const PREAMBLE_BYTES = 128;
/** A deflated object is inflated in memory; real ones (reports, waveforms) are far smaller. */
const LARGEST_INFLATED_BYTES = 64 * 1024 * 1024;

const EXECUTABLES = [
  [0x4d, 0x5a],
  [0x7f, 0x45, 0x4c, 0x46],
  [0x23, 0x21],
  [0xfe, 0xed, 0xfa],
  [0xcf, 0xfa, 0xed, 0xfe],
  [0xce, 0xfa, 0xed, 0xfe],
  [0xca, 0xfe, 0xba, 0xbe],
];

/** Whether the first bytes of a file (256 suffice) begin a DICOM object, with or without preamble and file meta information. */
export function isDicom(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (hasPrefix(bytes)) return true;
  return guessEncoding(bytes) !== null;
}

/** Reads the structure of a whole file. Throws `UnreadableInput`. */
export function parseDicomFile(source: ByteSource): DicomFile {
  if (source.size === 0) throw new UnreadableInput('empty-file');
  const head = source.bytes(0, Math.min(source.size, 512));
  const prefixed = hasPrefix(head);
  if (prefixed && EXECUTABLES.some((magic) => magic.every((byte, index) => head[index] === byte))) {
    throw new UnreadableInput('executable-preamble');
  }
  const from = prefixed ? PREAMBLE_BYTES + 4 : 0;
  const first = head.subarray(from);
  if (!prefixed && guessEncoding(first) === null) throw new UnreadableInput('not-dicom');
  const metaEncoding = guessEncoding(first) ?? EXPLICIT_LITTLE;
  const hasMeta = first.length >= 8 && (first.readUInt16LE(0) === 2 || first.readUInt16BE(0) === 2);
  const meta = hasMeta
    ? parseDataSet(source, metaEncoding, { from, to: source.size, until: (tag) => groupOf(tag) !== 2 })
    : { dataSet: { elements: [], undefinedLength: false }, end: from, truncatedAt: null };
  if (meta.truncatedAt !== null) throw new UnreadableInput('truncated', meta.truncatedAt);
  const declared = asciiValue(source, meta.dataSet, 0x00020010);
  // A text that is no UID declares nothing, and may be a name.
  return parseBody(source, meta.dataSet, meta.end, declared && /^[\d.]+$/.test(declared) ? declared : null);
}

function parseBody(source: ByteSource, meta: DataSet, from: number, declared: string | null): DicomFile {
  const syntax = transferSyntaxOf(declared ?? '1.2.840.10008.1.2');
  const deflated = declared !== null && syntax.deflated;
  const body = deflated ? inflate(source, from) : source;
  const bodyFrom = deflated ? 0 : from;
  const guessed = guessEncoding(body.bytes(bodyFrom, Math.min(64, body.size - bodyFrom)));
  const encoding = guessed ?? syntax;
  const agrees = declared !== null && encoding.explicit === syntax.explicit && encoding.littleEndian === syntax.littleEndian;
  const { dataSet, truncatedAt } = parseDataSet(body, encoding, { from: bodyFrom, to: body.size });
  return {
    meta,
    dataSet,
    source: body,
    metaSource: source,
    transferSyntax: agrees ? declared : deflated ? DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN : syntaxForEncoding(encoding),
    encoding: { explicit: encoding.explicit, littleEndian: encoding.littleEndian },
    deflated,
    declaredSyntax: declared,
    truncatedAt,
  };
}

function inflate(source: ByteSource, from: number): ByteSource {
  if (source.size - from > LARGEST_INFLATED_BYTES) throw new UnreadableInput('inflated-too-large');
  try {
    return new MemorySource(inflateRawSync(source.bytes(from, source.size - from), { maxOutputLength: LARGEST_INFLATED_BYTES }));
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new UnreadableInput(tooLarge ? 'inflated-too-large' : 'deflate-corrupt', undefined, `limit ${LARGEST_INFLATED_BYTES} bytes`);
  }
}

function hasPrefix(bytes: Buffer): boolean {
  return bytes.length >= PREAMBLE_BYTES + 4 && bytes.toString('latin1', PREAMBLE_BYTES, PREAMBLE_BYTES + 4) === 'DICM';
}

/** How the first element is written, judged by its bytes: a low group in one byte order, and two letters that name a representation. */
function guessEncoding(bytes: Buffer): Encoding | null {
  if (bytes.length < 8) return null;
  const little = bytes.readUInt16LE(0);
  const big = bytes.readUInt16BE(0);
  const littleEndian = plausibleGroup(little) && (little <= big || !plausibleGroup(big));
  if (!littleEndian && !plausibleGroup(big)) return null;
  if (isKnownVr(bytes.toString('latin1', 4, 6))) return littleEndian ? EXPLICIT_LITTLE : EXPLICIT_BIG;
  const tag = tagFrom(little, bytes.readUInt16LE(2));
  const length = bytes.readUInt32LE(4);
  return littleEndian && dictionaryVr(tag) !== undefined && length < 0x10000 ? IMPLICIT_LITTLE : null;
}

/** A data set starts with group 0002 to 0010 in nearly all files; what starts later is some other format. */
const plausibleGroup = (group: number): boolean => group > 0 && group <= 0x0020;
