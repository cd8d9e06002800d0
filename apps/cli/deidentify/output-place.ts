import { createHash } from 'node:crypto';
import { closeSync, linkSync, mkdirSync, openSync, renameSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type FileOutcome } from './file-task';

/** Where released files stand: by replacements alone, so that neither a folder nor a file name bears an identity. */
export class OutputPlaces {
  /** The number that a further file of a place is tried with first. */
  private readonly next = new Map<string, number>();
  private readonly folders = new Set<string>();

  constructor(private readonly folder: string) {}

  /**
   * Moves a released file to its place, which is given relative to the folder. Each input has a file of its own: objects of one instance stand
   * beside each other, equal ones too. What lies there already, whoever put it there, stays.
   */
  settle(partial: string, number: number, { patient, study, series, instance }: FileOutcome['pseudonyms']): string {
    const parts = [patient ?? 'unnamed', study ?? 'no-study', series ?? 'no-series', instance ?? `file-${number}`];
    const base = parts.map(pathPart).join('/');
    this.makeFolderOf(base);
    for (let turn = this.next.get(base) ?? 1; ; turn += 1) {
      const path = turn === 1 ? `${base}.dcm` : `${base}-${turn}.dcm`;
      if (!movedToFreeName(partial, join(this.folder, path))) continue;
      this.next.set(base, turn + 1);
      return path;
    }
  }

  private makeFolderOf(path: string): void {
    const folder = dirname(join(this.folder, path));
    if (this.folders.has(folder)) return;
    mkdirSync(folder, { recursive: true });
    this.folders.add(folder);
  }
}

/** Takes a name that nobody has, in a way that no other process can take it too: whoever sees the name sees all of the file. False where it is taken. */
function movedToFreeName(from: string, to: string): boolean {
  try {
    linkSync(from, to);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'EEXIST') return false;
    if (!WITHOUT_LINKS.has(code)) throw error;
    return movedOverClaim(from, to);
  }
  unlinkSync(from);
  return true;
}

/** A file system without hard links (exFAT, some network shares): a crash between the two calls leaves an empty file. */
function movedOverClaim(from: string, to: string): boolean {
  try {
    closeSync(openSync(to, 'wx'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  renameSync(from, to);
  return true;
}

const WITHOUT_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** A UID, a pseudonym and the names above: no two of them differ in case alone, none ends in the number that is put behind one. */
const PLAIN = /^(?:\d+(?:\.\d+)*|P[0-9A-HJKMNP-TV-Z]{16}|unnamed|no-study|no-series|file-\d+)$/;

/** UIDs that were retained are the input's own text: `../..` must not lead out of the folder, nor `AUX` to a device. */
export function pathPart(text: string): string {
  if (text.length <= 64 && PLAIN.test(text)) return text;
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
