import { type DeidentifiedFile, type PixelJudgement, type Preview, type ProfileOption } from '#libs/deidentification/dicom';

/** What is the same for all files of a run. It holds the asset's secret: it is handed over in memory or through a pipe, and by no other way. */
export interface EngineSettings {
  /** `SECRET_BYTES` long. */
  readonly secret: Buffer;
  readonly options: readonly ProfileOption[];
  /** `verdict`: what became of each file and no more; facts and actions are null then, and its time is not measured. */
  readonly detail: 'verdict' | 'full';
  /** Entries of the hospital's mapping table, as JSON: raw data, for whom the same holds. Absent: a file's own numbers say who its patient is. */
  readonly patients?: string;
}

/** One file to de-identify. Paths are absolute; nobody else writes to them meanwhile. */
export interface EngineTask {
  readonly bytes: number;
  /** The bytes of the path where they are no UTF-8. */
  readonly input: string | Uint8Array;
  /** Written only where the verdict is `released`. */
  readonly output: string;
  /** The word of a person who looked at this file. */
  readonly pixels?: PixelJudgement;
}

/** A picture of one frame of a raw file. */
export interface PreviewTask {
  readonly bytes: number;
  readonly input: string;
  /** Counts from 1. */
  readonly frame: number;
  /** Of the picture, in pixels. */
  readonly longestSide: number;
}

/** Most files of a dataset have the same done to them: it is named by its digest. */
export interface DoneActions {
  readonly digest: string;
  /** Canonical JSON of a list of `TagAction`. */
  readonly text: string;
}

/** What the engine did with a file. `reasons` are codes, never a value of the file. */
export interface DoneFile extends Pick<DeidentifiedFile, 'verdict' | 'reasons' | 'pseudonyms' | 'facts' | 'sha256'> {
  readonly lost: null;
  /** Of the output; null unless released. */
  readonly bytes: number | null;
  readonly actions: DoneActions | null;
  /** Whether the run's mapping table knew whose it is; absent where there is none, or the file was not read. */
  readonly joined?: boolean;
  /** User and system, of this file alone. */
  readonly cpuMicroseconds: number;
}

/** A file that took longer than any may, or with which in hand as many processes died as may. Nothing else is known of it. */
export interface LostFile {
  readonly lost: 'hung' | 'stopped';
}

export type EngineOutcome = DoneFile | LostFile;

/** The engine for one run's files. */
export interface EngineSession {
  /** Rejects with `EngineFault`. */
  deidentify(task: EngineTask): Promise<EngineOutcome>;
  /** Forgets the settings. */
  end(): void;
}

/** De-identifies files, in this process or in others: a port, since what a hospital sent must not bring a worker down. */
export interface Engine {
  /** How many files at once keep it busy. */
  readonly lanes: number;
  /** Throws a `RangeError` for a secret that is none. */
  begin(settings: EngineSettings): EngineSession;
  /** Null where nothing can be shown, also where showing it hangs the engine or brings it down. Rejects with `EngineFault`. */
  preview(task: PreviewTask): Promise<Preview | null>;
  close(): Promise<void>;
}

/** The machine failed, not the file: it is to be done again. */
export class EngineFault extends Error {
  override readonly name = 'EngineFault';

  /** `code` is the file system's; of the engine `NOT-STARTED`, or `STOPPED` where it was closed. */
  constructor(
    readonly at: 'input' | 'output' | 'engine',
    readonly code: string,
  ) {
    super(`${at}: ${code}`);
  }
}
