import { type Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { entryName, isLitter, parseFilePath, refuseCollection } from '#libs/collection';
import { refuse, type Refusal } from '#libs/kernel';

/** A file to send. */
export interface LocalFile {
  /** In the dataset: relative, in its one form. */
  readonly path: string;
  /** On this machine, in the bytes of its own file system: a name need not be text. */
  readonly place: Buffer;
  readonly bytes: number;
}

export interface LocalFiles {
  readonly files: readonly LocalFile[];
  /** What can't be sent, with the reason: links, devices, names that are no text, folders that can't be read. */
  readonly refused: readonly { readonly path: string; readonly refusal: Refusal }[];
  /** What desktops leave behind. */
  readonly ignored: number;
}

/** Every file below a folder, or the one file that was named, as an archive of the same would be unpacked. Throws where the folder can't be read. */
export async function localFiles(root: string): Promise<LocalFiles> {
  const found = { files: [] as LocalFile[], refused: [] as { path: string; refusal: Refusal }[], ignored: 0 };
  const place = Buffer.from(root);
  if ((await stat(place)).isFile())
    await take({ folder: Buffer.from(dirname(root)), under: '', found }, Buffer.from(basename(root)), 'file');
  else await walk({ folder: place, under: '', found }, await read(place));
  return found;
}

interface Walk {
  readonly folder: Buffer;
  /** Of the folder within the dataset, ending in «/»; empty for the root. */
  readonly under: string;
  readonly found: { files: LocalFile[]; refused: { path: string; refusal: Refusal }[]; ignored: number };
}

type Entry = Dirent<Buffer>;

const read = (place: Buffer): Promise<Entry[]> => readdir(place, { encoding: 'buffer', withFileTypes: true });

/** In the order of the names, so that two runs go the same way. */
async function walk(at: Walk, entries: Entry[]): Promise<void> {
  for (const entry of entries.sort((one, other) => Buffer.compare(one.name, other.name))) {
    await take(at, entry.name, entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other');
  }
}

async function take({ folder, under, found }: Walk, raw: Buffer, kind: 'file' | 'folder' | 'other'): Promise<void> {
  const place = Buffer.concat([folder, Buffer.from('/'), raw]);
  const name = entryName(raw, false);
  const path = `${under}${name ?? raw.toString('utf8')}`;
  const refused = (refusal: Refusal): void => void found.refused.push({ path, refusal });
  if (name === undefined) return refused(NO_TEXT.refusal);
  if (isLitter(kind === 'folder' ? `${path}/` : path)) return void (found.ignored += 1);
  if (kind === 'other') return refused(NO_FILE.refusal);
  try {
    if (kind === 'folder') return await walk({ folder: place, under: `${path}/`, found }, await read(place));
    const parsed = parseFilePath(path);
    if (!parsed.ok) return refused(parsed.refusal);
    found.files.push({ path: parsed.value, place, bytes: (await stat(place)).size });
  } catch (error) {
    refused(unreadable(error).refusal);
  }
}

const NO_TEXT = refuseCollection('collection.path-form', 'The name is no text.', { facts: { rule: 'broken-text' } });
const NO_FILE = refuse('submit.not-a-file', 'invalid', 'Links and devices are not sent.');

export const unreadable = (error: unknown, what = 'It') =>
  refuse('submit.unreadable', 'not-found', `${what} can't be read (${(error as NodeJS.ErrnoException).code ?? 'no reason'}).`);
