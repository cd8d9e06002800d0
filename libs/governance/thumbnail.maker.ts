import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { renderPreview, type Preview } from '#libs/deidentification/dicom';
import { ok, sha256Hex, type Result } from '#libs/kernel';
import { type JobRun } from '#libs/queue';
import { type ObjectStore } from '#libs/storage';
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
  const { tenancy, objects, workFolder } = dependencies;
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
        const row = await thumbnailOf(objects, key.organisationId, task, join(folder, 'released'));
        if (!row.ok) return row;
        rows.push(row.value);
      }
      const written = await tenancy.inTenant(key.organisationId, async (query) => ok(await writeThumbnails(query, key, rows)));
      if (!written.ok) return written;
    }
    return ok(undefined);
  });
}

async function thumbnailOf(objects: ObjectStore, organisationId: string, task: Task, draft: string): Promise<Result<ThumbnailRow>> {
  const { series, sha256: source, withheld } = task;
  const none: ThumbnailRow = { series, source_sha256: source, sha256: null, bytes: null, width: null, height: null, withheld };
  if (withheld) return ok(none);
  const preview = await rendered(objects, organisationId, task, draft);
  if (!preview.ok) return preview;
  if (!preview.value) return ok(none);
  const { png, width, height } = preview.value;
  const sha256 = sha256Hex(png);
  const put = await objects.put(organisationId, Readable.from([png]), { expectedSha256: sha256 });
  return put.ok ? ok({ ...none, sha256, bytes: png.length, width, height }) : put;
}

/** Where the objects are no files of this machine, of a copy. */
async function rendered(
  objects: ObjectStore,
  organisationId: string,
  { sha256, frame }: Task,
  draft: string,
): Promise<Result<Preview | null>> {
  const local = objects.local?.pathOf(organisationId, sha256);
  if (local) return ok(await attempted(local, frame));
  const opened = await objects.open(organisationId, sha256);
  if (!opened.ok) return opened;
  try {
    await pipeline(opened.value, createWriteStream(draft, { mode: 0o600 }));
    return ok(await attempted(draft, frame));
  } finally {
    await rm(draft, { force: true });
  }
}

/** Released files are odd ones too: whatever a decoder does not expect costs the preview alone. */
const attempted = (path: string, frame: number): Promise<Preview | null> =>
  renderPreview(path, { longestSide: LONGEST_SIDE, frame }).catch(() => null);
