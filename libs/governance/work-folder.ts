import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type JobRun } from '#libs/queue';

/**
 * A folder for one attempt at a job. What a killed attempt left behind held raw data: a later one removes it. A worker that was only frozen
 * finds its files gone and fails, which is as well, for what it writes counts no more.
 */
export async function inWorkFolder<T>(parent: string, { id, fence }: JobRun<object>, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  for (const name of await readdir(parent)) {
    if (isEarlier(name, id, fence)) await rm(join(parent, name), { recursive: true, force: true });
  }
  const folder = join(parent, `${id}-${fence}`);
  await mkdir(folder, { mode: 0o700 });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isEarlier(name: string, id: string, fence: number): boolean {
  return name.startsWith(`${id}-`) && Number(name.slice(id.length + 1)) < fence;
}
