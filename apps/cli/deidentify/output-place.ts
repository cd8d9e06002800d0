import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type FileOutcome } from './file-task';

/** Where released files stand: by replacements alone, so that neither a folder nor a file name bears an identity. */
export class OutputPlaces {
  private readonly taken = new Map<string, Map<string, string>>();
  private readonly folders = new Set<string>();

  constructor(private readonly folder: string) {}

  /**
   * Moves a released file to its place, relative to the folder. Two different objects of one instance stand beside each other; the
   * same object again is the same file.
   */
  settle(partial: string, number: number, { pseudonyms, sha256 }: FileOutcome): string {
    const { patient, study, series, instance } = pseudonyms;
    const parts = [patient ?? 'unnamed', study ?? 'no-study', series ?? 'no-series', instance ?? `file-${number}`];
    const base = parts.map(pathPart).join('/');
    const known = this.taken.get(base) ?? new Map<string, string>();
    this.taken.set(base, known);
    const digest = sha256.after ?? '';
    const same = known.get(digest);
    if (same !== undefined) {
      rmSync(partial);
      return same;
    }
    const path = known.size === 0 ? `${base}.dcm` : `${base}-${known.size + 1}.dcm`;
    this.makeFolderOf(path);
    renameSync(partial, join(this.folder, path));
    known.set(digest, path);
    return path;
  }

  private makeFolderOf(path: string): void {
    const folder = dirname(join(this.folder, path));
    if (this.folders.has(folder)) return;
    mkdirSync(folder, { recursive: true });
    this.folders.add(folder);
  }
}

/** UIDs that were retained are the input's own text: `../..` must not lead out of the folder. */
export function pathPart(text: string): string {
  if (text.length <= 64 && /^[0-9A-Za-z]+([.-][0-9A-Za-z]+)*$/.test(text)) return text;
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
