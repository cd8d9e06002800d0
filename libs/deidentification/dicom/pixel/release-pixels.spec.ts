import { MemorySource } from '../byte-source';
import { prepare } from '../prepared-file';
import { pseudonymizerOf } from '../pseudonym';
import { element, sampleElements, sampleFile, unsigned } from '../sample-object';
import { type OutputElement } from '../writer';
import { type PixelJudgement } from './region';
import { decodeRunLength } from './run-length';

const secret = Buffer.alloc(32, 5);
const codes = async (file: Buffer, pixels?: PixelJudgement): Promise<string[]> =>
  (await prepare(new MemorySource(file), pseudonymizerOf(secret), { secret, pixels })).reasons.map((reason) => reason.code);

function withElements(...changed: OutputElement[]): Buffer {
  const tags = new Set(changed.map((each) => each.tag));
  const elements = [...sampleElements().filter((each) => !tags.has(each.tag)), ...changed].sort((one, other) => one.tag - other.tag);
  return sampleFile({ elements });
}

const slice = (size: number): OutputElement[] => [
  unsigned(0x00280010, size),
  unsigned(0x00280011, size),
  element(0x7fe00010, 'OW', Buffer.alloc(size * size * 2)),
];

describe('reasons from pixels', () => {
  it('has nothing against a plain slice', async () => expect(await codes(withElements())).toEqual([]));

  it.each([
    [
      'thin slices of a head',
      [...slice(128), element(0x00080060, 'CS', 'MR'), element(0x00180015, 'CS', 'BRAIN'), element(0x00180050, 'DS', '1')],
      ['recognizable-face'],
    ],
    ['the same in Chinese', [...slice(128), element(0x00081030, 'LO', '头颅平扫'), element(0x00180050, 'DS', '1')], ['recognizable-face']],
    [
      'a 3D head without thickness',
      [...slice(128), element(0x00180015, 'CS', 'HEAD'), element(0x00180023, 'CS', '3D'), element(0x00180050, 'DS', '')],
      ['recognizable-face'],
    ],
    [
      'a defaced head',
      [...slice(128), element(0x00180015, 'CS', 'HEAD'), element(0x00180050, 'DS', '1'), element(0x00280302, 'CS', 'NO')],
      [],
    ],
    ['thick slices of a head', [...slice(128), element(0x00180015, 'CS', 'HEAD')], []],
    ['thin slices of a chest', [...slice(128), element(0x00180015, 'CS', 'CHEST'), element(0x00180050, 'DS', '1')], []],
    ['an overlay in the pixels', [unsigned(0x60000100, 16), unsigned(0x60000102, 12)], ['overlay-bits-removed']],
    ['an ultrasound image', [element(0x00080060, 'CS', 'US')], ['burned-in-possible']],
    ['an ultrasound image said to be clean', [element(0x00080060, 'CS', 'US'), element(0x00280301, 'CS', 'NO')], ['pixels-examined']],
    ['no samples at all', [unsigned(0x00280002, 0)], ['pixels-not-screened']],
    ['no frames at all', [...slice(64).slice(0, 2), element(0x00280008, 'IS', '0')], ['pixel-data-corrupt']],
    ['pixel data shorter than its matrix', [unsigned(0x00280010, 64)], ['pixel-data-corrupt']],
  ])('%s', async (_name, changed, expected) => expect(await codes(withElements(...changed))).toEqual(expected));
});

describe('decodeRunLength', () => {
  it('unpacks runs and literals', () => {
    const header = Buffer.alloc(64);
    header.writeUInt32LE(1, 0);
    header.writeUInt32LE(64, 4);
    const packed = Buffer.concat([header, Buffer.from([0xfd, 7, 1, 8, 9])]);
    expect(decodeRunLength(packed, 6, 1)).toEqual([Buffer.from([7, 7, 7, 7, 8, 9])]);
  });

  it('turns down a header that points outside', () => {
    const header = Buffer.alloc(64);
    header.writeUInt32LE(2, 0);
    header.writeUInt32LE(64, 4);
    header.writeUInt32LE(9999, 8);
    expect(decodeRunLength(header, 6, 1)).toBeNull();
  });
});
