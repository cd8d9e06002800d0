import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemorySource } from '../byte-source';
import { asciiValue, findElement } from '../data-set';
import { deidentifyFile, type DeidentifiedFile } from '../deidentify';
import { parseDicomFile, type DicomFile } from '../file-parser';
import { imagingFacts } from '../imaging-facts';
import { type DeidentifyOptions } from '../prepared-file';
import { element, sampleElements, sampleFile, sequence, unsigned } from '../sample-object';
import { describeWithData } from '../shared-data';
import { hard, lettered, strokesOf, upright, type Strokes } from './fixtures/screen-font';
import { emptyImage, writtenImage } from './fixtures/written-image';
import { ULTRASOUND, writtenObject } from './fixtures/written-object';
import { frameDecoder } from './frame-decoder';
import { frameReader } from './gray-frame';
import { renderPreview } from './preview';
import { createTextRecognizer } from './text-recognizer';

// Goal: writing leaves the pixels or the file stays; what a person says is carried out and recorded. Real recognizer, real files.

const secret = Buffer.alloc(32, 5);
const recognizer = createTextRecognizer();
let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'pixels-'))));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await recognizer.close();
});

async function run(
  input: Buffer,
  options: Partial<DeidentifyOptions> = { recognizer },
): Promise<{ result: DeidentifiedFile; output: DicomFile | null }> {
  const [from, to] = [join(folder, 'in.dcm'), join(folder, 'out.dcm')];
  rmSync(to, { force: true });
  writeFileSync(from, input);
  const result = await deidentifyFile(from, to, { secret, ...options });
  return { result, output: result.verdict === 'released' ? parseDicomFile(new MemorySource(readFileSync(to))) : null };
}

const codes = ({ reasons }: DeidentifiedFile): string[] => reasons.map(({ code }) => code);
const pixelsOf = async (file: DicomFile): Promise<Buffer> => (await frameDecoder(file, imagingFacts(file))!.frame(0))!.bytes;
const methods = (file: DicomFile): (string | undefined)[] | undefined =>
  findElement(file.dataSet, 0x00120064)?.items?.map((item) => asciiValue(file.source, item, 0x00080100));

const WRITING = { text: '李伟 ID 33010619691204', size: 24, ground: 'echo', colour: [255, 255, 255] } as const;

describe('an ultrasound image', () => {
  it.each(['1.2.840.10008.1.2.1', '1.2.840.10008.1.2.5', '1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.80', '1.2.840.10008.1.2.4.90'])(
    'loses its writing in %s',
    async (transferSyntax) => {
      // Speckle costs the recognizer ten times as much; once is enough.
      const image = writtenImage({ ...WRITING, ground: transferSyntax.includes('.2.4.') ? 'black' : 'echo' });
      const { result, output } = await run(await writtenObject(image, { ...ULTRASOUND, transferSyntax }));
      expect(codes(result)).toEqual(['burned-in-removed']);
      expect(output?.transferSyntax).toBe(transferSyntax);
      expect(methods(output!)).toEqual(['113100', '113101']);
      expect(asciiValue(output!.source, output!.dataSet, 0x00280301)).toBe('NO');
      expect(result.actions).toContainEqual({ tag: '7FE00010', rule: 'pixel-text', action: 'C', count: 1 });
      const preview = await renderPreview(join(folder, 'out.dcm'), { longestSide: 512 });
      const words = await recognizer.read(preview!.png);
      expect(words.map(({ text }) => text).join('')).not.toMatch(/3301|李/);
    },
  );

  it('without writing goes as it is, once it was looked at', async () => {
    const input = await writtenObject(emptyImage('echo', 3), ULTRASOUND);
    const { result, output } = await run(input);
    expect(codes(result)).toEqual(['pixels-examined']);
    expect((await pixelsOf(output!)).equals(await pixelsOf(parseDicomFile(new MemorySource(input))))).toBe(true);
  });

  it('stays where nobody can read it', async () => {
    expect(codes((await run(await writtenObject(emptyImage('echo', 3), ULTRASOUND), {})).result)).toEqual(['burned-in-possible']);
    expect(codes((await run(await writtenObject(writtenImage(WRITING), ULTRASOUND), {})).result)).toEqual(['burned-in-found']);
  });
});

describe('the word of a person', () => {
  it('releases what the engine would hold', async () => {
    const input = await writtenObject(emptyImage('echo', 3), ULTRASOUND);
    const { result, output } = await run(input, { pixels: { kind: 'clear' } });
    expect(result.reasons).toEqual([{ code: 'pixels-judged', detail: 'clear' }]);
    expect(methods(output!)).toContain('113101');
    expect((await pixelsOf(output!)).equals(await pixelsOf(parseDicomFile(new MemorySource(input))))).toBe(true);
  });

  it('blanks what it names and nothing else', async () => {
    const image = emptyImage('echo', 3);
    const { output } = await run(await writtenObject(image, ULTRASOUND), {
      pixels: { kind: 'blank', regions: [{ left: 200, top: 100, right: 260, bottom: 130 }] },
    });
    const pixels = await pixelsOf(output!);
    const differing: number[] = [];
    for (let at = 0; at < image.width * image.height; at += 1) {
      const [x, y] = [at % image.width, Math.floor(at / image.width)];
      const inside = x >= 200 && x < 260 && y >= 100 && y < 130;
      if (pixels[at * 3] !== (inside ? 0 : image.samples[at * 3])) differing.push(at);
    }
    expect(differing).toEqual([]);
  });

  it('says nothing of identities, nor of a cut file', async () => {
    const whole = sampleFile({
      elements: [...sampleElements(), element(0x00041130, 'CS', 'DISC')].sort((one, other) => one.tag - other.tag),
    });
    expect(codes((await run(whole, { pixels: { kind: 'clear' } })).result)).toContain('media-directory');
    expect(codes((await run(sampleFile().subarray(0, 900), { pixels: { kind: 'clear' } })).result)).toContain('truncated');
  });
});

it('keeps what the machine says is echo, and nothing around it', async () => {
  const long = (tag: number, value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return element(tag, 'UL', bytes);
  };
  const region = [
    unsigned(0x00186012, 1),
    unsigned(0x00186014, 1),
    long(0x00186018, 10),
    long(0x0018601a, 6),
    long(0x0018601c, 29),
    long(0x0018601e, 25),
  ];
  const elements = sampleElements()
    .filter(({ tag }) => ![0x00080060, 0x00280010, 0x00280011, 0x7fe00010].includes(tag))
    .concat([
      element(0x00080060, 'CS', 'US'),
      sequence(0x00186011, [region]),
      unsigned(0x00280010, 32),
      unsigned(0x00280011, 40),
      element(0x7fe00010, 'OW', Buffer.alloc(2560, 7)),
    ])
    .sort((one, other) => one.tag - other.tag);
  const { output } = await run(sampleFile({ elements }));
  const pixels = await pixelsOf(output!);
  const kept = Array.from({ length: 1280 }, (_, at) => at).filter((at) => pixels[at * 2] !== 0);
  expect(kept).toHaveLength(20 * 20);
  expect(kept[0]).toBe(6 * 40 + 10);
});

it('clears an overlay from the bits that the image does not use', async () => {
  const elements = [...sampleElements(), unsigned(0x60000100, 16), unsigned(0x60000102, 12)].sort((one, other) => one.tag - other.tag);
  const marked = elements.map((each) =>
    each.tag === 0x7fe00010 && each.kind === 'value'
      ? element(0x7fe00010, 'OW', Buffer.from(each.value.map((byte, at) => (at % 2 ? byte | 0x10 : byte))))
      : each,
  );
  const { result, output } = await run(sampleFile({ elements: marked }));
  expect(codes(result)).toEqual(['overlay-bits-removed']);
  const before = await pixelsOf(parseDicomFile(new MemorySource(sampleFile())));
  expect((await pixelsOf(output!)).equals(before)).toBe(true);
});

describeWithData('dicom', 'a slice', (path) => {
  const [name] = readdirSync(join(path, 'ct_series_ge'));
  const original = readFileSync(join(path, 'ct_series_ge', name!));
  const written = (strokes: Strokes, left: number, top: number, share: number): Buffer => {
    const file = parseDicomFile(new MemorySource(original));
    const samples = lettered(frameReader(file, imagingFacts(file))!.frame(0)!, strokes, left, top, share);
    const copy = Buffer.from(original);
    Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).copy(copy, findElement(file.dataSet, 0x7fe00010)!.valueOffset);
    return copy;
  };

  it.each([
    ['upright in air', upright(strokesOf('WANG JIANGUO', 12)), 6, 60, 0.6],
    ['of 8 pixels in air', strokesOf('ZHANG SAN 1967-12-04', 8), 6, 6, 1],
    ['faint on tissue', hard(strokesOf('ID 55972829', 12)), 200, 250, 0.5],
  ])('loses writing %s', async (_what, strokes, left, top, share) => {
    const { result, output } = await run(written(strokes, left, top, share));
    expect(codes(result)).toEqual(['burned-in-removed']);
    const pixels = await pixelsOf(output!);
    const before = await pixelsOf(parseDicomFile(new MemorySource(written(strokes, left, top, share))));
    let seen = 0;
    let ink = 0;
    strokes.lit.forEach((lit, at) => {
      if (lit <= 0.5) return;
      const offset = ((top + Math.floor(at / strokes.width)) * 512 + left + (at % strokes.width)) * 2;
      ink += 1;
      if (pixels.readInt16LE(offset) === before.readInt16LE(offset)) seen += 1;
    });
    expect(seen).toBeLessThanOrEqual(ink * 0.05);
  });
});

describeWithData('seeded/dicom', 'seeded images', (path) => {
  it.each(['mr_burned_in.dcm', 'sc_screenshot_rgb.dcm'])('%s is released without what was planted in its pixels', async (name) => {
    expect(readdirSync(path)).toContain(name);
    const { result } = await run(readFileSync(join(path, name)));
    expect(codes(result)).toEqual(['burned-in-removed']);
    const preview = await renderPreview(join(folder, 'out.dcm'), { longestSide: 1024 });
    const words = await recognizer.read(preview!.png);
    expect(words.map(({ text }) => text).join('')).not.toMatch(/李|伟|3301|4767|明州|医院|Okon|Mort|6334|1398/);
  });
});
