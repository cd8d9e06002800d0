import { readObjectHead } from '#libs/deidentification/dicom';
import { imagingRowOf } from './imaging-row';
import { slice } from './testing/dicom-slice';

const secret = Buffer.alloc(32, 1);
const head = readObjectHead(slice({ number: 1, z: 0 }))!;
const rowOf = (facts: Partial<typeof head.facts>) => imagingRowOf({ ...head, facts: { ...head.facts, ...facts } }, secret)!;

describe('what is kept of an image', () => {
  it('ends between two characters, also where one takes two code units', () => {
    const { model } = rowOf({ model: `${'x'.repeat(63)}𠀀𠀀` });
    expect(model).toBe(`${'x'.repeat(63)}𠀀`);
  });

  it('is text that a database takes, whatever a device wrote', () => {
    for (const given of ['C\0T', 'C\ud800T', '\udc00', 'A\u0007B']) {
      const { modality, bodyPart, manufacturer, model } = rowOf({ modality: given, bodyPart: given, manufacturer: given, model: given });
      for (const kept of [modality, bodyPart, manufacturer, model])
        expect(kept ?? '').toEqual(Buffer.from((kept ?? '').replace(/\p{Cc}/gu, '?')).toString('utf8'));
    }
  });
});
