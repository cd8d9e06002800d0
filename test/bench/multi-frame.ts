import { open } from 'node:fs/promises';
import { MemorySource } from '../../libs/deidentification/dicom/byte-source';
import { fileHead } from '../../libs/deidentification/dicom/output-parts';
import { element, unsigned } from '../../libs/deidentification/dicom/sample-object';
import { EXPLICIT_LITTLE, syntaxForEncoding } from '../../libs/deidentification/dicom/transfer-syntax';
import { serialise } from '../../libs/deidentification/dicom/writer';

export interface MultiFrame {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
}

const ENHANCED_CT = '1.2.840.10008.5.1.4.1.1.2.1';
const INSTANCE = '1.2.3.4.5';
const BLOCK_BYTES = 1024 * 1024;

/** An object of any size in explicit little endian, 16 bits a sample, its pixels shading with grain; written in pieces. */
export async function writeMultiFrame(path: string, { rows, columns, frames }: MultiFrame): Promise<void> {
  const pixelBytes = rows * columns * frames * 2;
  const file = await open(path, 'wx');
  try {
    await file.writeFile(header(rows, columns, frames));
    await file.writeFile(pixelDataHeader(pixelBytes));
    const block = grain();
    for (let done = 0; done < pixelBytes; done += BLOCK_BYTES)
      await file.writeFile(block.subarray(0, Math.min(BLOCK_BYTES, pixelBytes - done)));
  } finally {
    await file.close();
  }
}

/** Up to the pixels. */
function header(rows: number, columns: number, frames: number): Buffer {
  const nothing = new MemorySource(Buffer.alloc(0));
  const elements = [
    element(0x00080008, 'CS', 'ORIGINAL\\PRIMARY\\AXIAL'),
    element(0x00080016, 'UI', ENHANCED_CT),
    element(0x00080018, 'UI', INSTANCE),
    element(0x00080060, 'CS', 'CT'),
    element(0x00100010, 'PN', 'BENCH^MULTIFRAME'),
    element(0x00100020, 'LO', 'BENCH-1'),
    element(0x0020000d, 'UI', '1.2.3.4.6'),
    element(0x0020000e, 'UI', '1.2.3.4.7'),
    unsigned(0x00280002, 1),
    element(0x00280004, 'CS', 'MONOCHROME2'),
    element(0x00280008, 'IS', String(frames)),
    unsigned(0x00280010, rows),
    unsigned(0x00280011, columns),
    unsigned(0x00280100, 16),
    unsigned(0x00280101, 12),
    unsigned(0x00280102, 11),
    unsigned(0x00280103, 0),
  ];
  const head = fileHead({ sopClass: ENHANCED_CT, sopInstance: INSTANCE, transferSyntax: syntaxForEncoding(EXPLICIT_LITTLE) }, nothing);
  const body = serialise(elements, EXPLICIT_LITTLE, nothing).filter((chunk) => Buffer.isBuffer(chunk));
  return Buffer.concat([head, ...body]);
}

/** Written by hand: the writer wants the bytes of a value, and these come in pieces. */
function pixelDataHeader(bytes: number): Buffer {
  const written = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x57, 0, 0, 0, 0, 0, 0]);
  written.writeUInt32LE(bytes, 8);
  return written;
}

function grain(): Buffer {
  const samples = new Uint16Array(BLOCK_BYTES / 2);
  for (let index = 0; index < samples.length; index += 1) {
    samples[index] = 1000 + 600 * Math.sin(index / 90) + ((index * 2654435761) % 97);
  }
  return Buffer.from(samples.buffer);
}
