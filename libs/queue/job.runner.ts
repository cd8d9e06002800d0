import { type Refusal } from '#libs/kernel';
import { type Delivery } from './delivery';
import { type JobDefinition, type JobRun, waitAfter } from './job-definition';
import { fateOf, framesOf, refusalOf } from './job-failure';
import { JobLease } from './job-lease';
import { type JobRegistry } from './job-registry';
import { type OutboxStore, type TakenJob } from './outbox.store';
import { refuseQueue } from './queue.errors';
import { type QueueLogger } from './queue-logger';

interface Running {
  readonly taken: TakenJob;
  readonly controller: AbortController;
  letGo(): void;
}

/**
 * Takes a delivery's row, runs its handler, and writes what came of it. Knows nothing of BullMQ. Nothing is lost by a failure at any point: what
 * was not written lapses with the lease, and the relay hands the row over again.
 */
export class JobRunner {
  private readonly running = new Set<Running>();

  constructor(
    private readonly store: OutboxStore,
    private readonly registry: JobRegistry,
    private readonly logger: QueueLogger,
  ) {}

  get runningCount(): number {
    return this.running.size;
  }

  /** Resolves when the delivery needs nothing more of this process, which is also when its job was given back. Never rejects. */
  async run(delivery: Delivery): Promise<void> {
    const definition = this.registry.get(delivery.job);
    if (!definition) {
      // A newer release queued it: its own workers get it when the lease of the hand-over has run out.
      return this.logger.warn({ jobId: delivery.id, job: delivery.job }, 'a job without handler here was left to other workers');
    }
    try {
      const taken = await this.store.take(delivery, definition.leaseSeconds);
      if (taken) await this.runTaken(definition, taken);
    } catch (error) {
      this.logger.error(
        { jobId: delivery.id, job: delivery.job, ...refusalOf(error), frames: framesOf(error) },
        'a job could not be moved on',
      );
    }
  }

  /** Gives back all that is running; their handlers are told by the signal, and what they still write does not count. */
  async releaseAll(): Promise<void> {
    await Promise.all([...this.running].map((running) => this.release(running)));
  }

  private async runTaken(definition: JobDefinition, taken: TakenJob): Promise<void> {
    const controller = new AbortController();
    let letGo = () => {};
    const letGone = new Promise<void>((resolve) => (letGo = resolve));
    const running: Running = { taken, controller, letGo };
    this.running.add(running);
    const lease = new JobLease(this.store, taken, definition.leaseSeconds, () => controller.abort('the lease was lost'));
    try {
      await Promise.race([this.outcomeOf(definition, taken, controller.signal), letGone]);
    } finally {
      lease.end();
      this.running.delete(running);
    }
  }

  private async release({ taken, controller, letGo }: Running): Promise<void> {
    try {
      await this.store.release(taken);
    } finally {
      controller.abort('the worker stops');
      letGo();
    }
  }

  private async outcomeOf(definition: JobDefinition, taken: TakenJob, signal: AbortSignal): Promise<void> {
    const { organisationId, id, caseId, runId, epoch, attempt, fence, payload, traceId } = taken;
    const job: JobRun<object> = { id, organisationId, caseId, runId, epoch, attempt, fence, payload, traceId, signal };
    if (taken.failure?.final) return this.giveUp(definition, job, taken, taken.failure);
    if (attempt > definition.maxAttempts) return this.giveUp(definition, job, taken, lostTooOften(taken, definition));
    const refusal = await this.handle(definition, job);
    if (signal.aborted) return this.tellOvertaken(definition, job);
    if (!refusal) return this.complete(definition, job, taken);
    if (fateOf(refusal.kind) === 'give-up' || attempt >= definition.maxAttempts) return this.giveUp(definition, job, taken, refusal);
    if (!(await this.store.tryAgain(taken, refusal, waitAfter(attempt, definition.backoff)))) this.tellOvertaken(definition, job);
  }

  private async handle(definition: JobDefinition, job: JobRun<object>): Promise<Refusal | undefined> {
    try {
      const result = await definition.handle(job);
      return result.ok ? undefined : result.refusal;
    } catch (error) {
      const refusal = refusalOf(error);
      this.logger.error({ ...factsOf(job, definition), ...refusal, frames: framesOf(error) }, 'a job threw');
      return refusal;
    }
  }

  private async complete(definition: JobDefinition, job: JobRun<object>, taken: TakenJob): Promise<void> {
    if (!(await this.store.complete(taken))) this.tellOvertaken(definition, job);
  }

  private tellOvertaken(definition: JobDefinition, job: JobRun<object>): void {
    this.logger.warn(factsOf(job, definition), 'a job ended after its lease was lost: another attempt counts');
  }

  /** The verdict is written before the case is told, so that a worker which dies in between leaves one that tells it again. */
  private async giveUp(definition: JobDefinition, job: JobRun<object>, taken: TakenJob, refusal: Refusal): Promise<void> {
    if (!(await this.store.giveUp(taken, refusal, definition.leaseSeconds))) return this.tellOvertaken(definition, job);
    try {
      await definition.exhausted(job, refusal);
    } catch (error) {
      this.logger.error(
        { ...factsOf(job, definition), ...refusalOf(error), frames: framesOf(error) },
        'a case could not be told of its failed job: tried again',
      );
      await this.store.tryAgain(taken, { ...refusal, final: true }, waitAfter(job.attempt, definition.backoff));
      return;
    }
    await this.store.markFailed(taken);
  }
}

/** Workers died on it, or froze, as often as it may be tried. */
function lostTooOften({ attempt, failure }: TakenJob, { maxAttempts }: JobDefinition): Refusal {
  const facts = { maxAttempts, taken: attempt - 1, ...(failure ? { lastCode: failure.code } : {}) };
  return refuseQueue('queue.attempts-exhausted', 'The job was begun as often as it may be, and its last worker never came back.', { facts })
    .refusal;
}

const factsOf = ({ id, organisationId, caseId, attempt, traceId }: JobRun<object>, { name }: JobDefinition) => ({
  jobId: id,
  job: name,
  organisationId,
  caseId,
  attempt,
  traceId,
});
