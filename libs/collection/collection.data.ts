export type CollectionState = 'draft' | 'receiving' | 'sealing' | 'sealed' | 'abandoned';

/** The document of a collection. File names are not in it: a hospital's paths may name patients. */
export interface CollectionData {
  readonly datasetVersion: number;
  readonly part: 'version' | 'increment';
  /** Where the raw data lies and where jobs that touch it run. */
  readonly home: string;
  /** Counts the attempts at sealing: what an older attempt reports no longer counts. */
  readonly sealing: number;
  /** Why the last attempt failed; null while there is nothing to mend. */
  readonly failure: SealFailure | null;
  readonly sealed: SealedManifest | null;
  readonly ending: string | null;
}

export interface SealFailure {
  readonly code: string;
  /** Files whose object is missing or not of its digest: they are marked in the list of files. */
  readonly faultyFiles: number;
}

export interface SealedManifest {
  /** SHA-256 of the manifest's bytes. */
  readonly digest: string;
  readonly files: number;
  readonly bytes: number;
}
