import { encode } from 'iconv-lite';
import { MemorySource } from './byte-source';
import { asciiValue, findElement, type DataSet } from './data-set';
import { parseDicomFile } from './file-parser';
import { prepare, type Prepared } from './prepared-file';
import { type ProfileOption } from './profile-option';
import { Pseudonymizer } from './pseudonym';
import { verdictOf } from './reason';
import { element, sampleElements, sampleFile, sequence } from './sample-object';
import { EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE, type Encoding } from './transfer-syntax';
import { type OutputElement } from './writer';

// Goal: whatever place of an object and whatever writing an identity hides in, neither the output nor the report has it.

const SECRET = Buffer.alloc(32, 5);
const OPTIONS: readonly (readonly ProfileOption[])[] = [
  [],
  ['clean-descriptors', 'clean-structured-content', 'clean-graphics'],
  [
    'clean-descriptors',
    'clean-structured-content',
    'clean-graphics',
    'retain-modified-dates',
    'retain-patient-characteristics',
    'retain-safe-private',
  ],
  [
    'clean-descriptors',
    'clean-structured-content',
    'clean-graphics',
    'retain-device',
    'retain-institution',
    'retain-full-dates',
    'retain-uids',
  ],
];
const NAMES = ['Zhang', '张伟', '張偉', 'ＺＨＡＮＧ', 'Wei Z', 'Z7654321', '440305196901021819'];

const withElements = (added: readonly OutputElement[]): OutputElement[] => {
  const tags = new Set(added.map(({ tag }) => tag));
  return [...sampleElements().filter(({ tag }) => !tags.has(tag)), ...added].sort((one, other) => one.tag - other.tag);
};

async function attempt(input: Buffer, retain: readonly ProfileOption[] = []): Promise<{ prepared: Prepared; output: Buffer }> {
  const prepared = await prepare(new MemorySource(input), new Pseudonymizer(SECRET), { secret: SECRET, retain });
  const { source } = prepared;
  const chunks = prepared.chunks ?? [];
  const output = Buffer.concat(
    chunks.map((chunk) => (Buffer.isBuffer(chunk) ? chunk : source.bytes(chunk.start, chunk.end - chunk.start))),
  );
  return { prepared, output };
}

/** What an encoding can't write becomes a question mark. */
const traces = (value: string): Buffer[] =>
  ['utf8', 'gb18030', 'utf16-le', 'big5', 'shift_jis'].map((encoding) => encode(value, encoding)).filter((trace) => !trace.includes('?'));

async function expectNothingLeft(added: readonly OutputElement[], planted: readonly string[], encoding?: Encoding): Promise<void> {
  for (const retain of OPTIONS) {
    const { prepared, output } = await attempt(sampleFile({ elements: withElements(added), ...(encoding && { encoding }) }), retain);
    const report = JSON.stringify([prepared.reasons, prepared.facts, prepared.actions]);
    for (const value of planted) {
      expect({ retain, value, report: report.includes(value) }).toEqual({ retain, value, report: false });
      if (verdictOf(prepared.reasons) === 'released')
        expect({ retain, value, left: traces(value).some((trace) => output.includes(trace)) }).toEqual({ retain, value, left: false });
    }
  }
}

const bytes = (text: string, encoding: string): Buffer => encode(text, encoding);

describe('an identity in the output or the report', () => {
  it.each<[string, OutputElement[], string[]]>([
    ['traditional characters', [element(0x0008103e, 'LO', '胸部 張偉')], NAMES],
    ['full width letters', [element(0x00204000, 'LT', 'ＺＨＡＮＧ　ＷＥＩ')], NAMES],
    ['model and body part', [element(0x00081090, 'LO', 'zhangwei'), element(0x00180015, 'CS', 'ZHANG WEI')], ['zhangwei', 'ZHANG WEI']],
    ['a code that is two values', [element(0x00200020, 'CS', 'ZHANG\\WEI')], ['ZHANG']],
    ['numbers that are none', [element(0x00180060, 'DS', 'Zhang Wei'), element(0x00181170, 'IS', 'Z7654321')], NAMES],
    ['an age that singles out', [element(0x00101010, 'AS', '095Y')], ['095Y']],
    ['a UID that is none', [element(0x00081150, 'UI', 'ZHANG WEI')], ['ZHANG WEI']],
    ['a binary table', [element(0x00281201, 'OW', Buffer.from('Zhang Wei Z7654321'.padEnd(6000)))], NAMES],
    ['a colour profile', [element(0x00282000, 'OB', Buffer.from('desc Zhang Wei'.padEnd(200)))], NAMES],
    ['addresses', [element(0x00081190, 'UR', 'http://pacs/Z7654321'), element(0x0040e010, 'UR', 'http://x/Zhang')], ['pacs', ...NAMES]],
    ['retired order numbers', [element(0x00402006, 'SH', 'PO7766554'), element(0x0008103e, 'LO', 'see PO7766554')], ['PO7766554']],
    ['another calendar', [element(0x00100033, 'LO', '己酉年十月廿五')], ['己酉', '廿五']],
    ['a device', [element(0x00181000, 'LO', 'SN-88-X'), element(0x00081010, 'SH', 'ROOMX8')], []],
    ['a stray signature', [element(0x04000120, 'OB', Buffer.from('of Zhang Wei'))], NAMES],
    ['unknown elements', [element(0x00089abc, 'LO', 'Zhang Wei'), element(0x00201ffe, 'UN', '张伟')], NAMES],
    ['text beside pixels', [element(0x7fe00010, 'OW', Buffer.concat([Buffer.alloc(512, 3), Buffer.from('Zhang Wei Z7654321')]))], NAMES],
    [
      'an overlay group',
      [element(0x60023000, 'OW', Buffer.from('Zhang Wei')), element(0x60021500, 'LO', '张伟'), element(0x60024000, 'LT', '张伟')],
      NAMES,
    ],
    ['an icon', [sequence(0x00880200, [[element(0x7fe00010, 'OB', Buffer.from('Zhang Wei '))]])], NAMES],
    [
      'an unknown person',
      [element(0x0008103e, 'LO', '胸部 李晓明 13900772837'), element(0x00181020, 'LO', '李晓明')],
      ['李晓明', '13900772837'],
    ],
  ])('is not left by %s', (_name, added, planted) => expectNothingLeft(added, planted), 20_000);

  it.each([
    ['explicit little endian', EXPLICIT_LITTLE],
    ['implicit little endian', IMPLICIT_LITTLE],
    ['explicit big endian', EXPLICIT_BIG],
  ])('is not left in private sequences five deep: %s', async (_name, encoding) => {
    const secrets = [element(0x00290010, 'LO', 'MAKER 张伟'), element(0x00291001, 'OB', Buffer.from('Zhang Wei '))];
    const nested = Array.from({ length: 5 }).reduce<OutputElement[]>(
      (inner) => [element(0x00290010, 'LO', 'MAKER'), sequence(0x00291010, [inner], true)],
      secrets,
    );
    await expectNothingLeft(nested, NAMES, encoding);
  });

  it.each([
    ['GBK undeclared', '', 'gb18030', 'gb18030'],
    ['GBK declared as Latin 1', 'ISO_IR 100', 'gb18030', 'gb18030'],
    ['GBK declared as UTF-8', 'ISO_IR 192', 'gb18030', 'gb18030'],
    ['GB2312 declared', 'GB2312', 'gb18030', 'gb18030'],
    ['UTF-8 declared as GB18030', 'GB18030', 'utf8', 'utf8'],
    ['Big5 undeclared', '', 'utf8', 'big5'],
    ['Shift JIS declared as UTF-8', 'ISO_IR 192', 'utf8', 'shift_jis'],
    ['UTF-16', 'ISO_IR 192', 'utf8', 'utf16-le'],
  ])('is not left by %s', async (_name, declared, nameEncoding, textEncoding) => {
    // 江川 is written with the same characters in all of them.
    const added = [
      element(0x00080005, 'CS', declared),
      element(0x00100010, 'PN', bytes('江^川', nameEncoding)),
      element(0x0008103e, 'LO', bytes('江川 CT', textEncoding)),
      element(0x00281055, 'LO', bytes('江川 CT', textEncoding)),
    ];
    await expectNothingLeft(added, ['江川']);
  });

  it('is not left by escapes that nobody declared', async () => {
    const designated = Buffer.concat([Buffer.from('\x1b$)A', 'latin1'), bytes('张伟', 'gb18030')]);
    await expectNothingLeft([element(0x00080005, 'CS', ''), element(0x00281055, 'LO', designated)], ['张伟']);
  });
});

describe('comments of compressed streams', () => {
  const segment = (marker: number, content: string): Buffer => {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(marker);
    head.writeUInt16BE(content.length + 2, 2);
    return Buffer.concat([head, Buffer.from(content, 'latin1')]);
  };
  const item = (content: Buffer): Buffer => {
    const head = Buffer.from('feff00e000000000', 'hex');
    head.writeUInt32LE(content.length, 4);
    return Buffer.concat([head, content]);
  };

  it('go, and what decoding needs stays', async () => {
    const scan = Buffer.concat([Buffer.from('ffda0003', 'hex'), Buffer.alloc(9000, 7)]);
    const parts = [segment(0xffe0, 'JFIF\0xxxxxxxxx'), segment(0xfffe, 'Zhang Wei Z7654321'), segment(0xffee, 'Adobe12'), scan];
    const stream = Buffer.concat([Buffer.from('ffd8', 'hex'), ...parts, Buffer.from('ffd9', 'hex'), Buffer.from('of Zhang Wei!')]);
    const end = Buffer.from('feffdde000000000', 'hex');
    const header = Buffer.from('e07f10004f420000ffffffff', 'hex');
    const whole = sampleFile({
      elements: sampleElements().filter(({ tag }) => tag !== 0x7fe00010),
      transferSyntax: '1.2.840.10008.1.2.4.50',
    });
    const input = Buffer.concat([
      whole,
      header,
      item(Buffer.alloc(0)),
      item(Buffer.concat([stream, Buffer.alloc(stream.length % 2)])),
      end,
    ]);
    const { output } = await attempt(input);
    for (const name of NAMES) expect(output.includes(Buffer.from(name))).toBe(false);
    for (const kept of [scan, Buffer.from('Adobe12'), Buffer.from('JFIF')]) expect(output.includes(kept)).toBe(true);
    expect(output.includes(Buffer.from('fffe0014', 'hex'))).toBe(true);
  });
});

describe('replacements', () => {
  const textAt = (output: Buffer, path: readonly number[]): string | undefined => {
    const file = parseDicomFile(new MemorySource(output));
    let dataSet: DataSet | undefined = file.dataSet;
    for (const tag of path.slice(0, -1)) dataSet = dataSet && findElement(dataSet, tag)?.items?.[0];
    return dataSet && asciiValue(file.source, dataSet, path.at(-1) ?? 0);
  };

  it('link a report to its images, over runs and option sets', async () => {
    const image = await attempt(sampleFile());
    const evidence = sequence(0x0040a375, [
      [
        element(0x0020000d, 'UI', '1.2.3.4.5.6.1'),
        sequence(0x00081115, [
          [element(0x0020000e, 'UI', '1.2.3.4.5.6.2'), sequence(0x00081199, [[element(0x00081155, 'UI', '1.2.3.4.5.6.7.1')]])],
        ]),
      ],
    ]);
    const report = await attempt(
      sampleFile({
        elements: withElements([
          element(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.88.11'),
          element(0x00080018, 'UI', '1.2.3.4.5.6.8'),
          evidence,
        ]),
      }),
      ['clean-structured-content'],
    );
    expect(textAt(report.output, [0x0040a375, 0x00081115, 0x00081199, 0x00081155])).toBe(textAt(image.output, [0x00080018]));
    expect(textAt(report.output, [0x0040a375, 0x0020000d])).toBe(textAt(image.output, [0x0020000d]));
    expect(report.prepared.pseudonyms.patient).toBe(image.prepared.pseudonyms.patient);
    expect((await attempt(sampleFile())).output.equals(image.output)).toBe(true);
  });
});
