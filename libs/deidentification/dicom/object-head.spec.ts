import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { deidentifyFile } from './deidentify';
import { readObjectHead } from './object-head';
import { sampleFile } from './sample-object';
import { DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE } from './transfer-syntax';

// Goal: the first bytes of a file say the same as the whole, under the same replacements; no bytes whatever make it throw.

const secret = Buffer.alloc(32, 5);
const encodings = [
  ['explicit little endian', EXPLICIT_LITTLE],
  ['implicit little endian', IMPLICIT_LITTLE],
  ['explicit big endian', EXPLICIT_BIG],
] as const;

/** All but the last quarter of the pixels. */
const cut = (file: Buffer): Buffer => file.subarray(0, file.length - 128);

describe('the head of an object', () => {
  it.each(encodings)('has the replacements that de-identification gives: %s', async (_name, encoding) => {
    const folder = mkdtempSync(join(tmpdir(), 'dicom-head-'));
    const file = sampleFile({ encoding });
    writeFileSync(join(folder, 'in.dcm'), file);
    const { pseudonyms } = await deidentifyFile(join(folder, 'in.dcm'), join(folder, 'out.dcm'), { secret });
    rmSync(folder, { recursive: true });
    expect(readObjectHead(cut(file))!.pseudonyms(secret)).toEqual(pseudonyms);
  });

  it.each(encodings)('tells what the image is: %s', (_name, encoding) => {
    expect(readObjectHead(cut(sampleFile({ encoding })))).toMatchObject({
      uids: { study: '1.2.3.4.5.6.1', series: '1.2.3.4.5.6.2', instance: '1.2.3.4.5.6.7.1' },
      studyDate: '20240131',
      facts: { modality: 'CT', rows: 16, columns: 16, instanceNumber: 7, imagePosition: [-100, -100, 35] },
    });
  });

  it('is read out of a deflated data set that is cut in the middle', () => {
    const plain = sampleFile({ transferSyntax: DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN });
    const bodyAt = plain.indexOf(Buffer.from([0x08, 0x00, 0x05, 0x00]), 132);
    const deflated = deflateRawSync(plain.subarray(bodyAt));
    const file = Buffer.concat([plain.subarray(0, bodyAt), deflated]);
    const head = readObjectHead(file.subarray(0, file.length - 20));
    expect(head).toMatchObject({ uids: { instance: '1.2.3.4.5.6.7.1' }, facts: { transferSyntax: DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN } });
  });

  it('never throws, wherever it is cut and whichever byte is wrong', () => {
    const file = sampleFile({});
    fc.assert(
      fc.property(fc.nat(file.length), fc.nat(file.length - 1), fc.nat(255), (length, at, byte) => {
        const broken = Buffer.from(file);
        broken[at] = byte;
        readObjectHead(broken.subarray(0, length))?.pseudonyms(secret);
      }),
      { numRuns: 500 },
    );
    expect(readObjectHead(Buffer.from('no image'))).toBeNull();
  });

  it('gives out no date that no calendar has', () => {
    const file = sampleFile({});
    const wrong = Buffer.from(file.toString('latin1').replace('20240131', '20240231'), 'latin1');
    expect(readObjectHead(wrong)!.studyDate).toBeNull();
  });
});
