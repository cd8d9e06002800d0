/** `2.25.` and a UUID as a decimal number (PS3.5 annex B.2): this implementation, whichever version. */
export const IMPLEMENTATION_CLASS = '2.25.195855808081503515310122767598095428666';
export const IMPLEMENTATION_VERSION = 'MEDBOURSE';

export interface FileMeta {
  readonly sopClass: string;
  readonly sopInstance: string;
  readonly transferSyntax: string;
}

/**
 * Preamble and file meta information that make a file of a data set as it came over the network (PS3.10 section 7.1). The same data set makes the
 * same file: neither a time nor who sent it is in it, so that an object that is sent again is known by its digest.
 */
export function fileMeta({ sopClass, sopInstance, transferSyntax }: FileMeta): Buffer {
  const elements = Buffer.concat([
    longElement(0x0001, 'OB', Buffer.from([0, 1])),
    uidElement(0x0002, sopClass),
    uidElement(0x0003, sopInstance),
    uidElement(0x0010, transferSyntax),
    uidElement(0x0012, IMPLEMENTATION_CLASS),
    shortElement(0x0013, 'SH', padded(IMPLEMENTATION_VERSION, ' ')),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(elements.length);
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), shortElement(0x0000, 'UL', length), elements]);
}

const uidElement = (number: number, uid: string): Buffer => shortElement(number, 'UI', padded(uid, '\0'));
const padded = (text: string, by: string): Buffer => Buffer.from(text.length % 2 === 0 ? text : text + by, 'latin1');

function shortElement(number: number, vr: string, value: Buffer): Buffer {
  const header = Buffer.from([2, 0, 0, 0, vr.charCodeAt(0), vr.charCodeAt(1), 0, 0]);
  header.writeUInt16LE(number, 2);
  header.writeUInt16LE(value.length, 6);
  return Buffer.concat([header, value]);
}

function longElement(number: number, vr: string, value: Buffer): Buffer {
  const header = Buffer.from([2, 0, 0, 0, vr.charCodeAt(0), vr.charCodeAt(1), 0, 0, 0, 0, 0, 0]);
  header.writeUInt16LE(number, 2);
  header.writeUInt32LE(value.length, 8);
  return Buffer.concat([header, value]);
}
