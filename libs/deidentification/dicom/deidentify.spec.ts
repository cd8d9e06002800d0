import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { MemorySource } from './byte-source';
import { asciiValue, findElement } from './data-set';
import { deidentifyFile, type DeidentifiedFile } from './deidentify';
import { parseDicomFile, type DicomFile } from './file-parser';
import { type ProfileOption } from './profile-option';
import { element, SAMPLE_IDENTITIES, sampleElements, sampleFile, sequence, unsigned } from './sample-object';
import { DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE } from './transfer-syntax';

// Goal: identities leave, images stay, and every input ends in a verdict. Real files on disk, in and out.

const secret = Buffer.alloc(32, 5);
const PIXEL_DATA = 0x7fe00010;
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'dicom-'))));
afterEach(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly result: DeidentifiedFile;
  readonly output: Buffer;
  readonly file: DicomFile;
}

async function attempt(input: Buffer, retain: readonly ProfileOption[] = []): Promise<DeidentifiedFile> {
  writeFileSync(join(folder, 'in.dcm'), input);
  return deidentifyFile(join(folder, 'in.dcm'), join(folder, 'out.dcm'), { secret, retain });
}

async function release(input: Buffer, retain: readonly ProfileOption[] = []): Promise<Outcome> {
  const result = await attempt(input, retain);
  expect(result).toMatchObject({ verdict: 'released' });
  const output = readFileSync(join(folder, 'out.dcm'));
  return { result, output, file: parseDicomFile(new MemorySource(output)) };
}

const textOf = ({ file }: Outcome, tag: number): string | undefined => asciiValue(file.source, file.dataSet, tag);
const pixelsOf = (file: DicomFile): Buffer => {
  const pixels = findElement(file.dataSet, PIXEL_DATA);
  return pixels ? file.source.bytes(pixels.valueOffset, pixels.valueLength) : Buffer.alloc(0);
};

describe('deidentifyFile', () => {
  it.each([
    ['explicit little endian', EXPLICIT_LITTLE],
    ['implicit little endian', IMPLICIT_LITTLE],
    ['explicit big endian', EXPLICIT_BIG],
  ])('takes every identity out and leaves the pixels: %s', async (_name, encoding) => {
    const input = sampleFile({ encoding });
    const outcome = await release(input);
    for (const identity of SAMPLE_IDENTITIES) {
      expect(outcome.output.includes(Buffer.from(identity))).toBe(false);
      expect(JSON.stringify(outcome.result)).not.toContain(identity);
    }
    expect(pixelsOf(outcome.file)).toEqual(pixelsOf(parseDicomFile(new MemorySource(input))));
    expect(outcome.file.encoding).toEqual(encoding);
  });

  it('inflates and deflates the deflated syntax', async () => {
    const whole = sampleFile({ transferSyntax: DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN });
    const bodyAt = whole.indexOf(Buffer.from('0800050043530a00', 'hex'));
    const input = Buffer.concat([whole.subarray(0, bodyAt), deflateRawSync(whole.subarray(bodyAt))]);
    const outcome = await release(input);
    expect(outcome.file.deflated).toBe(true);
    expect(textOf(outcome, 0x00100020)).toBe(outcome.result.pseudonyms.patient);
  });

  it('records its method', async () => {
    const outcome = await release(sampleFile(), ['retain-modified-dates']);
    expect(textOf(outcome, 0x00120062)).toBe('YES');
    expect(textOf(outcome, 0x00280303)).toBe('MODIFIED');
    const codes = findElement(outcome.file.dataSet, 0x00120064)?.items?.map((item) => asciiValue(outcome.file.source, item, 0x00080100));
    expect(codes).toEqual(['113100', '113107']);
  });

  it('gives a patient, a study and their references the same replacements in every file', async () => {
    const first = await release(sampleFile());
    const reference = sampleElements().map((each) =>
      each.tag === 0x00080018
        ? element(0x00080018, 'UI', '1.2.3.4.5.6.7.2')
        : each.tag === 0x00081140
          ? sequence(0x00081199, [[element(0x00081155, 'UI', '1.2.3.4.5.6.7.1')]])
          : each,
    );
    const second = await release(sampleFile({ elements: [...reference].sort((one, other) => one.tag - other.tag) }));
    expect(second.result.pseudonyms).toMatchObject({ patient: first.result.pseudonyms.patient, study: first.result.pseudonyms.study });
    const item = findElement(second.file.dataSet, 0x00081199)?.items?.[0];
    expect(item && asciiValue(second.file.source, item, 0x00081155)).toBe(first.result.pseudonyms.instance);
  });

  it('moves all dates of a patient by the same days', async () => {
    const withSeries = [...sampleElements(), element(0x00080021, 'DA', '20240210')].sort((one, other) => one.tag - other.tag);
    const outcome = await release(sampleFile({ elements: withSeries }), ['retain-modified-dates']);
    const day = (tag: number): number => Date.parse((textOf(outcome, tag) ?? '').replace(/(....)(..)(..)/, '$1-$2-$3')) / 86_400_000;
    expect(day(0x00080021) - day(0x00080020)).toBe(10);
    expect(textOf(outcome, 0x00080020)).not.toBe('20240131');
  });

  it.each([
    ['retain-uids', 0x0020000d, '1.2.3.4.5.6.1'],
    ['retain-institution', 0x00080080, Buffer.from('明州第九医院').toString('latin1')],
    ['retain-full-dates', 0x00080020, '20240131'],
    ['retain-patient-characteristics', 0x00100040, 'M'],
    ['clean-descriptors', 0x00081030, 'Chest of ***, MRN ***'],
  ] as const)('%s', async (option, tag, value) => {
    expect(textOf(await release(sampleFile()), tag)).not.toBe(value);
    expect(textOf(await release(sampleFile(), [option]), tag)).toBe(value);
  });

  it('keeps safe private elements with their creators, and no others', async () => {
    const elements = [
      ...sampleElements(),
      element(0x00190010, 'LO', 'GEMS_ACQU_01'),
      element(0x00191023, 'DS', '27.5'),
      element(0x001910ff, 'LO', 'Zhang Wei'),
    ].sort((one, other) => one.tag - other.tag);
    const outcome = await release(sampleFile({ elements }), ['retain-safe-private']);
    expect(textOf(outcome, 0x00191023)).toBe('27.5');
    expect(textOf(outcome, 0x00190010)).toBe('GEMS_ACQU_01');
    expect(outcome.file.dataSet.elements.filter((each) => (each.tag >>> 16) & 1)).toHaveLength(2);
  });

  it('replaces an encapsulated document by a blank one', async () => {
    const pdf = [
      element(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.104.1'),
      element(0x00100010, 'PN', 'Zhang^Wei'),
      element(0x00420011, 'OB', Buffer.from('%PDF-1.4 (Zhang Wei)')),
      element(0x00420012, 'LO', 'application/pdf'),
    ];
    const outcome = await release(sampleFile({ elements: pdf }));
    expect(outcome.result.reasons).toEqual([{ code: 'document-replaced', tag: '00420011' }]);
    expect(outcome.output.includes('%PDF-1.4')).toBe(true);
    expect(outcome.output.includes('Zhang')).toBe(false);
  });

  it('reads a file without preamble and file meta information, and writes both', async () => {
    const bare = sampleFile({ encoding: IMPLICIT_LITTLE });
    const outcome = await release(bare.subarray(bare.indexOf(Buffer.from('080005000a000000', 'hex'))));
    expect(outcome.result.reasons).toEqual([{ code: 'transfer-syntax-corrected', detail: 'none declared' }]);
    expect(outcome.output.toString('latin1', 128, 132)).toBe('DICM');
  });

  describe('refuses or holds back', () => {
    const whole = sampleFile();
    const withPreamble = (start: string): Buffer => Buffer.concat([Buffer.from(start, 'latin1'), whole.subarray(start.length)]);
    const replaced = (tag: number, vr: string, value: string): Buffer =>
      sampleFile({ elements: sampleElements().map((each) => (each.tag === tag ? element(tag, vr, value) : each)) });
    const added = (...extra: ReturnType<typeof element>[]): Buffer =>
      sampleFile({ elements: [...sampleElements(), ...extra].sort((one, other) => one.tag - other.tag) });
    const bomb = Buffer.concat([
      sampleFile({ elements: [], transferSyntax: DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN }),
      deflateRawSync(Buffer.alloc(200 * 1024 * 1024)),
    ]);

    it.each([
      ['an empty file', Buffer.alloc(0), 'refused', 'empty-file'],
      ['another format', Buffer.from('%PDF-1.4 something else entirely'), 'refused', 'not-dicom'],
      ['a Windows executable', withPreamble('MZ\x90\0'), 'refused', 'executable-preamble'],
      ['a Linux executable', withPreamble('\x7fELF'), 'refused', 'executable-preamble'],
      ['a script', withPreamble('#!/bin/sh\n'), 'refused', 'executable-preamble'],
      ['a deflate bomb', bomb, 'refused', 'inflated-too-large'],
      ['a cut file', whole.subarray(0, whole.length - 100), 'quarantined', 'truncated'],
      ['text said to be burned in', added(element(0x00280301, 'CS', 'YES')), 'quarantined', 'burned-in-declared'],
      ['a secondary capture', replaced(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.7'), 'quarantined', 'burned-in-possible'],
      ['an object that does not say what it is', replaced(0x00080016, 'UI', ''), 'released', undefined],
      ['a directory of a medium', added(element(0x00041130, 'CS', 'DISC')), 'quarantined', 'media-directory'],
    ])('%s', async (_name, input, verdict, code) => {
      const result = await attempt(input);
      expect(result.verdict).toBe(verdict);
      if (code) expect(result.reasons.map((reason) => reason.code)).toContain(code);
      if (verdict !== 'released') expect(readdirSync(folder)).toEqual(['in.dcm']);
      expect(result.sha256.before).toMatch(/^[0-9a-f]{64}$/);
    });
  });

  it('wants a secret of 32 bytes', async () => {
    writeFileSync(join(folder, 'in.dcm'), sampleFile());
    await expect(deidentifyFile(join(folder, 'in.dcm'), join(folder, 'out.dcm'), { secret: Buffer.alloc(8) })).rejects.toThrow(RangeError);
  });

  it('gives the hash of what it wrote, for a large file too', async () => {
    const { createHash } = await import('node:crypto');
    const large = sampleElements().map((each) =>
      each.tag === PIXEL_DATA ? element(PIXEL_DATA, 'OW', Buffer.alloc(30 * 1024 * 1024, 3)) : each,
    );
    const outcome = await release(
      sampleFile({
        elements: [...large.filter((each) => each.tag !== 0x00280010), unsigned(0x00280010, 16)].sort((one, other) => one.tag - other.tag),
      }),
    );
    expect(outcome.result.sha256.after).toBe(createHash('sha256').update(outcome.output).digest('hex'));
    expect(outcome.result.bytes.after).toBe(outcome.output.length);
    expect(pixelsOf(outcome.file).equals(Buffer.alloc(30 * 1024 * 1024, 3))).toBe(true);
  });
});
