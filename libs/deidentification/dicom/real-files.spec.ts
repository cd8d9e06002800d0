import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemorySource } from './byte-source';
import { findElement } from './data-set';
import { deidentifyFile, readImagingFacts, type DeidentifiedFile } from './deidentify';
import { parseDicomFile } from './file-parser';
import { seriesQuality } from './series-quality';
import { describeWithData } from './shared-data';

// Goal: on real and on seeded files nothing planted is left, every file has a verdict, and released pixels are what they were.

const secret = Buffer.alloc(32, 5);
let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'dicom-real-'))));
afterAll(() => rmSync(folder, { recursive: true }));

let written = 0;
async function run(
  path: string,
  retain: Parameters<typeof deidentifyFile>[2]['retain'] = [],
): Promise<{ result: DeidentifiedFile; output: Buffer | null }> {
  const out = join(folder, `${(written += 1)}.dcm`);
  const result = await deidentifyFile(path, out, { secret, retain });
  return { result, output: result.verdict === 'released' ? readFileSync(out) : null };
}

interface Planted {
  readonly file: string;
  readonly value: string;
  readonly category: string;
}

/** A value in the encodings in which it could survive: UTF-8, and Chinese text in GBK as the seeded files write it. */
function traces(value: string): Buffer[] {
  const parts = new Set([value, ...value.split(/[=^]/)].filter((part) => part.length > 1));
  return [...parts].flatMap((part) => [Buffer.from(part, 'utf8'), Buffer.from(part, 'utf16le'), gb18030(part)]);
}

const gbBytes = new Map<string, Buffer>();
function gb18030(text: string): Buffer {
  if (gbBytes.size === 0) {
    const decoder = new TextDecoder('gb18030');
    for (let lead = 0x81; lead < 0xff; lead += 1)
      for (let trail = 0x40; trail < 0xff; trail += 1) gbBytes.set(decoder.decode(Buffer.from([lead, trail])), Buffer.from([lead, trail]));
  }
  return Buffer.concat([...text].map((character) => gbBytes.get(character) ?? Buffer.from(character, 'utf8')));
}

describeWithData('seeded', 'the seeded files', (path) => {
  const planted = (): Planted[] =>
    readFileSync(join(path, 'dicom_answer_key.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Planted);

  it.each([
    ['the basic profile', []],
    ['texts cleaned', ['clean-descriptors', 'clean-structured-content', 'clean-graphics']],
    [
      'characteristics, devices and shifted dates kept',
      ['clean-descriptors', 'retain-device', 'retain-patient-characteristics', 'retain-modified-dates'],
    ],
  ] as const)('have no planted value left: %s', async (_name, retain) => {
    const left: string[] = [];
    for (const file of new Set(planted().map((entry) => entry.file))) {
      const { result, output } = await run(join(path, 'dicom', file), retain);
      const values = planted().filter((entry) => entry.file === file && entry.value.length > 1);
      for (const { value, category } of values) {
        if (JSON.stringify(result).includes(value)) left.push(`${category} in the report`);
        if (output && traces(value).some((trace) => output.includes(trace))) left.push(`${file}: ${category}`);
      }
      if (!output) expect(values.some(({ category }) => category === 'burned-in')).toBe(true);
    }
    expect(left).toEqual([]);
  });
});

describeWithData('dicom', 'the odd files', (path) => {
  const files = (): string[] =>
    readdirSync(path, { recursive: true, encoding: 'utf8' })
      .map((name) => join(path, name))
      .filter((name) => statSync(name).isFile());

  it('have a verdict each, and the released ones their pixels', async () => {
    const counts = { released: 0, quarantined: 0, refused: 0 };
    for (const file of files()) {
      const { result, output } = await run(file);
      counts[result.verdict] += 1;
      if (result.verdict !== 'released') expect(result.reasons.length).toBeGreaterThan(0);
      if (output) expect(pixels(output).equals(pixels(readFileSync(file)))).toBe(true);
    }
    expect(counts.released).toBeGreaterThan(150);
    expect(counts.refused).toBeLessThanOrEqual(2);
  });
});

function pixels(bytes: Buffer): Buffer {
  const { dataSet, source } = parseDicomFile(new MemorySource(bytes));
  const element = findElement(dataSet, 0x7fe00010);
  return element ? source.bytes(element.valueOffset, element.valueLength) : Buffer.alloc(0);
}

describeWithData('dicom/ct_series_ge', 'a CT series', (path) => {
  it('is one whole volume', async () => {
    const names = readdirSync(path);
    const facts = await Promise.all(names.map((name) => readImagingFacts(join(path, name))));
    const quality = seriesQuality(facts);
    const all = { numerator: names.length, denominator: names.length };
    expect(quality).toMatchObject({
      instances: names.length,
      slicesPresent: all,
      slicesUnique: all,
      geometryConsistent: all,
      pixelsComplete: all,
    });
    expect(seriesQuality(facts.filter((_, index) => index !== 10)).slicesPresent).toEqual({
      numerator: names.length - 1,
      denominator: names.length,
    });
  });
});
