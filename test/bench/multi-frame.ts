import { open } from 'node:fs/promises';

export interface MultiFrame {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
}

const LONG = new Set(['OB', 'OW']);
const ENHANCED_CT = '1.2.840.10008.5.1.4.1.1.2.1';
const BLOCK_BYTES = 1024 * 1024;

/** An object of any size in explicit little endian, 16 bits a sample, its pixels shading with grain; written in pieces. */
export async function writeMultiFrame(path: string, { rows, columns, frames }: MultiFrame): Promise<void> {
  const pixelBytes = rows * columns * frames * 2;
  const meta = Buffer.concat([
    element(0x00020001, 'OB', Buffer.from([0, 1])),
    element(0x00020002, 'UI', ENHANCED_CT),
    element(0x00020003, 'UI', '1.2.3.4.5'),
    element(0x00020010, 'UI', '1.2.840.10008.1.2.1'),
  ]);
  const file = await open(path, 'wx');
  try {
    await file.writeFile(Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), element(0x00020000, 'UL', u32(meta.length)), meta]));
    await file.writeFile(header(rows, columns, frames));
    await file.writeFile(Buffer.concat([tagged(0x7fe00010, 'OW'), Buffer.alloc(2), u32(pixelBytes)]));
    const block = grain();
    for (let done = 0; done < pixelBytes; done += BLOCK_BYTES)
      await file.writeFile(block.subarray(0, Math.min(BLOCK_BYTES, pixelBytes - done)));
  } finally {
    await file.close();
  }
}

const header = (rows: number, columns: number, frames: number): Buffer =>
  Buffer.concat([
    element(0x00080008, 'CS', 'ORIGINAL\\PRIMARY\\AXIAL'),
    element(0x00080016, 'UI', ENHANCED_CT),
    element(0x00080018, 'UI', '1.2.3.4.5'),
    element(0x00080060, 'CS', 'CT'),
    element(0x00100010, 'PN', 'BENCH^MULTIFRAME'),
    element(0x00100020, 'LO', 'BENCH-1'),
    element(0x0020000d, 'UI', '1.2.3.4.6'),
    element(0x0020000e, 'UI', '1.2.3.4.7'),
    element(0x00280002, 'US', u16(1)),
    element(0x00280004, 'CS', 'MONOCHROME2'),
    element(0x00280008, 'IS', String(frames)),
    element(0x00280010, 'US', u16(rows)),
    element(0x00280011, 'US', u16(columns)),
    element(0x00280100, 'US', u16(16)),
    element(0x00280101, 'US', u16(12)),
    element(0x00280102, 'US', u16(11)),
    element(0x00280103, 'US', u16(0)),
  ]);

function grain(): Buffer {
  const samples = new Uint16Array(BLOCK_BYTES / 2);
  for (let index = 0; index < samples.length; index += 1) {
    samples[index] = 1000 + 600 * Math.sin(index / 90) + ((index * 2654435761) % 97);
  }
  return Buffer.from(samples.buffer);
}

function element(tag: number, vr: string, value: string | Buffer): Buffer {
  const raw = typeof value === 'string' ? Buffer.from(value) : value;
  const padded = raw.length % 2 === 0 ? raw : Buffer.concat([raw, Buffer.from(vr === 'UI' ? '\0' : ' ')]);
  return Buffer.concat([tagged(tag, vr), LONG.has(vr) ? Buffer.concat([Buffer.alloc(2), u32(padded.length)]) : u16(padded.length), padded]);
}

const tagged = (tag: number, vr: string): Buffer => Buffer.concat([u16(tag >>> 16), u16(tag & 0xffff), Buffer.from(vr)]);

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
