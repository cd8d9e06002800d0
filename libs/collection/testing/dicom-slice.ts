import { readObjectHead } from '#libs/deidentification/dicom';

export interface Slice {
  readonly number: number;
  /** Millimetres along the normal. */
  readonly z: number;
  readonly study?: string;
  readonly series?: string;
  readonly modality?: string;
}

/** A CT slice of 16 × 16 of a patient who does not exist, explicit little endian. */
export function slice({ number, z, study = '1.2.3.1', series = '1.2.3.2', modality = 'CT' }: Slice): Buffer {
  const instance = `${series}.${number}`;
  const sopClass = '1.2.840.10008.5.1.4.1.1.2';
  const meta = [text(2, 0x02, 'UI', sopClass), text(2, 0x03, 'UI', instance), text(2, 0x10, 'UI', '1.2.840.10008.1.2.1')];
  const elements = [
    ...[text(8, 0x16, 'UI', sopClass), text(8, 0x18, 'UI', instance), text(8, 0x20, 'DA', '20240131'), text(8, 0x60, 'CS', modality)],
    ...[text(8, 0x70, 'LO', 'Example Maker'), text(0x10, 0x10, 'PN', 'Zhang^Wei'), text(0x10, 0x20, 'LO', 'Z7654321')],
    ...[text(0x20, 0x0d, 'UI', study), text(0x20, 0x0e, 'UI', series), text(0x20, 0x13, 'IS', String(number))],
    ...[text(0x20, 0x32, 'DS', `-100\\-100\\${z}`), text(0x20, 0x37, 'DS', '1\\0\\0\\0\\1\\0')],
    ...[short(0x28, 0x10, 16), short(0x28, 0x11, 16), short(0x28, 0x100, 16)],
  ];
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.concat(meta).length);
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), element(2, 0, 'UL', length), ...meta, ...elements]);
}

export const pseudonymsFor = (secret: Buffer, bytes: Buffer) => readObjectHead(bytes)!.pseudonyms(secret);

const text = (group: number, number: number, vr: string, value: string): Buffer =>
  element(group, number, vr, Buffer.from(value.length % 2 === 0 ? value : value + (vr === 'UI' ? '\0' : ' ')));

const short = (group: number, number: number, value: number): Buffer =>
  element(group, number, 'US', Buffer.from([value & 0xff, value >> 8]));

function element(group: number, number: number, vr: string, value: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16LE(group);
  header.writeUInt16LE(number, 2);
  header.write(vr, 4, 'latin1');
  header.writeUInt16LE(value.length, 6);
  return Buffer.concat([header, value]);
}
