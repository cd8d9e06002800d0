import { refusals } from '#libs/kernel';

export const refuseRuntime = refusals({
  'case.not-found': 'not-found',
  'case.conflict': 'conflict',
  'case.stale-version': 'conflict',
  'case.fact-changed': 'conflict',
  'idempotency-key.reused': 'invalid',
  'idempotency-key.malformed': 'invalid',
});

/** SQLSTATEs that case_write raises. */
export const VERSION_MOVED = 'MB001';
export const FACT_CHANGED = 'MB002';
export const UNIQUE_VIOLATION = '23505';
export const CONTENDED = ['40001', '40P01'] as const;
