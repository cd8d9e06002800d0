/** Where a governed version lists what may be shown of it in public once its hospital says so: one line of canonical JSON a series. */
export const SAMPLE_CANDIDATES = 'card/samples.jsonl';

/**
 * A preview that no person's word and no blanking stands behind: nothing of the series was held for a face or for writing. That it may be shown
 * is the hospital's to approve, one by one.
 */
export interface SampleCandidate {
  readonly series: string;
  /** Who counts as one person. */
  readonly patient: string;
  /** Of the preview, a PNG. */
  readonly sha256: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
}
