import { chmod, cp, lstat, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A copy of `folder` under `name` where every user can reach it; made once and used again.
 * It is used again only if root owns it and nobody else may write there: the path is predictable, and what lies in it gets executed.
 */
export async function copyToReachablePlace(folder: string, name: string): Promise<string> {
  const place = await placeForCopies();
  const copy = join(place, name);
  if (await isTrusted(copy)) return copy;
  const unfinished = await mkdtemp(`${copy}-`);
  await cp(folder, unfinished, { recursive: true, verbatimSymlinks: true });
  await chmod(unfinished, 0o755);
  // It appears whole, so that a copy that broke off is never run. Another process may have been faster.
  await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true, force: true }));
  if (!(await isTrusted(copy))) throw new Error(`${copy} is not a folder that root alone may write`);
  return copy;
}

async function placeForCopies(): Promise<string> {
  const place = '/var/lib/medbourse-postgres';
  await mkdir(place, { mode: 0o755 }).catch(() => undefined);
  if (await isTrusted(place)) return place;
  const elsewhere = await mkdtemp(join(tmpdir(), 'medbourse-postgres-'));
  await chmod(elsewhere, 0o755);
  return elsewhere;
}

async function isTrusted(folder: string): Promise<boolean> {
  const state = await lstat(folder).catch(() => undefined);
  return state !== undefined && state.isDirectory() && state.uid === process.getuid?.() && (state.mode & 0o022) === 0;
}
