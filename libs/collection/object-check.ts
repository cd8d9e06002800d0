import { createHash } from 'node:crypto';
import { type Readable } from 'node:stream';
import { ok, type Result } from '#libs/kernel';
import { type ObjectStore } from '#libs/storage';
import { refuseCollection } from './collection.errors';

export interface Fault {
  readonly id: string;
  readonly sha256: string;
  readonly fault: 'missing' | 'corrupt';
}

interface Checked {
  readonly id: string;
  readonly sha256: string;
  readonly bytes: number;
}

interface Watch {
  readonly signal: AbortSignal;
  onProgress(verified: number): Promise<void>;
}

/** Reads at a time: one waits for the disk while the other hashes. */
const CONCURRENCY = 4;
const PROGRESS_EVERY = 500;

/**
 * The files whose object is missing or is not what its digest says, all of them. Refuses what the store refuses (it may come back), and
 * `collection.try-again` where the signal aborts.
 */
export async function faultsIn(
  objects: ObjectStore,
  organisationId: string,
  files: readonly Checked[],
  watch: Watch,
): Promise<Result<Fault[]>> {
  const faults: Fault[] = [];
  for (let from = 0; from < files.length; from += CONCURRENCY) {
    if (watch.signal.aborted) return refuseCollection('collection.try-again', 'The check of the files was stopped.');
    const checked = await Promise.all(files.slice(from, from + CONCURRENCY).map((file) => faultOf(objects, organisationId, file)));
    for (const result of checked) {
      if (!result.ok) return result;
      if (result.value) faults.push(result.value);
    }
    if (from % PROGRESS_EVERY === 0) await watch.onProgress(from);
  }
  await watch.onProgress(files.length);
  return ok(faults);
}

async function faultOf(objects: ObjectStore, organisationId: string, { id, sha256, bytes }: Checked): Promise<Result<Fault | undefined>> {
  const opened = await objects.open(organisationId, sha256);
  if (!opened.ok) return opened.refusal.kind === 'not-found' ? ok({ id, sha256, fault: 'missing' }) : opened;
  const found = await digestOf(opened.value);
  return ok(found?.sha256 === sha256 && found.bytes === bytes ? undefined : { id, sha256, fault: 'corrupt' });
}

/** Undefined where the stream breaks: the store says so when an object has another length than was stored. */
async function digestOf(stream: Readable): Promise<{ sha256: string; bytes: number } | undefined> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch {
    return undefined;
  }
  return { sha256: hash.digest('hex'), bytes };
}
