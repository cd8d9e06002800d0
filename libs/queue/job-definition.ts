import { type Refusal, type Result } from '#libs/kernel';
import { type JsonCompatible } from './json-compatible';

/** One attempt at a job, as its handler sees it. */
export interface JobRun<P> {
  /** The outbox row. Whatever the job writes is keyed by it, so that a second attempt writes the same. */
  readonly id: string;
  readonly organisationId: string;
  readonly caseId: string | null;
  readonly runId: string | null;
  readonly epoch: number | null;
  /** Counted from 1; after `retry` by a person, from 1 again. */
  readonly attempt: number;
  /** Grows with every taking of the row, never back: what was taken under an older one may no longer write (`markDone`). */
  readonly fence: number;
  readonly payload: P;
  readonly traceId: string | null;
  /** Aborted when the lease is lost or the worker stops: leave off, nothing that is written afterwards counts. */
  readonly signal: AbortSignal;
}

/** Waits between attempts: `firstSeconds`, then doubled each time up to `limitSeconds`. */
export interface Backoff {
  readonly firstSeconds: number;
  readonly limitSeconds: number;
}

/**
 * A kind of job. Its name is a wire name and never changes. The payload holds ids, never patient data: it is kept in clear text.
 * - `runsAt`: `home` where the raw data lies, `centre` anywhere else.
 * - `maxAttempts`: how often a refusal of kind `unavailable` or `too-many`, an exception or a lost worker is followed by another try.
 * - `leaseSeconds`: how long a worker that shows no sign of life keeps the job. It is renewed while the handler runs.
 * - `handle` may run twice at the same time (a worker frozen past its lease): write under `markDone`, or idempotently by the job's id.
 * - `exhausted` tells the case, so that a person sees it. It is called again after a crash: idempotent by the job's id.
 */
export interface JobDefinition<P extends object = object> {
  readonly name: string;
  readonly runsAt: 'home' | 'centre';
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  readonly leaseSeconds: number;
  handle(job: JobRun<P>): Promise<Result<void>>;
  exhausted(job: JobRun<P>, failure: Refusal): Promise<void>;
}

/** Checks the payload's type; the definition itself is returned as it is. */
export const defineJob = <P extends object>(
  definition: JobDefinition<P> & (P extends JsonCompatible<P> ? unknown : never),
): JobDefinition<P> => definition;

/** Milliseconds to wait after the attempt with this number (1, 2, …). Without jitter: the relay spreads what comes due together. */
export const waitAfter = (attempt: number, { firstSeconds, limitSeconds }: Backoff): number =>
  Math.min(firstSeconds * 2 ** Math.min(attempt - 1, 30), limitSeconds) * 1000;
