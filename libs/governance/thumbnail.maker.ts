import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Preview } from '#libs/deidentification/dicom';
import { EngineFault } from '#libs/engine';
import { ok, sha256Hex, type Result } from '#libs/kernel';
import { type JobRun } from '#libs/queue';
import { refuseGovernance } from './governance.errors';
import { type GovernanceDependencies } from './job-dependencies';
import { seriesOf, type CaseKey } from './measure.store';
import { thumbnailChoice, type ThumbnailChoice } from './thumbnail.choice';
import { seriesWithFaces, triedThumbnails, writeThumbnails, type ThumbnailRow } from './thumbnail.store';
import { inWorkFolder } from './work-folder';

/** Pixels of the longer side. */
const LONGEST_SIDE = 256;
const ROWS_PER_WRITE = 200;

interface Task extends ThumbnailChoice {
  readonly withheld: boolean;
}

/**
 * Makes the preview of each released series that has none of its present object: run again after a rework, it renders what changed. A preview that
 * can't be made holds nothing up.
 */
export async function makeThumbnails(dependencies: GovernanceDependencies, job: JobRun<object>, key: CaseKey): Promise<Result<void>> {
  const { tenancy, workFolder } = dependencies;
  const tasks = await tenancy.readTenant(key.organisationId, async (query) => {
    const [faces, tried] = [await seriesWithFaces(query, key), await triedThumbnails(query, key)];
    const found: Task[] = [];
    for await (const released of seriesOf(query, key)) {
      const choice = thumbnailChoice(released);
      const withheld = faces.has(released.series);
      if (choice && tried.get(released.series) !== `${choice.sha256} ${withheld}`) found.push({ ...choice, withheld });
    }
    return ok(found);
  });
  if (!tasks.ok) return tasks;
  return inWorkFolder(workFolder, job, async (folder): Promise<Result<void>> => {
    for (let from = 0; from < tasks.value.length; from += ROWS_PER_WRITE) {
      const rows: ThumbnailRow[] = [];
      for (const task of tasks.value.slice(from, from + ROWS_PER_WRITE)) {
        if (job.signal.aborted) return refuseGovernance('governance.worker-stopped', 'The worker stops; another takes the job.');
        const row = await thumbnailOf(dependencies, key.organisationId, task, join(folder, 'released'));
        if (!row.ok) return row;
        rows.push(row.value);
      }
      const written = await tenancy.inTenant(key.organisationId, async (query) => ok(await writeThumbnails(query, key, rows)));
      if (!written.ok) return written;
    }
    return ok(undefined);
  });
}

type Rendering = Pick<GovernanceDependencies, 'objects' | 'engine'>;

async function thumbnailOf(rendering: Rendering, organisationId: string, task: Task, draft: string): Promise<Result<ThumbnailRow>> {
  const { series, sha256: source, withheld } = task;
  const none: ThumbnailRow = { series, source_sha256: source, sha256: null, bytes: null, width: null, height: null, withheld };
  if (withheld) return ok(none);
  const preview = await rendered(rendering, organisationId, task, draft);
  if (!preview.ok) return preview;
  if (!preview.value) return ok(none);
  const { png, width, height } = preview.value;
  const sha256 = sha256Hex(png);
  const put = await rendering.objects.put(organisationId, Readable.from([png]), { expectedSha256: sha256 });
  return put.ok ? ok({ ...none, sha256, bytes: png.length, width, height }) : put;
}

/** By the engine, where a file that hangs a decoder or brings it down costs its preview alone; of a copy where the objects are no files of this machine. */
async function rendered(
  { objects, engine }: Rendering,
  organisationId: string,
  { sha256, frame, bytes }: Task,
  draft: string,
): Promise<Result<Preview | null>> {
  const show = (input: string): Promise<Preview | null> => engine.preview({ input, bytes, frame, longestSide: LONGEST_SIDE });
  try {
    if (objects.local) return ok(await show(objects.local.pathOf(organisationId, sha256)));
    const opened = await objects.open(organisationId, sha256);
    if (!opened.ok) return opened;
    await pipeline(opened.value, createWriteStream(draft, { mode: 0o600 }));
    return ok(await show(draft));
  } catch (error) {
    if (!(error instanceof EngineFault)) throw error;
    return refuseGovernance('governance.worker-stopped', 'The engine could not be asked; another attempt makes the preview.');
  } finally {
    await rm(draft, { force: true });
  }
}
