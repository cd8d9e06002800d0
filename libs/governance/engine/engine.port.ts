import { type DeidentifiedFile, type PixelJudgement, type Preview, type ProfileOption } from '#libs/deidentification/dicom';

/** What is the same for all files of a run. It holds the asset's secret: it is handed over in memory or through a pipe, and by no other way. */
export interface EngineSettings {
  readonly secret: Buffer;
  readonly options: readonly ProfileOption[];
  /** Entries of the hospital's mapping table, as JSON: raw data, for whom the same holds. Absent: a file's own numbers say who its patient is. */
  readonly patients?: string;
}

/** One file to de-identify. Paths are absolute; nobody else writes to them meanwhile. */
export interface EngineTask {
  /** Number in the sealed manifest, from 1. */
  readonly file: number;
  readonly bytes: number;
  readonly input: string;
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

export interface FileReason {
  readonly code: string;
  readonly tag?: string;
  readonly detail?: string;
}

/** Most files of a dataset have the same done to them: it is named by its digest. */
export interface DoneActions {
  readonly digest: string;
  /** Canonical JSON of a list of `TagAction`. */
  readonly text: string;
}

/** What became of one file. `reasons` are codes, never a value of the file. */
export interface EngineOutcome extends Pick<DeidentifiedFile, 'verdict' | 'pseudonyms' | 'facts'> {
  readonly reasons: readonly FileReason[];
  /** `before` is null where the file was not read to its end. */
  readonly sha256: { readonly before: string | null; readonly after: string | null };
  readonly bytes: number | null;
  readonly actions: DoneActions | null;
  /** Whether the run's mapping table knew whose it is; absent where there is none, or the file was not read. */
  readonly joined?: boolean;
  /** User and system, of this file alone. 0 where no engine lived to tell. */
  readonly cpuMicroseconds: number;
}

/** The engine for one run's files. Throws `EngineFault`. */
export interface EngineSession {
  deidentify(task: EngineTask): Promise<EngineOutcome>;
  /** Forgets the settings. */
  end(): void;
}

/** De-identifies files, in this process or in others: a port, since what a hospital sent must not bring a worker down. */
export interface Engine {
  /** How many files at once keep it busy. */
  readonly lanes: number;
  begin(settings: EngineSettings): EngineSession;
  /** Null where nothing can be shown, also where showing it hangs the engine or brings it down. Throws `EngineFault`. */
  preview(task: PreviewTask): Promise<Preview | null>;
  close(): Promise<void>;
}

/** The machine failed, not the file: the shard is to be done again. */
export class EngineFault extends Error {
  override readonly name = 'EngineFault';

  /** `code` is the file system's, or `STOPPED` where the engine was closed. */
  constructor(
    readonly at: 'input' | 'output' | 'engine',
    readonly code: string,
  ) {
    super(`${at}: ${code}`);
  }
}
