import { findElement } from './data-set';
import { type DicomFile } from './file-parser';
import { type ImagingFacts } from './imaging-facts';
import { fragmentsOf, type Fragment } from './pixel/fragments';
import { PatchedSource, type Patch } from './pixel/patched-source';
import { PIXEL_DATA } from './tag';
import { characterSetOf } from './text/character-set';
import { cleanText, LONGEST_TEXT_BYTES, type FreeTextRules } from './text/free-text';
import { holdsIdentity } from './text/remaining-identity';
import { isEncapsulated } from './transfer-syntax';

/** Headers of a compressed frame are shorter, colour profiles included; what follows is looked at no more than this far from the end. */
const HEADER_BYTES = 64 * 1024;
const TAIL_BYTES = 4096;
/** More than this after the last frame is no padding: the file declares fewer frames than it has. */
const MOST_PADDING_BYTES = 64 * 1024;
/** One byte of padding may hold anything; nobody reads a name in it. */
const LONGEST_HARMLESS_BYTES = 2;

/**
 * Bytes within pixel data that are no pixels: comments and application data of a compressed stream (camera, viewer and scanner software
 * write names there), what follows its end, and what follows the last native frame. Where they name somebody they read as zeros; every
 * sample, and a comment that names its encoder alone, stays as it was.
 */
export function withoutTextBesidePixels(file: DicomFile, facts: ImagingFacts, rules: FreeTextRules): DicomFile {
  const element = findElement(file.dataSet, PIXEL_DATA);
  if (!element || file.truncatedAt !== null) return file;
  const compressed = element.undefinedLength && isEncapsulated(file.transferSyntax);
  const stretches = compressed
    ? fragmentsOf(file.source, element).flatMap((fragment) => besideStream(file, fragment))
    : besideNative(element.valueOffset, facts);
  const telling = stretches.filter(({ from, to, kind }) => tells(file.source.bytes(from, to - from), kind, rules));
  if (telling.length === 0) return file;
  return {
    ...file,
    source: new PatchedSource(
      file.source,
      telling.map(({ from, to }) => zeros(from, to)),
    ),
  };
}

/** `metadata`: Exif, XMP and the like, which are about somebody's picture; `text`: written by people; `bytes`: anything. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly kind: 'metadata' | 'text' | 'bytes';
}

function tells(bytes: Buffer, kind: Stretch['kind'], rules: FreeTextRules): boolean {
  if (bytes.every((byte) => byte === 0)) return false;
  if (kind === 'metadata') return true;
  const searched = kind === 'text' ? rules : { ...rules, patterns: 'personal' as const };
  return (
    cleanText(bytes.subarray(0, LONGEST_TEXT_BYTES), characterSetOf([]), searched)?.kind === 'cleaned' ||
    holdsIdentity([bytes], rules.known)
  );
}

function besideNative(valueOffset: number, { pixelBytes, frames }: ImagingFacts): Stretch[] {
  const expected = pixelBytes?.expected ?? null;
  if (pixelBytes === null || expected === null || expected === 0) return [];
  const beyond = pixelBytes.actual - expected;
  if (beyond <= LONGEST_HARMLESS_BYTES || beyond > MOST_PADDING_BYTES || beyond >= expected / (frames ?? 1)) return [];
  return [{ from: valueOffset + expected, to: valueOffset + pixelBytes.actual, kind: 'bytes' }];
}

function besideStream({ source }: DicomFile, { start, length }: Fragment): Stretch[] {
  const head = source.bytes(start, Math.min(length, HEADER_BYTES));
  const stream = head.length < 4 ? 0 : head.readUInt16BE(0);
  if (stream !== 0xffd8 && stream !== 0xff4f) return [];
  const segments = stream === 0xffd8 ? jpegSegments(head) : jpeg2000Segments(head);
  const found = segments.map(({ from, to, kind }) => ({ from: start + from, to: start + to, kind }));
  const tail = Math.min(length, TAIL_BYTES);
  const end = source.bytes(start + length - tail, tail).lastIndexOf(END_OF_STREAM);
  const after = end < 0 ? length : length - tail + end + END_OF_STREAM.length;
  return length - after > LONGEST_HARMLESS_BYTES ? [...found, { from: start + after, to: start + length, kind: 'bytes' }] : found;
}

const END_OF_STREAM = Buffer.from('ffd9', 'hex');
const COMMENT = 0xfe;
/** Application data that says how samples are to be understood: JFIF, ICC profile, JPEG-LS colour transform and SPIFF, Adobe. */
const METADATA = /^(?:Exif\0|http:\/\/ns\.adobe|Photoshop|XMP)/;
const NEEDED: Readonly<Record<number, RegExp>> = { 0xe0: /^JFIF\0/, 0xe2: /^ICC_PROFILE\0/, 0xe8: /^(?:mrfx|SPIFF\0)/, 0xee: /^Adobe/ };

/** Contents of comment and application segments before the first scan (ISO/IEC 10918-1 annex B, 14495-1 annex C). */
function jpegSegments(head: Buffer): Stretch[] {
  const found: Stretch[] = [];
  for (let offset = 2; offset + 4 <= head.length && head[offset] === 0xff;) {
    const marker = head[offset + 1] ?? 0;
    if (marker === 0xff) {
      offset += 1;
      continue;
    }
    if (marker === 0xda || marker === 0xd9) break;
    const end = offset + 2 + head.readUInt16BE(offset + 2);
    const isApplication = marker >= 0xe0 && marker <= 0xef;
    const needed = NEEDED[marker]?.test(head.toString('latin1', offset + 4, offset + 16)) ?? false;
    if ((marker === COMMENT || (isApplication && !needed)) && end > offset + 4) {
      const kind = METADATA.test(head.toString('latin1', offset + 4, offset + 34)) ? 'metadata' : 'text';
      found.push({ from: offset + 4, to: Math.min(end, head.length), kind });
    }
    // A header ends within what was read, or nothing of it is a comment that could be told from samples.
    if (end <= offset + 2) break;
    offset = end;
  }
  return found;
}

/** Contents of comments in the main header (ISO/IEC 15444-1 annex A): marker, length, kind of comment, text. */
function jpeg2000Segments(head: Buffer): Stretch[] {
  const found: Stretch[] = [];
  for (let offset = 2; offset + 4 <= head.length;) {
    const marker = head.readUInt16BE(offset);
    if (marker === 0xff90 || marker < 0xff50) break;
    const end = offset + 2 + head.readUInt16BE(offset + 2);
    if (end <= offset + 2) break;
    if (marker === 0xff64 && end > offset + 6) found.push({ from: offset + 6, to: Math.min(end, head.length), kind: 'text' });
    offset = end;
  }
  return found;
}

const zeros = (from: number, to: number): Patch => ({
  from,
  to,
  apply: (target, offset) => void target.fill(0, Math.max(0, from - offset), Math.min(target.length, to - offset)),
});
