import { type ProfileOption, type Pseudonyms, type Reason, type Verdict } from '#libs/deidentification/dicom';

export interface RunSettings {
  /** Hexadecimal, 32 bytes. */
  readonly secret: string;
  readonly options: readonly ProfileOption[];
}

/** One file to do. Paths are absolute; the output has a name of no meaning until its pseudonyms are known. */
export interface FileTask {
  readonly number: number;
  /** The bytes of the path where they are no UTF-8. */
  readonly input: string | Uint8Array;
  readonly output: string;
}

/** `command.*` are this command's own; the others are the engine's. */
export type FileReason =
  Reason | { readonly code: 'command.unreadable' | 'command.not-a-file' | 'command.engine-hung' | 'command.engine-stopped' };

export interface FileOutcome {
  readonly verdict: Verdict;
  readonly reasons: readonly FileReason[];
  readonly sha256: { readonly before: string | null; readonly after: string | null };
  readonly pseudonyms: Pseudonyms;
}

/** A file that the engine never got to see, or never answered for. */
export const refusedOutcome = (code: Exclude<FileReason['code'], Reason['code']>): FileOutcome => ({
  verdict: 'refused',
  reasons: [{ code }],
  sha256: { before: null, after: null },
  pseudonyms: { patient: null, study: null, series: null, instance: null },
});
