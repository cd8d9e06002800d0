import { type Pool } from 'pg';
import { type Refusal } from '#libs/kernel';
import { type Delivery } from './delivery';
import { StatementBatcher } from './statement-batcher';

/** What is kept of a failed attempt; `final` once it was decided to give the job up, so that a worker that comes after a crash does not try again. */
export type JobFailure = Refusal & { readonly final?: true };

/** A row that this process holds: taken under `fence` and not to be written once another has taken it. */
export interface HeldJob {
  readonly organisationId: string;
  readonly id: string;
  readonly fence: number;
}

export interface TakenJob extends HeldJob {
  readonly attempt: number;
  readonly payload: object;
  readonly caseId: string | null;
  readonly runId: string | null;
  readonly epoch: number | null;
  readonly traceId: string | null;
  readonly failure: JobFailure | null;
}

interface Taking {
  readonly delivery: Delivery;
  readonly leaseSeconds: number;
}

interface Renewal {
  readonly held: HeldJob;
  readonly leaseSeconds: number;
}

/**
 * A worker's side of the outbox, as the relay's role, which sees the rows of all organisations. Every write but the taking names the fence
 * and answers false where it no longer holds: the row then belongs to another, and what this process did does not count.
 */
export class OutboxStore {
  private readonly takings = new StatementBatcher<Taking, TakenJob | undefined>((items) => this.takeAll(items));
  private readonly renewals = new StatementBatcher<Renewal, boolean>((items) => this.renewAll(items));
  private readonly completions = new StatementBatcher<HeldJob, boolean>((items) => this.completeAll(items));

  /**
   * @param takes waits for the disk at each commit, or a crash of Postgres could give the same fence out again
   * @param writes need not: what is lost lapses with the lease, and the job is done again as after any crash of its worker. Whatever a handler
   *   commits durably makes all that came before it durable too.
   */
  constructor(
    private readonly takes: Pool,
    private readonly writes: Pool,
  ) {}

  /** Undefined where the delivery is out of date: the row was taken since, or is done, or was never queued again. */
  take(delivery: Delivery, leaseSeconds: number): Promise<TakenJob | undefined> {
    return this.takings.run({ delivery, leaseSeconds });
  }

  renew(held: HeldJob, leaseSeconds: number): Promise<boolean> {
    return this.renewals.run({ held, leaseSeconds });
  }

  /** True also where the handler completed the row itself (`markDone`). */
  complete(held: HeldJob): Promise<boolean> {
    return this.completions.run(held);
  }

  tryAgain(held: HeldJob, failure: JobFailure, waitMs: number): Promise<boolean> {
    return this.write(
      held,
      `state = 'waiting', lease_until = null, failure = $4, available_at = clock_timestamp() + $5 * interval '1 ms'`,
      [JSON.stringify(failure), waitMs],
    );
  }

  /** Gives a row back that was not finished for no fault of its own: the taking does not count against its limit. */
  release(held: HeldJob): Promise<boolean> {
    return this.write(held, `state = 'waiting', lease_until = null, forgiven = forgiven + 1, available_at = clock_timestamp()`, []);
  }

  /** Written before anybody is told, see `JobFailure`. */
  giveUp(held: HeldJob, failure: Refusal, leaseSeconds: number): Promise<boolean> {
    return this.write(held, `failure = $4, lease_until = clock_timestamp() + $5 * interval '1 s'`, [
      JSON.stringify({ ...failure, final: true }),
      leaseSeconds,
    ]);
  }

  markFailed(held: HeldJob): Promise<boolean> {
    return this.write(held, `state = 'failed', lease_until = null, finished_at = clock_timestamp()`, []);
  }

  private async write({ organisationId, id, fence }: HeldJob, change: string, values: readonly unknown[]): Promise<boolean> {
    const { rowCount } = await this.writes.query(
      `update outbox set ${change} where organisation_id = $1 and id = $2 and attempts = $3 and state = 'running'`,
      [organisationId, id, fence, ...values],
    );
    return rowCount === 1;
  }

  private async takeAll(items: readonly Taking[]): Promise<(TakenJob | undefined)[]> {
    const { rows } = await this.takes.query<TakenJob>({
      name: 'outbox-take',
      text: TAKE,
      values: [
        items.map(({ delivery }) => delivery.organisationId),
        items.map(({ delivery }) => delivery.id),
        items.map(({ delivery }) => delivery.attempts),
        items.map(({ leaseSeconds }) => leaseSeconds),
      ],
    });
    const taken = new Map(rows.map((row) => [keyOf(row), row]));
    return items.map(({ delivery }) => {
      const row = taken.get(keyOf(delivery));
      taken.delete(keyOf(delivery)); // of two deliveries of the same row in one batch one is answered with it
      return row;
    });
  }

  private async renewAll(items: readonly Renewal[]): Promise<boolean[]> {
    const { rows } = await this.writes.query<{ organisationId: string; id: string }>({
      name: 'outbox-renew',
      text: RENEW,
      values: [...columnsOf(items.map(({ held }) => held)), items.map(({ leaseSeconds }) => leaseSeconds)],
    });
    const renewed = new Set(rows.map(keyOf));
    return items.map(({ held }) => renewed.has(keyOf(held)));
  }

  private async completeAll(items: readonly HeldJob[]): Promise<boolean[]> {
    const { rows } = await this.writes.query<{ organisationId: string; id: string }>({
      name: 'outbox-complete',
      text: COMPLETE,
      values: columnsOf(items),
    });
    const completed = new Set(rows.map(keyOf));
    return items.map((held) => completed.has(keyOf(held)));
  }
}

const TAKE = `
  update outbox o set state = 'running', attempts = o.attempts + 1, started_at = clock_timestamp(),
    lease_until = clock_timestamp() + d.lease * interval '1 s'
  from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::double precision[]) as d (organisation_id, id, attempts, lease)
  where o.organisation_id = d.organisation_id and o.id = d.id and o.attempts = d.attempts and o.state = 'queued'
  returning o.organisation_id as "organisationId", o.id, o.attempts as fence, o.attempts - o.forgiven as attempt, o.payload,
    o.case_id as "caseId", o.run_id as "runId", o.epoch, o.trace_id as "traceId", o.failure`;

const RENEW = `
  update outbox o set lease_until = clock_timestamp() + d.lease * interval '1 s'
  from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::double precision[]) as d (organisation_id, id, fence, lease)
  where o.organisation_id = d.organisation_id and o.id = d.id and o.attempts = d.fence and o.state = 'running'
  returning o.organisation_id as "organisationId", o.id`;

const COMPLETE = `
  with held as (
    select * from unnest($1::uuid[], $2::uuid[], $3::integer[]) as d (organisation_id, id, fence)
  ), completed as (
    update outbox o set state = 'done', finished_at = clock_timestamp(), lease_until = null, failure = null
    from held d where o.organisation_id = d.organisation_id and o.id = d.id and o.attempts = d.fence and o.state = 'running'
    returning o.organisation_id, o.id
  )
  select organisation_id as "organisationId", id from completed
  union all
  select o.organisation_id, o.id from outbox o join held d
    on o.organisation_id = d.organisation_id and o.id = d.id and o.attempts = d.fence where o.state = 'done'`;

const keyOf = ({ organisationId, id }: { readonly organisationId: string; readonly id: string }): string => `${organisationId}/${id}`;

const columnsOf = (held: readonly HeldJob[]): [string[], string[], number[]] => [
  held.map(({ organisationId }) => organisationId),
  held.map(({ id }) => id),
  held.map(({ fence }) => fence),
];
