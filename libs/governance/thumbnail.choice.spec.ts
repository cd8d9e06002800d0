import fc from 'fast-check';
import { type SeriesFile } from './measure.store';
import { thumbnailChoice } from './thumbnail.choice';

type Facts = Partial<SeriesFile['facts']>;
const file = (number: number, facts: Facts): SeriesFile => ({
  ...{ file: number, sha256: `sha ${number}`, bytes: 1, patient: 'P', study: 'S', instance: `I${number}` },
  facts: {
    rows: 512,
    imageType: ['ORIGINAL', 'PRIMARY'],
    frames: null,
    instanceNumber: null,
    imagePosition: null,
    ...facts,
  } as SeriesFile['facts'],
});
const slice = (number: number, z: number, more: Facts = {}): SeriesFile =>
  file(number, { imagePosition: [0, 0, z], imageOrientation: [1, 0, 0, 0, 1, 0], ...more });
const choice = (files: readonly SeriesFile[]) => thumbnailChoice({ series: 'series', files });

describe('thumbnailChoice', () => {
  it('takes the middle slice, whatever the order of the files', () => {
    const slices = Array.from({ length: 21 }, (_, index) => slice(index + 1, index * 2.5));
    fc.assert(
      fc.property(fc.shuffledSubarray(slices, { minLength: 21 }), (shuffled) =>
        expect(choice(shuffled)).toMatchObject({ series: 'series', sha256: 'sha 11', frame: 1 }),
      ),
    );
  });

  it('takes the middle frame, and the middle number of images without places', () => {
    expect(choice([file(1, { frames: 30 })])).toMatchObject({ frame: 15 });
    expect(choice([3, 1, 2].map((number) => file(number, { instanceNumber: number })))).toMatchObject({ sha256: 'sha 2' });
  });

  it('takes no localizer where there is another image, and nothing of a series without one', () => {
    const localizer = slice(1, 0, { imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] });
    expect(choice([localizer, slice(2, 50)])).toMatchObject({ sha256: 'sha 2' });
    expect(choice([localizer])).toMatchObject({ sha256: 'sha 1' });
    expect(choice([file(1, { rows: null })])).toBeNull();
  });
});
