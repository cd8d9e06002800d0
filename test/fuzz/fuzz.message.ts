import { type FuzzOptions, type FuzzReport } from '../../libs/deidentification/dicom/fuzz/fuzz';

/** To a process of the run: a range of inputs. */
export interface FuzzTask extends Required<Pick<FuzzOptions, 'count' | 'seed' | 'from'>> {
  readonly folder?: string;
  /** Tells each input before it is tried: to find the one that brought a process down. */
  readonly each: boolean;
}

/**
 * From it: the input that it is at, now and then; in the end what became of those that it did. It does fewer than it was given where its memory
 * grew: then another process goes on.
 */
export type FuzzNews = { readonly at: number } | { readonly report: FuzzReport; readonly peakMemoryBytes: number };
