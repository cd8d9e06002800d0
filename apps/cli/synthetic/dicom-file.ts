import { plain, identifying, type Dataset } from './dicom-element';
import { encodeDataset, type Encoding } from './dicom-encoding';

export interface FileIdentity {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** Application entity that wrote the file: often the scanner's name within the hospital. */
  readonly sourceTitle: string;
}

const explicitLittleEndian = '1.2.840.10008.1.2.1';

/** A fixed UID of this writer (PS3.7 D.3.3.2), in the UUID-derived root. */
const implementationClassUid = '2.25.308538233616821193965053585442201824145';

/** The file meta information without its length, which the file's encoding adds (PS3.10 7.1). */
export const fileMeta = ({ sopClassUid, sopInstanceUid, sourceTitle }: FileIdentity): Dataset => [
  plain('FileMetaInformationVersion', Uint8Array.of(0, 1)),
  plain('MediaStorageSOPClassUID', sopClassUid),
  identifying('MediaStorageSOPInstanceUID', 'uid', sopInstanceUid),
  plain('TransferSyntaxUID', explicitLittleEndian),
  plain('ImplementationClassUID', implementationClassUid),
  plain('ImplementationVersionName', 'MEDBOURSE_SYNTH'),
  identifying('SourceApplicationEntityTitle', 'device', sourceTitle),
];

/** A DICOM file (PS3.10 7): empty preamble, prefix, meta information with its length, dataset. */
export function encodeFile(meta: Dataset, dataset: Dataset, encoding: Encoding): Buffer {
  const metaBytes = encodeDataset(meta, encoding);
  const prefix = Buffer.alloc(144);
  prefix.write('DICM', 128, 'latin1');
  prefix.set([0x02, 0x00, 0x00, 0x00, 0x55, 0x4c, 0x04, 0x00], 132); // (0002,0000) UL, four bytes
  prefix.writeUInt32LE(metaBytes.length, 140);
  return Buffer.concat([prefix, metaBytes, encodeDataset(dataset, encoding)]);
}
