import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OBJECT_HEAD_BYTES, readObjectHead } from '#libs/deidentification/dicom';
import { type LegalDate } from '#libs/kernel';

/** What a hospital knows of its data before it registers them: by the same reading of headers as the intake does, so the two say the same. */
export interface DatasetSurvey {
  readonly files: number;
  readonly bytes: number;
  /** Files whose header can be read. */
  readonly images: number;
  /** Imaging studies; files without one count as one more together. */
  readonly studies: number;
  /** Studies by modality and by body part examined, as the headers write them. A study may count under several. */
  readonly modalities: ReadonlyMap<string, number>;
  readonly bodyParts: ReadonlyMap<string, number>;
  /** Of the studies whose date can be true. */
  readonly firstDate: LegalDate | null;
  readonly lastDate: LegalDate | null;
}

/** DICOM was first published in 1993, ACR-NEMA in 1985: what claims to be older was dated by mistake. */
const FIRST_YEAR = '1985';

/** Reads the head of each file. A folder is gone through once, file by file. */
export async function surveyDataset(folder: string, files: readonly string[], today: LegalDate): Promise<DatasetSurvey> {
  const studies = new Set<string>();
  const [modalities, bodyParts] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()];
  let [bytes, images] = [0, 0];
  const dates: LegalDate[] = [];
  const head = Buffer.alloc(OBJECT_HEAD_BYTES);
  for (const file of files) {
    const path = join(folder, file);
    bytes += (await stat(path)).size;
    const found = readObjectHead(await headOf(path, head));
    if (!found) continue;
    images += 1;
    const study = found.uids.study ?? '';
    studies.add(study);
    note(modalities, found.facts.modality, study);
    note(bodyParts, found.facts.bodyPart, study);
    const date = found.studyDate?.replace(/^(....)(..)(..)$/, '$1-$2-$3') as LegalDate | undefined;
    if (date && date >= FIRST_YEAR && date <= today) dates.push(date);
  }
  dates.sort();
  return {
    ...{ files: files.length, bytes, images, studies: studies.size },
    modalities: counted(modalities),
    bodyParts: counted(bodyParts),
    ...{ firstDate: dates[0] ?? null, lastDate: dates.at(-1) ?? null },
  };
}

async function headOf(path: string, into: Buffer): Promise<Buffer> {
  const file = await open(path);
  try {
    const { bytesRead } = await file.read(into, 0, into.length, 0);
    return into.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function note(counts: Map<string, Set<string>>, value: string | null, study: string): void {
  const code = value?.trim().toUpperCase();
  if (code) counts.set(code, (counts.get(code) ?? new Set()).add(study));
}

/** The most frequent first. */
const counted = (counts: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, number> =>
  new Map([...counts].map(([code, of]) => [code, of.size] as const).sort(([, one], [, other]) => other - one));
