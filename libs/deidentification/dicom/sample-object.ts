import { MemorySource } from './byte-source';
import { fileHead } from './output-parts';
import { EXPLICIT_LITTLE, syntaxForEncoding, type Encoding } from './transfer-syntax';
import { serialise, type OutputElement, type OutputItem } from './writer';

/** Synthetic objects for tests and fuzzing: elements written short, files put together from them. No real patient stands behind any. */
export const element = (tag: number, vr: string, value: string | Buffer): OutputElement => ({
  kind: 'value',
  tag,
  vr,
  value: typeof value === 'string' ? Buffer.from(value, 'utf8') : value,
});

export const unsigned = (tag: number, value: number, littleEndian = true): OutputElement => {
  const bytes = Buffer.alloc(2);
  if (littleEndian) bytes.writeUInt16LE(value);
  else bytes.writeUInt16BE(value);
  return element(tag, 'US', bytes);
};

export const sequence = (tag: number, items: readonly (readonly OutputElement[])[], undefinedLength = false): OutputElement => ({
  kind: 'sequence',
  tag,
  undefinedLength,
  items: items.map((elements): OutputItem => ({ undefinedLength, elements })),
});

const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2';

/** A CT slice of 16 × 16 whose patient is the invented Zhang Wei, with identities nested, private and in free text. */
export function sampleElements(encoding: Encoding = EXPLICIT_LITTLE): OutputElement[] {
  const short = (tag: number, value: number): OutputElement => unsigned(tag, value, encoding.littleEndian);
  return [
    element(0x00080005, 'CS', 'ISO_IR 192'),
    element(0x00080008, 'CS', 'ORIGINAL\\PRIMARY\\AXIAL'),
    element(0x00080016, 'UI', CT_IMAGE),
    element(0x00080018, 'UI', '1.2.3.4.5.6.7.1'),
    element(0x00080020, 'DA', '20240131'),
    element(0x00080030, 'TM', '101500'),
    element(0x00080050, 'SH', 'AC7654321'),
    element(0x00080060, 'CS', 'CT'),
    element(0x00080070, 'LO', 'Example Maker'),
    element(0x00080080, 'LO', '明州第九医院'),
    element(0x00080090, 'PN', 'Li^Na'),
    element(0x00081030, 'LO', 'Chest of Zhang Wei, MRN Z7654321'),
    sequence(0x00081140, [[element(0x00081150, 'UI', CT_IMAGE), element(0x00081155, 'UI', '1.2.3.4.5.6.7.9')]], true),
    element(0x00090010, 'LO', 'EXAMPLE PRIVATE'),
    element(0x00091001, 'LO', 'Zhang Wei'),
    element(0x00100010, 'PN', 'Zhang^Wei=张伟'),
    element(0x00100020, 'LO', 'Z7654321'),
    element(0x00100030, 'DA', '19691204'),
    element(0x00100040, 'CS', 'M'),
    sequence(0x00101002, [[element(0x00100020, 'LO', '440305196901021819')]]),
    element(0x00180050, 'DS', '5'),
    element(0x0020000d, 'UI', '1.2.3.4.5.6.1'),
    element(0x0020000e, 'UI', '1.2.3.4.5.6.2'),
    element(0x00200013, 'IS', '7'),
    element(0x00200032, 'DS', '-100\\-100\\35'),
    element(0x00200037, 'DS', '1\\0\\0\\0\\1\\0'),
    element(0x00200052, 'UI', '1.2.3.4.5.6.3'),
    short(0x00280002, 1),
    element(0x00280004, 'CS', 'MONOCHROME2'),
    short(0x00280010, 16),
    short(0x00280011, 16),
    element(0x00280030, 'DS', '0.5\\0.5'),
    short(0x00280100, 16),
    short(0x00280101, 12),
    short(0x00280102, 11),
    short(0x00280103, 0),
    sequence(
      0x00400275,
      [[element(0x00321060, 'LO', '胸部平扫 张伟'), sequence(0x00321064, [[element(0x00080104, 'LO', 'Zhang Wei')]])]],
      true,
    ),
    element(0x7fe00010, 'OW', gradient(encoding.littleEndian)),
  ];
}

/** Brightness that rises along the rows: what tissue looks like at this size. */
function gradient(littleEndian: boolean): Buffer {
  const pixels = Buffer.alloc(512);
  for (let index = 0; index < 256; index += 1) {
    const value = 900 + (index % 16) * 8 + Math.floor(index / 16) * 3;
    if (littleEndian) pixels.writeUInt16LE(value, index * 2);
    else pixels.writeUInt16BE(value, index * 2);
  }
  return pixels;
}

/** What in a sample identifies; none of it may be in an output. */
export const SAMPLE_IDENTITIES = [
  'Zhang',
  '张伟',
  'Z7654321',
  '19691204',
  '440305196901021819',
  'AC7654321',
  '明州第九医院',
  '1.2.3.4.5.6.',
];

export interface SampleFile {
  readonly elements?: readonly OutputElement[];
  readonly encoding?: Encoding;
  readonly transferSyntax?: string;
}

/** A Part 10 file of the elements. */
export function sampleFile({ elements, encoding = EXPLICIT_LITTLE, transferSyntax }: SampleFile = {}): Buffer {
  const nothing = new MemorySource(Buffer.alloc(0));
  const meta = { sopClass: CT_IMAGE, sopInstance: '1.2.3.4.5.6.7.1', transferSyntax: transferSyntax ?? syntaxForEncoding(encoding) };
  const body = serialise(elements ?? sampleElements(encoding), encoding, nothing).filter((chunk) => Buffer.isBuffer(chunk));
  return Buffer.concat([fileHead(meta, nothing), ...body]);
}
