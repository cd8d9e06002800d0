import { ZipFile, type Options } from 'yazl';

export interface Packed {
  readonly name: string;
  readonly content: Buffer | string;
  readonly options?: Partial<Options>;
}

export async function zipOf(...files: readonly Packed[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, content, options } of files) zip.addBuffer(Buffer.from(content), name, options);
  zip.end();
  return Buffer.concat((await (zip.outputStream as NodeJS.ReadableStream & { toArray(): Promise<Buffer[]> }).toArray()) as Buffer[]);
}

/** Writes other bytes in the place of a text, wherever it stands: names that no honest packer writes. */
export function replaced(zip: Buffer, text: string, by: string | Buffer): Buffer {
  const bytes = Buffer.from(by);
  if (Buffer.byteLength(text) !== bytes.length) throw new Error('the bytes must have the same length');
  const copy = Buffer.from(zip);
  for (let at = copy.indexOf(text); at >= 0; at = copy.indexOf(text, at + 1)) bytes.copy(copy, at);
  return copy;
}

const LOCAL_HEADER = 'PK\x03\x04';
const DIRECTORY_HEADER = 'PK\x01\x02';

/** Sets or clears bits of the flags of every entry, in its local header and in the directory. */
export function flagged(zip: Buffer, change: (flags: number) => number): Buffer {
  const copy = Buffer.from(zip);
  for (const [header, offset] of [
    [LOCAL_HEADER, 6],
    [DIRECTORY_HEADER, 8],
  ] as const) {
    for (let at = copy.indexOf(header, 0, 'latin1'); at >= 0; at = copy.indexOf(header, at + 4, 'latin1')) {
      copy.writeUInt16LE(change(copy.readUInt16LE(at + offset)), at + offset);
    }
  }
  return copy;
}

/** Lets every entry of the directory point at the first one's bytes. */
export function overlapping(zip: Buffer): Buffer {
  const copy = Buffer.from(zip);
  for (let at = copy.indexOf(DIRECTORY_HEADER, 0, 'latin1'); at >= 0; at = copy.indexOf(DIRECTORY_HEADER, at + 4, 'latin1')) {
    copy.writeUInt32LE(0, at + 42);
  }
  return copy;
}
