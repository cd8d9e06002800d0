import { type Decision } from './desk.rules';
import { type ReportFile } from './release.store';

/** A file that was not released, for those who decide on it: the path may name a patient. */
export interface HeldFile {
  readonly file: number;
  readonly sourcePath: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly verdict: 'quarantined' | 'refused';
  readonly reasons: ReportFile['reasons'];
  readonly decision: Decision | null;
}
