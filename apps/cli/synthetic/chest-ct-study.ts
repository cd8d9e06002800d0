import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chestAnatomy } from './chest-anatomy';
import { type Reconstruction, reconstructSlice } from './ct-reconstruction';
import { encodeFile, fileMeta } from './dicom-file';
import { ctImageStorage, imageElements, pixelElements, type SliceGeometry, type SyntheticImage } from './image-elements';
import { kernelLooks, type KernelName, type NoiseTiles, noiseTiles } from './image-noise';
import { localText } from './local-text';
import { patientElements } from './patient-elements';
import { centredGrid } from './pixel-grid';
import { newIdentities, type PlantedIdentity } from './planted-identity';
import { privateElements } from './private-elements';
import { SeededRandom } from './seeded-random';
import { seriesElements, studyElements } from './study-elements';
import { numbered, syntheticPatient, type SyntheticPatient, type SyntheticSeries, type SyntheticStudy } from './synthetic-patient';

export interface ChestCtOptions {
  /** Created where absent. No file is overwritten. */
  readonly folder: string;
  readonly patients: number;
  readonly slicesPerSeries: number;
  /** Pixels. */
  readonly rows: number;
  readonly columns: number;
  /** The same seed and sizes give the same bytes, on every machine. */
  readonly seed: string | number;
}

/** Eight studies of six patients, 11 series, 132 files, 18 MB. */
export const demoChestCt: Omit<ChestCtOptions, 'folder'> = { patients: 6, slicesPerSeries: 12, rows: 256, columns: 256, seed: 'medbourse' };

/** A series as it was written. */
export interface WrittenSeries {
  readonly patient: SyntheticPatient;
  readonly study: SyntheticStudy;
  readonly series: SyntheticSeries;
  /** Relative to the dataset's folder, `PA0001/ST0001/SE0001/IM0001`. */
  readonly files: readonly string[];
  /** What these files hold that no earlier file of the patient holds at the same place. Never written to the folder. */
  readonly identities: readonly PlantedIdentity[];
}

export interface WrittenChestCt {
  readonly files: readonly string[];
  readonly patients: readonly SyntheticPatient[];
  readonly identities: readonly PlantedIdentity[];
}

/**
 * Writes synthetic chest CTs as a PACS exports them: CT Image Storage, Explicit VR Little Endian, one folder a patient, study and series,
 * with identities of people who do not exist in standard, nested and private elements. Holds all names and identities in memory: for
 * thousands of patients take `writeChestCtSeries`.
 * @throws RangeError for a size that is no whole number of at least one, or an image of more than 65,535 rows or columns
 * @throws the file system's error, `EEXIST` where a file of the dataset is there already
 */
export async function generateChestCtStudy(options: ChestCtOptions): Promise<WrittenChestCt> {
  const files: string[] = [];
  const patients = new Set<SyntheticPatient>();
  const identities: PlantedIdentity[] = [];
  for await (const written of writeChestCtSeries(options)) {
    files.push(...written.files);
    patients.add(written.patient);
    identities.push(...written.identities);
  }
  return { files, patients: [...patients], identities };
}

/** The same, series by series, each told when it is on disk. Memory holds one patient's identities and one slice. */
export async function* writeChestCtSeries(options: ChestCtOptions): AsyncGenerator<WrittenSeries> {
  checkSizes(options);
  const root = new SeededRandom(`chest-ct/${options.seed}`);
  const tilesOf = tilesOnDemand(root);
  for (let index = 0; index < options.patients; index++) {
    const random = root.stream(`patient/${index}`);
    const patient = syntheticPatient(random, index);
    const geometry = sliceGeometry(options);
    const body = {
      anatomy: chestAnatomy(random.stream('anatomy'), patient.person.sex, index % 2 === 0),
      texturePhaseMm: random.between(0, 300),
    };
    const seen = new Set<string>();
    for (const study of patient.studies) {
      for (const series of study.series) {
        const look = kernelLooks[series.kernel];
        const reconstruction = { ...body, ...geometry, look, tiles: tilesOf(series.kernel) };
        yield await writeSeries({ options, random, patient, study, series, geometry, reconstruction, seen });
      }
    }
  }
}

interface SeriesTask {
  readonly options: ChestCtOptions;
  readonly random: SeededRandom;
  readonly patient: SyntheticPatient;
  readonly study: SyntheticStudy;
  readonly series: SyntheticSeries;
  readonly geometry: SliceGeometry;
  readonly reconstruction: Reconstruction;
  readonly seen: Set<string>;
}

async function writeSeries(task: SeriesTask): Promise<WrittenSeries> {
  const { options, patient, study, series } = task;
  const files: string[] = [];
  const identities: PlantedIdentity[] = [];
  await mkdir(join(options.folder, series.folder), { recursive: true });
  for (let number = 1; number <= options.slicesPerSeries; number++) {
    const file = `${series.folder}/${numbered('IM', number)}`;
    const encoded = encodeSlice(task, number, file);
    await writeFile(join(options.folder, file), encoded.bytes, { flag: 'wx' });
    files.push(file);
    identities.push(...encoded.identities);
  }
  return { patient, study, series, files, identities };
}

function encodeSlice(task: SeriesTask, number: number, file: string): { readonly bytes: Buffer; readonly identities: PlantedIdentity[] } {
  const { patient, study, series, geometry } = task;
  const text = localText(patient.characterSet);
  const image = sliceOf(task, number);
  const meta = fileMeta({ sopClassUid: ctImageStorage, sopInstanceUid: image.instanceUid, sourceTitle: study.stationName });
  const dataset = [
    ...patientElements(patient, study, text),
    ...studyElements(study, text),
    ...seriesElements(patient, study, series, text),
    ...imageElements(patient, study, series, image, text),
    ...pixelElements(study, series, image, geometry),
    ...privateElements(patient, study, text),
  ];
  return {
    bytes: encodeFile(meta, dataset, { characterSet: patient.characterSet, sequences: study.scanner.sequences }),
    identities: newIdentities([...meta, ...dataset], file, patient.characterSet, task.seen),
  };
}

/** Levels are centred on the chest; whether slice 1 lies at the head's end is the scanner's way. */
function sliceOf({ options, random, study, series, geometry, reconstruction }: SeriesTask, number: number): SyntheticImage {
  const fromMiddle = (options.slicesPerSeries + 1) / 2 - number;
  const zMm = chestMiddleMm + (study.scanner.fromHead ? fromMiddle : -fromMiddle) * geometry.thicknessMm;
  const uidIn = (uid: string): string => random.uid(`instance/${uid}/${number}`);
  return {
    instanceUid: uidIn(series.uid),
    number,
    zMm,
    sameLevelUid: series.number === 1 ? undefined : uidIn(study.series[0]!.uid),
    pixels: reconstructSlice(reconstruction, zMm, number + 7 * series.number),
  };
}

const chestMiddleMm = -20;
const chestLengthMm = 300;
const thicknessesMm = [1, 1.25, 1.5, 2, 2.5, 3, 5, 7.5, 8, 10];

/** Slices touch. They are as thin as the chest's length allows, 10 mm at most: a short series shows the middle of the chest. */
function sliceGeometry({ slicesPerSeries, rows, columns }: ChestCtOptions): SliceGeometry {
  const wanted = chestLengthMm / slicesPerSeries;
  const thicknessMm = wanted < 1 ? Number(wanted.toFixed(4)) : (thicknessesMm.find((thickness) => thickness >= wanted) ?? 10);
  const fieldMm = 380;
  return { grid: centredGrid(rows, columns, fieldMm), thicknessMm, fieldMm };
}

/** Drawing a tile takes longer than a slice, and all series can share it. */
function tilesOnDemand(random: SeededRandom): (kernel: KernelName) => NoiseTiles {
  const drawn = new Map<KernelName, NoiseTiles>();
  return (kernel) => {
    const tiles = drawn.get(kernel) ?? noiseTiles(random.stream(`noise/${kernel}`), kernelLooks[kernel]);
    drawn.set(kernel, tiles);
    return tiles;
  };
}

function checkSizes({ patients, slicesPerSeries, rows, columns }: ChestCtOptions): void {
  for (const [name, size] of Object.entries({ patients, slicesPerSeries, rows, columns })) {
    if (!Number.isSafeInteger(size) || size < 1) throw new RangeError(`${name} must be a whole number of at least 1`);
  }
  if (rows > 65_535 || columns > 65_535) throw new RangeError('an image has at most 65535 rows and columns (PS3.3 C.7.6.3.1)');
}
