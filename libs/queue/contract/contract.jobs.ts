import { setTimeout as delay } from 'node:timers/promises';
import { type Query, type Tenancy } from '#libs/database';
import { ok, refuse, type Result, type RefusalKind } from '#libs/kernel';
import { defineJob, type JobDefinition, type JobRun } from '../job-definition';
import { createJobRegistry, type JobRegistry } from '../job-registry';
import { markDone } from '../outbox.commands';

/** Made by the superuser of the test's database; nothing in them prevents a second effect. */
export const CONTRACT_TABLES = `
  create table effect (position bigserial, organisation_id uuid not null, job_id uuid not null, fence integer not null, at timestamptz not null default clock_timestamp());
  create table witness (job_id uuid not null, what text not null, fence integer not null);
  create table gate (job_id uuid primary key);
  grant select, insert on effect, witness, gate to medbourse_app;
  grant usage on sequence effect_position_seq to medbourse_app;`;

const GATE_POLL_MS = 15;

const limits = { runsAt: 'home', maxAttempts: 3, backoff: { firstSeconds: 0.05, limitSeconds: 0.2 }, leaseSeconds: 1 } as const;

/** The jobs that the contract queues. `heldAtGate` begin, say so, and wait for their gate whatever their signal says. */
export function contractRegistry(tenancy: Tenancy, heldAtGate: boolean): JobRegistry {
  const inTenant = (job: JobRun<unknown>, work: (query: Query) => Promise<Result<void>>) => tenancy.inTenant(job.organisationId, work);

  const witness = (job: JobRun<unknown>, what: string) =>
    inTenant(job, async (query) => {
      await query.run('insert into witness values ($1, $2, $3)', [job.id, what, job.fence]);
      return ok(undefined);
    });

  const effect = (job: JobRun<unknown>) =>
    inTenant(job, async (query) => {
      await query.run('insert into effect (organisation_id, job_id, fence) values ($1, $2, $3)', [job.organisationId, job.id, job.fence]);
      return markDone(query, job);
    });

  const gateOpen = async (job: JobRun<unknown>) => {
    const gate = await tenancy.inTenant(job.organisationId, async (query) =>
      ok(await query.rows('select from gate where job_id = $1', [job.id])),
    );
    return gate.ok && gate.value.length > 0;
  };

  const gateOpened = async (job: JobRun<unknown>) => {
    while (!(await gateOpen(job))) await delay(GATE_POLL_MS);
  };

  const effectBehindGate = async (job: JobRun<unknown>): Promise<Result<void>> => {
    if (heldAtGate) {
      await witness(job, 'begun');
      await gateOpened(job);
    }
    const result = await effect(job);
    if (!result.ok) await witness(job, result.refusal.code);
    return result;
  };

  const definitions: JobDefinition[] = [
    defineJob<{ n: number }>({ ...limits, name: 'contract.effect', handle: effect, exhausted: () => Promise.resolve() }),
    defineJob<object>({
      ...limits,
      name: 'contract.gated',
      handle: effectBehindGate,
      exhausted: async (job, failure) => void (await witness(job, `exhausted: ${failure.code}`)),
    }),
    defineJob<{ failures: number; kind: RefusalKind }>({
      ...limits,
      name: 'contract.failing',
      handle: async (job) => {
        await witness(job, `attempt ${job.attempt}`);
        return job.attempt <= job.payload.failures ? refuse('contract.failed', job.payload.kind, 'It fails.') : effect(job);
      },
      exhausted: async (job, failure) => {
        await witness(job, `exhausted: ${failure.code}`);
        if (heldAtGate) await gateOpened(job);
      },
    }),
    defineJob<object>({
      ...limits,
      name: 'contract.untold',
      handle: async (job) => {
        await witness(job, 'handled');
        throw new RangeError('张三丰');
      },
      exhausted: async (job, failure) => {
        await witness(job, `exhausted: ${failure.code}`);
        if (!(await gateOpen(job))) throw new Error('the case can not be reached');
      },
    }),
  ];
  return createJobRegistry(
    definitions.map(({ name }) => name),
    definitions,
  );
}
