import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readImagingFacts } from '#libs/deidentification/dicom';
import { type SeriesFile } from '../measure.store';
import { CohortTally } from './cohort-tally';
import { governedSeries } from './governed-series';
import { seriesColumns } from './series-index';

const DICOM = join(__dirname, '../../../../shared/data/dicom');
const there = existsSync(DICOM) || process.env.CI === 'true';

/** Goal: index and cohort say of real series what a radiographer would. Needs the real data beside the repository. */
(there ? describe : describe.skip)(`real series${there ? '' : ' (no shared/data/dicom beside the repository)'}`, () => {
  async function indexed(folder: string) {
    const paths = readdirSync(join(DICOM, folder)).map((name) => join(DICOM, folder, name));
    const files = await Promise.all(
      paths.map(async (path, file): Promise<SeriesFile> => {
        const named = { patient: 'P', study: 'S', instance: `I${file}` };
        return { file, sha256: String(file), bytes: statSync(path).size, ...named, facts: await readImagingFacts(path) };
      }),
    );
    const series = governedSeries('series', files, null);
    const row = Object.fromEntries(seriesColumns.map((column) => [column.name, column.valueOf(series)]));
    return { series, row };
  }

  it('are indexed as what they are', async () => {
    expect((await indexed('ct_series_ge')).row).toMatchObject({
      ...{ modality: 'CT', manufacturer: 'GE MEDICAL SYSTEMS', model: 'HiSpeed Dual', plane: 'axial', instances: 28, phases: 1 },
      ...{ slice_thickness: 4, slice_spacing: 4.0019, gantry_tilt: 18.5, kvp: 120, slices_missing: 0, duplicates: 0, empty_frames: 0 },
    });
    expect((await indexed('mr_series_implicit')).row).toMatchObject({
      ...{ modality: 'MR', plane: 'coronal', instances: 16, slice_spacing: 2, repetition_time: 235, echo_time: 11, slices_missing: 0 },
    });
  });

  it('add up', async () => {
    const tally = new CohortTally();
    for (const folder of ['ct_series_ge', 'mr_series_implicit']) tally.add((await indexed(folder)).series);
    const { cohort, breakdowns, parameters } = tally.facts();
    expect(cohort).toMatchObject({ patients: 1, series: 2, instances: 44 });
    expect(breakdowns.modality.values.map(({ value }) => value)).toEqual(['CT', 'MR']);
    // Written in gauss by the scanner.
    expect(parameters.find(({ parameter }) => parameter === 'field strength')).toMatchObject({ unit: 'T', median: 1.502 });
  });
});
