import { type ProfileOption, type Reason, type Pseudonyms, type Verdict } from '#libs/deidentification/dicom';

/** What a worker process is told once, by its environment: never on its command line, which other users of the machine can read. */
export interface WorkerSettings {
  /** Hexadecimal, 32 bytes. */
  readonly secret: string;
  readonly options: readonly ProfileOption[];
}

export const SETTINGS_VARIABLE = 'MEDBOURSE_DEIDENTIFY';

/** One file to do. Paths are absolute; the output has a name of no meaning until its pseudonyms are known. */
export interface FileTask {
  readonly number: number;
  /** The bytes of the path where they are no UTF-8. */
  readonly input: string | Uint8Array;
  readonly output: string;
}

/** `command.*` are this command's own; the others are the engine's. */
export type FileReason = Reason | { readonly code: 'command.unreadable' | 'command.not-a-file' | 'command.engine-stopped' };

export interface FileOutcome {
  readonly verdict: Verdict;
  readonly reasons: readonly FileReason[];
  readonly sha256: { readonly before: string | null; readonly after: string | null };
  readonly pseudonyms: Pseudonyms;
}

/** To a worker process: files to do one after the other. From it: answers in their order; first of all none, which says that it started. */
export type FileBatch = readonly FileTask[];
export type FileAnswers = readonly FileAnswer[];

/** `fault`: the output can't be written; no further file can be done. */
export type FileAnswer = { readonly number: number } & ({ readonly outcome: FileOutcome } | { readonly fault: string });

/** A file that the engine never got to see, or never answered for. */
export const refusedOutcome = (code: Exclude<FileReason['code'], Reason['code']>): FileOutcome => ({
  verdict: 'refused',
  reasons: [{ code }],
  sha256: { before: null, after: null },
  pseudonyms: { patient: null, study: null, series: null, instance: null },
});
