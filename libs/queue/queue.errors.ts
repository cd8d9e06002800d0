import { refusals } from '#libs/kernel';

/** What this library refuses with. `queue.attempts-exhausted` and `queue.unexpected` are also what a job's `failure` may hold. */
export const refuseQueue = refusals({
  'queue.lease-lost': 'conflict',
  'queue.job-not-found': 'not-found',
  'queue.job-not-failed': 'conflict',
  'queue.attempts-exhausted': 'unavailable',
  'queue.unexpected': 'unavailable',
});
