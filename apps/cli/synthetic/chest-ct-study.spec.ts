/**
 * Goal: the files on disk hold what the study says, no more and no less. Method: a reader that shares nothing with the writer walks
 * the bytes and decodes text with the platform's decoders; everything is compared with that.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateChestCtStudy, writeChestCtSeries, type WrittenChestCt } from './index';
import { checkCharacter } from './resident-number';

const options = { patients: 6, slicesPerSeries: 3, rows: 72, columns: 64, seed: 'read-back' };

interface Leaf {
  readonly path: string;
  readonly vr: string;
  readonly bytes: Buffer;
}

/** Leaves by path of eight-digit tags, `00101002[0]/00100020`. */
function readLeaves(bytes: Buffer, start: number, end: number, parent: string): { readonly leaves: Leaf[]; readonly at: number } {
  const leaves: Leaf[] = [];
  let at = start;
  while (at < end) {
    const tag = (bytes.readUInt16LE(at) * 65_536 + bytes.readUInt16LE(at + 2)).toString(16).padStart(8, '0');
    if (tag === 'fffee00d') return { leaves, at: at + 8 };
    const vr = bytes.toString('latin1', at + 4, at + 6);
    const long = /^(OB|OW|SQ|UN)$/.test(vr);
    const length = long ? bytes.readUInt32LE(at + 8) : bytes.readUInt16LE(at + 6);
    at += long ? 12 : 8;
    if (vr === 'SQ') {
      const items = readItems(bytes, at, length, parent + tag);
      leaves.push(...items.leaves);
      at = items.at;
    } else {
      leaves.push({ path: parent + tag, vr, bytes: bytes.subarray(at, at + length) });
      at += length;
    }
  }
  return { leaves, at };
}

function readItems(bytes: Buffer, start: number, length: number, path: string): { readonly leaves: Leaf[]; readonly at: number } {
  const leaves: Leaf[] = [];
  const end = length === 0xffffffff ? bytes.length : start + length;
  let at = start;
  for (let index = 0; at < end; index++) {
    const closes = bytes.readUInt16LE(at + 2) === 0xe0dd;
    const itemLength = bytes.readUInt32LE(at + 4);
    at += 8;
    if (closes) break;
    const item = readLeaves(bytes, at, itemLength === 0xffffffff ? bytes.length : at + itemLength, `${path}[${index}]/`);
    leaves.push(...item.leaves);
    at = item.at;
  }
  return { leaves, at };
}

const decoders: Record<string, string> = { 'ISO_IR 100': 'latin1', GB18030: 'gb18030', 'ISO_IR 192': 'utf-8' };

/** A file's text by path, values apart by a backslash, and its pixels in Hounsfield units. */
function readImage(file: Buffer): { readonly text: Map<string, string>; readonly units: number[] } {
  if (file.toString('latin1', 128, 132) !== 'DICM') throw new Error('no prefix');
  const { leaves } = readLeaves(file, 132, file.length, '');
  const characterSet = leaves
    .find(({ path }) => path === '00080005')!
    .bytes.toString('latin1')
    .trim();
  const decoder = new TextDecoder(decoders[characterSet], { fatal: true });
  const pixels = leaves.find(({ path }) => path === '7fe00010')!.bytes;
  const textual = leaves.filter(({ vr }) => !/^(OB|OW|UL|US)$/.test(vr));
  return {
    text: new Map(textual.map(({ path, bytes }) => [path, decoder.decode(bytes).replace(/[ \0]$/, '')])),
    units: Array.from({ length: pixels.length / 2 }, (_, index) => pixels.readUInt16LE(index * 2) - 1024),
  };
}

let folder: string;
let written: WrittenChestCt;
const images = new Map<string, ReturnType<typeof readImage>>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'synthetic-'));
  written = await generateChestCtStudy({ ...options, folder });
  for (const file of written.files) images.set(file, readImage(await readFile(join(folder, file))));
});

afterAll(() => rm(folder, { recursive: true }));

const valueOf = (file: string, path: string): string => images.get(file)!.text.get(path)!;
const filesOf = (seriesFolder: string): string[] => written.files.filter((file) => file.startsWith(`${seriesFolder}/`));
const everySeries = () => written.patients.flatMap(({ studies }) => studies.flatMap(({ series }) => series));

test('writes what it lists, in folders as a PACS exports them', async () => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const onDisk = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  expect(onDisk.sort()).toEqual([...written.files].sort());
  expect(written.files).toHaveLength(11 * options.slicesPerSeries);
  for (const file of written.files) expect(file).toMatch(/^PA\d{4}\/ST\d{4}\/SE\d{4}\/IM\d{4}$/);
});

test('shows every character set, scanner and hospital in six patients', () => {
  const distinct = (path: string): number => new Set(written.files.map((file) => valueOf(file, path))).size;
  expect(distinct('00080005')).toBe(3);
  expect(distinct('00081090')).toBe(5);
  expect(new Set(written.patients.map(({ hospital }) => hospital.code)).size).toBe(4);
});

test('each identity stands in its file, in its character set', () => {
  expect(written.identities.length).toBeGreaterThan(500);
  for (const { file, value, tag, characterSet } of written.identities) {
    expect(valueOf(file, '00080005')).toBe(characterSet);
    const holders = [...images.get(file)!.text].filter(([path]) => path.endsWith(tag));
    expect(holders.some(([, text]) => text.includes(value))).toBe(true);
  }
});

test('no value that names the patient stands where no identity is listed', () => {
  for (const { person, contact, patientId, admissionNumber, outpatientNumber, studies, folder: patientFolder } of written.patients) {
    const name = person.name.family.zh + person.name.given.zh;
    const visits = studies.flatMap((study) => [
      study.accessionNumber,
      study.orderNumber,
      study.studyId,
      study.stationName,
      study.serialNumber,
    ]);
    const told = [
      name,
      person.residentNumber,
      person.mobile,
      contact.telephone,
      patientId,
      admissionNumber,
      outpatientNumber,
      person.birthDate,
      ...visits,
    ];
    const listed = new Set(
      written.identities.filter(({ file }) => file.startsWith(patientFolder)).map(({ tag, value }) => `${tag} ${value}`),
    );
    for (const file of filesOf(patientFolder)) {
      for (const [path, text] of images.get(file)!.text) {
        // A resident number holds the birth date: who finds the one has found the other.
        for (const value of told.filter((each) =>
          text.replaceAll(each === person.birthDate ? person.residentNumber : '\0', '').includes(each),
        )) {
          expect(listed).toContain(`${path.slice(-8)} ${value}`);
        }
      }
    }
  }
});

test('plants resident numbers with a right check character and of no district', () => {
  const numbers = written.identities.filter(({ kind }) => kind === 'resident-number').map(({ value }) => value);
  expect(new Set(numbers).size).toBe(options.patients);
  for (const number of numbers) {
    expect(number.slice(2, 4)).toBe('99');
    expect(number[17]).toBe(checkCharacter(number.slice(0, 17)));
  }
});

test('writes names in pinyin and characters, and in pinyin alone where the set has no characters', () => {
  for (const file of written.files) {
    const pattern =
      valueOf(file, '00080005') === 'ISO_IR 100' ? /^[A-Za-zü]+\^[A-Za-zü]+$/ : /^[A-Za-z]+\^[A-Za-z]+=\p{Script=Han}+\^\p{Script=Han}+$/u;
    expect(valueOf(file, '00100010')).toMatch(pattern);
  }
});

test('keeps one geometry within a series: slices touch, in order', () => {
  for (const { folder: seriesFolder } of everySeries()) {
    const files = filesOf(seriesFolder);
    for (const path of ['00280030', '00200037', '00180050', '00200052', '0020000d', '0020000e', '00100020']) {
      expect(new Set(files.map((file) => valueOf(file, path))).size).toBe(1);
    }
    const levels = files.map((file) => Number(valueOf(file, '00200032').split('\\')[2]));
    const thickness = Number(valueOf(files[0]!, '00180050'));
    const steps = levels.slice(1).map((level, index) => level - levels[index]!);
    for (const step of steps) expect(Math.abs(step)).toBeCloseTo(thickness, 3);
    expect(new Set(steps.map(Math.sign)).size).toBe(1);
  }
});

test('gives every image a UID of its own, and refers only to images that are there', () => {
  const uids = written.files.map((file) => valueOf(file, '00080018'));
  expect(new Set(uids).size).toBe(written.files.length);
  for (const file of written.files) expect(valueOf(file, '00020003')).toBe(valueOf(file, '00080018'));
  const referred = written.files.map((file) => images.get(file)!.text.get('00081140[0]/00081155')).filter((uid) => uid !== undefined);
  expect(referred).toHaveLength(3 * options.slicesPerSeries);
  for (const uid of referred) expect(uids).toContain(uid);
});

test('looks like a chest: air around, two lungs, soft tissue, bone', () => {
  for (const file of written.files) {
    const { units } = images.get(file)!;
    const share = (low: number, high: number): number => units.filter((unit) => unit >= low && unit < high).length / units.length;
    expect(units).toHaveLength(options.rows * options.columns);
    expect(units[0]).toBe(-1024);
    expect(share(-980, -700)).toBeGreaterThan(0.08);
    expect(share(-20, 120)).toBeGreaterThan(0.05);
    expect(share(300, 3072)).toBeGreaterThan(0.005);
    expect(share(300, 3072)).toBeLessThan(0.08);
  }
});

test('gives the same bytes for the same seed, others for another, and overwrites nothing', async () => {
  const again = await mkdtemp(join(tmpdir(), 'synthetic-again-'));
  try {
    const twice = await generateChestCtStudy({ ...options, patients: 2, folder: join(again, 'same') });
    for (const file of twice.files) expect(await readFile(join(again, 'same', file))).toEqual(await readFile(join(folder, file)));
    const other = await generateChestCtStudy({ ...options, patients: 1, seed: 'another', folder: join(again, 'other') });
    expect(other.patients[0]!.person.residentNumber).not.toBe(twice.patients[0]!.person.residentNumber);
    await expect(generateChestCtStudy({ ...options, patients: 1, folder: join(again, 'same') })).rejects.toMatchObject({ code: 'EEXIST' });
  } finally {
    await rm(again, { recursive: true });
  }
});

test('a stream writes one series at a time, each when it is asked for', async () => {
  const stream = await mkdtemp(join(tmpdir(), 'synthetic-stream-'));
  try {
    for await (const series of writeChestCtSeries({ ...options, patients: 1_000_000, folder: stream })) {
      expect(await readdir(stream)).toEqual([series.patient.folder]);
      expect(await readFile(join(stream, series.files[0]!))).toEqual(await readFile(join(folder, series.files[0]!)));
      break;
    }
  } finally {
    await rm(stream, { recursive: true });
  }
});

test.each([{ patients: 0 }, { slicesPerSeries: 1.5 }, { rows: 65_536 }, { columns: Number.NaN }])('refuses %j', async (sizes) => {
  await expect(generateChestCtStudy({ ...options, ...sizes, folder })).rejects.toThrow(RangeError);
});
