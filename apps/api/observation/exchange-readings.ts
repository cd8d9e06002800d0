import { type RoleConnection } from '#libs/database';
import { type ObjectStore } from '#libs/storage';
import { type Reading } from './metrics';
import { type Probe } from './readiness';

/** How the outbox stands, as the relay sees it over all organisations. Every API tells the same: take the largest, not the sum. */
export const outboxReadings = (relay: RoleConnection): readonly Reading[] => [
  {
    name: 'medbourse_outbox_lag_seconds',
    help: 'Age of the oldest job that is due and not yet handed to the queue.',
    read: () =>
      oneNumber(relay, `select coalesce(extract(epoch from now() - min(available_at)), 0)::float8 as value from outbox where ${DUE}`),
  },
  {
    name: 'medbourse_outbox_waiting_jobs',
    help: 'Jobs that are due and not yet handed to the queue.',
    read: () => oneNumber(relay, `select count(*)::float8 as value from outbox where ${DUE}`),
  },
];

const DUE = `state = 'waiting' and available_at <= now()`;

async function oneNumber(relay: RoleConnection, sql: string): Promise<number> {
  const read = await relay.rows<{ value: number }>(sql);
  const value = read.ok ? read.value[0]?.value : undefined;
  if (value === undefined) throw new Error('the outbox could not be read');
  return value;
}

const NOBODY = '00000000-0000-7000-8000-000000000000';

/** Asks the store for an object that nobody has: it has to look, and finds nothing. */
export const storageProbe = (objects: ObjectStore): Probe => ({
  name: 'storage',
  check: async () => {
    const answer = await objects.stat(NOBODY, '0'.repeat(64));
    if (!answer.ok) throw new Error(answer.refusal.code);
  },
});
