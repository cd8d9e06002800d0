import {
  actorLabel,
  type Actor,
  type Booking,
  type CaseSnapshot,
  type Decision,
  type Effect,
  type JsonObject,
  type ReliedRow,
} from '#libs/cases';
import { canonicalJson, newId } from '#libs/kernel';
import { linkIdOf, transactionsOf, type LedgerTransaction } from '#libs/ledger';
import { noticeRow } from '#libs/notifications';
import { CENTRE } from '#libs/queue';
import { type CaseWrite, type JobRow } from './case-store';

/** The pipeline's job that a stage's end becomes. */
export const STAGE_ENDED_JOB = 'pipeline.stage-ended';

export interface WriteContext {
  readonly before: CaseSnapshot | null;
  readonly actor: Actor;
  readonly payload: object;
  readonly at: Date;
  readonly idempotencyKey: string | null;
  readonly requestHash: Buffer | null;
  readonly relied: readonly ReliedRow[];
  readonly traceId?: string;
  /** The transactions that reversals among the bookings take back, by link. */
  readonly linked: ReadonlyMap<string, readonly LedgerTransaction[]>;
}

/** Turns a decision's neutral effects into the rows of the one write. */
export function caseWriteOf(decision: Decision, context: WriteContext): CaseWrite {
  const eventId = newId();
  const actor = actorLabel(context.actor);
  const effects = decision.effects;
  return {
    decision,
    expectedVersion: decision.version - 1,
    dataChanged: decision.data !== context.before?.data,
    eventId,
    actor,
    at: context.at,
    body: auditBody(decision, eventId, actor, context),
    idempotencyKey: context.idempotencyKey,
    requestHash: context.requestHash,
    relied: context.relied,
    jobs: effects.flatMap((effect) => jobRows(effect, decision, context.traceId)),
    rows: effects.flatMap((effect) => stageRows(effect, decision, context.at)),
    ledger: ledgerOf(bookingsOf(decision), decision, eventId, context),
    newParties: decision.parties.filter((party) => !context.before?.parties.includes(party)),
    changedClocks: decision.clocks.filter((clock) => !context.before?.clocks.includes(clock)),
  };
}

/** Canonical, so that anyone can recompute it: who did what to which case, with which payload, and what was recorded. */
function auditBody(decision: Decision, eventId: string, actor: string, context: WriteContext): string {
  return canonicalJson({
    event: eventId,
    case: decision.caseId,
    kind: decision.kind,
    definition: decision.definitionVersion,
    command: decision.command,
    from: decision.from,
    to: decision.to,
    version: decision.version,
    actor,
    at: context.at.toISOString(),
    payload: context.payload,
    recorded: decision.recorded,
    relied: context.relied,
    corrects: decision.corrects,
  });
}

function jobRows(effect: Effect, decision: Decision, traceId: string | undefined): JobRow[] {
  if (effect.type === 'job') {
    return [
      {
        id: newId(),
        home: effect.home ?? CENTRE,
        job: effect.job,
        payload: effect.payload,
        runId: effect.runId,
        epoch: effect.epoch,
        traceId,
      },
    ];
  }
  if (effect.type === 'stage-ended') {
    const payload = {
      caseId: decision.caseId,
      kind: decision.kind,
      assetId: decision.assetId,
      outcome: effect.outcome,
      handover: effect.handover,
    };
    return [{ id: newId(), home: CENTRE, job: STAGE_ENDED_JOB, payload, traceId }];
  }
  return [];
}

function stageRows(effect: Effect, decision: Decision, at: Date): JsonObject[] {
  if (effect.type === 'row') {
    return [
      { table: effect.table, write: effect.write, values: effect.values, organisationId: effect.organisationId ?? decision.organisationId },
    ];
  }
  if (effect.type === 'tell') return [noticeRow(effect, { caseId: decision.caseId, kind: decision.kind, at })];
  return [];
}

/** Link ids follow from the event, so that a later reversal can name them. */
function ledgerOf(bookings: readonly Booking[], decision: Decision, eventId: string, context: WriteContext): LedgerTransaction[] {
  return bookings.flatMap((booking, position) =>
    transactionsOf(booking, {
      linkId: linkIdOf(eventId, position),
      caseId: decision.caseId,
      assetId: decision.assetId,
      stage: decision.stage,
      datasetVersion: datasetVersionOf(decision.data),
      occurredAt: context.at,
      linked: booking.kind === 'reversal' ? context.linked.get(booking.linkId) : undefined,
    }),
  );
}

/** Every stage's document names the dataset version that it is about as `datasetVersion`. */
function datasetVersionOf(data: unknown): number | null {
  const version = (data as { datasetVersion?: unknown } | null)?.datasetVersion;
  return typeof version === 'number' ? version : null;
}

export const bookingsOf = (decision: Decision): readonly Booking[] =>
  decision.effects.flatMap((effect) => (effect.type === 'book' ? [effect.booking] : []));
