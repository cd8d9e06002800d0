import { type DoneFile, type EngineOutcome } from '#libs/engine';

export interface FileReason {
  readonly code: string;
  readonly tag?: string;
  readonly detail?: string;
}

/** What became of one file. `reasons` are codes, never a value of the file. */
export interface FileOutcome extends Omit<DoneFile, 'lost' | 'reasons' | 'sha256'> {
  readonly reasons: readonly FileReason[];
  /** `before` is null where the file was not read to its end. */
  readonly sha256: { readonly before: string | null; readonly after: string | null };
}

/** What the engine says of these: that they are none of its own. */
const NO_IMAGE: ReadonlySet<string> = new Set(['not-dicom', 'empty-file']);

/** A kind that no engine here understands is never passed by: it is held for a person. A file that is lost is refused. */
export function fileOutcome(outcome: EngineOutcome): FileOutcome {
  if (outcome.lost !== null) return { ...NOTHING_KNOWN, verdict: 'refused', reasons: [{ code: `governance.engine-${outcome.lost}` }] };
  const { lost: _lost, ...done } = outcome;
  if (!done.reasons.some(({ code }) => NO_IMAGE.has(code))) return done;
  return { ...done, verdict: 'quarantined', reasons: [{ code: 'governance.kind-not-supported' }] };
}

const NOTHING_KNOWN: Omit<FileOutcome, 'verdict' | 'reasons'> = {
  pseudonyms: { patient: null, study: null, series: null, instance: null },
  facts: null,
  sha256: { before: null, after: null },
  bytes: null,
  actions: null,
  cpuMicroseconds: 0,
};
