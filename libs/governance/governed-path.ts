import { type Pseudonyms } from '#libs/deidentification/dicom';

/**
 * Where a file stands in the governed version: by replacements alone, so that neither a folder nor a file name can bear an identity. A second
 * object of the same instance gets a number.
 */
export class GovernedPaths {
  private readonly taken = new Map<string, Map<string, string>>();

  /** Undefined where the very same object stands at its place already. */
  pathOf({ patient, study, series, instance }: Pseudonyms, file: number, sha256: string): string | undefined {
    const parts = [patient ?? 'unnamed', study ?? 'no-study', series ?? 'no-series'];
    const base = [...parts, instance ?? `file-${file}`].join('/');
    const known = this.taken.get(base) ?? new Map<string, string>();
    if (known.has(sha256)) return undefined;
    const path = known.size === 0 ? `${base}.dcm` : `${base}-${known.size + 1}.dcm`;
    this.taken.set(base, known.set(sha256, path));
    return path;
  }
}
