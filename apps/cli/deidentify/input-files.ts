import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';

export interface InputFiles {
  readonly folder: string;
  /** Relative to the folder, in order. */
  readonly files: readonly string[];
  /** Links, sockets and the like: a link may lead anywhere, so it is told of and not followed. */
  readonly others: readonly string[];
}

/** Every file below a folder, or the one file that was named. Throws the file system's error. */
export async function inputFilesOf(path: string): Promise<InputFiles> {
  if ((await stat(path)).isFile()) return { folder: dirname(path), files: [basename(path)], others: [] };
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const found = entries.filter((entry) => !entry.isDirectory());
  const name = (entry: (typeof found)[number]): string => relative(path, join(entry.parentPath, entry.name));
  return {
    folder: path,
    files: found
      .filter((entry) => entry.isFile())
      .map(name)
      .sort(),
    others: found
      .filter((entry) => !entry.isFile())
      .map(name)
      .sort(),
  };
}
