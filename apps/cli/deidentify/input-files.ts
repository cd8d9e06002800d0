import { type Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, sep } from 'node:path';

/** A file as it is found and as it is told of; they differ where the bytes of its name are no UTF-8. */
export interface InputFile {
  /** Absolute if the folder was; bytes where a string could not say them. */
  readonly path: string | Buffer;
  /** Relative to the folder; what is no ASCII in a name that is no UTF-8 is told byte by byte (`\\xd5`). */
  readonly name: string;
}

export interface InputFiles {
  /** In order of their names. */
  readonly files: readonly InputFile[];
  /** Names of links, sockets and the like: a link may lead anywhere, so it is told of and not followed. */
  readonly others: readonly string[];
}

type Entry = Dirent<Buffer>;
const SEPARATOR = Buffer.from(sep);

/** Every file below a folder, or the one file that was named. Throws the file system's error. */
export async function inputFilesOf(path: string): Promise<InputFiles> {
  if ((await stat(path)).isFile()) return { files: [{ path, name: basename(path) }], others: [] };
  const files: InputFile[] = [];
  const others: string[] = [];
  const folder = Buffer.from(path);
  // Folders wait in a list: however deep they lie, nothing is called within itself.
  const folders: { path: Buffer; name: Buffer }[] = [{ path: folder, name: Buffer.alloc(0) }];
  for (let next = folders.pop(); next; next = folders.pop()) {
    const within = next;
    const entries: Entry[] = await readdir(within.path, { withFileTypes: true, encoding: 'buffer' });
    for (const entry of entries) {
      const name = within.name.length === 0 ? entry.name : Buffer.concat([within.name, SEPARATOR, entry.name]);
      const below = Buffer.concat([within.path, SEPARATOR, entry.name]);
      if (entry.isDirectory()) folders.push({ path: below, name });
      else if (entry.isFile()) files.push({ path: stringOf(below) ?? below, name: shown(name) });
      else others.push(shown(name));
    }
  }
  return { files: files.sort((one, other) => (one.name < other.name ? -1 : 1)), others: others.sort() };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function stringOf(bytes: Buffer): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

const shown = (name: Buffer): string =>
  stringOf(name) ?? Array.from(name, (byte) => (isPrintable(byte) ? String.fromCharCode(byte) : escaped(byte))).join('');

const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;
const escaped = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;
