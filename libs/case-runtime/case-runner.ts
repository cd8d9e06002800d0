import {
  actorLabel,
  authorise,
  decide,
  decideOpening,
  recounted,
  type Actor,
  type CaseDefinition,
  type CaseSnapshot,
  type Decision,
} from '#libs/cases';
import { DatabaseError, type Tenancy } from '#libs/database';
import {
  canonicalJson,
  legalDateOf,
  newId,
  ok,
  orThrow,
  RefusalError,
  type Refused,
  type Result,
  type WorkingCalendar,
} from '#libs/kernel';
import { type LedgerTransaction } from '#libs/ledger';
import { decisionOfAct, type Act, type ActRequest } from './case-act';
import { loadFacts, type FactQuestion } from './case-kind';
import { type CaseRegistry } from './case-registry';
import { CONTENDED, FACT_CHANGED, refuseRuntime, UNIQUE_VIOLATION, VERSION_MOVED } from './case-runtime.errors';
import { requestHashOf, type CaseStore, type ReadCase } from './case-store';
import { bookingsOf, caseWriteOf, type WriteContext } from './case-write';
import { checkPayload } from './payload-class';

export interface CommandRequest {
  readonly kind: string;
  readonly caseId: string;
  readonly command: string;
  readonly payload: unknown;
  readonly actor: Actor;
  /** The owner: needed where the system acts, which has no organisation of its own to see the case by. */
  readonly organisationId?: string;
  /** The version that the actor looked at (If-Match). */
  readonly expectedVersion?: number;
  readonly idempotencyKey?: string;
  readonly traceId?: string;
}

export interface OpenRequest {
  readonly kind: string;
  /** Whose case it will be. */
  readonly organisationId: string;
  readonly assetId: string | null;
  readonly payload: unknown;
  readonly actor: Actor;
  readonly caseId?: string;
  readonly idempotencyKey?: string;
  readonly traceId?: string;
}

export interface CommandAnswer {
  readonly caseId: string;
  readonly state: string;
  readonly version: number;
  /** The audit link's place in the owner's chain. */
  readonly sequence: number;
  /** True when the same command had been done before under the same key. */
  readonly replayed: boolean;
}

/** How often a system's command or an act, which nobody can look at again, is decided anew when the case moved meanwhile. */
const SYSTEM_ATTEMPTS = 10;
/** How often a command is decided anew when only a fact or a number given in sequence had moved. */
const FACT_ATTEMPTS = 3;

/** What a reversal needs of the ledger: the transactions of these organisations that share a link. */
export interface Books {
  linked(linkId: string, organisationIds: readonly string[]): Promise<Result<readonly LedgerTransaction[]>>;
}

/** Carries decisions out: reads the case, loads facts, decides, writes once. */
export class CaseRunner {
  constructor(
    private readonly registry: CaseRegistry,
    private readonly store: CaseStore,
    private readonly tenancy: Tenancy,
    private readonly calendar: WorkingCalendar,
    private readonly books: Books,
  ) {}

  /** Refuses what `authorise`, the definition and `checkPayload` refuse, and `case.not-found`, `case.stale-version`, `case.conflict`, `case.fact-changed`, `idempotency-key.reused`. */
  command(request: CommandRequest): Promise<Result<CommandAnswer>> {
    return this.answering(request, request.command, () => this.attemptCommand(request));
  }

  open(request: OpenRequest): Promise<Result<CommandAnswer>> {
    return this.answering(request, `${request.kind}.open`, () => this.attemptOpen(request));
  }

  /** Reads throw where the database is away: to a caller that is a refusal like any other. */
  private async answering(
    request: Parameters<typeof this.logRefusal>[0],
    command: string,
    work: () => Promise<Result<CommandAnswer>>,
  ): Promise<Result<CommandAnswer>> {
    try {
      const answer = await work();
      if (!answer.ok) await this.logRefusal(request, command, answer.refusal.code);
      return answer;
    } catch (error) {
      if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
      throw error;
    }
  }

  /** A person's refusals are kept, without a chain, under his own organisation. */
  private async logRefusal(
    request: { readonly caseId?: string; readonly actor: Actor; readonly traceId?: string },
    command: string,
    code: string,
  ): Promise<void> {
    if (request.actor.kind !== 'person') return;
    const { organisationId } = request.actor;
    const entry = {
      organisationId,
      caseId: request.caseId ?? null,
      command,
      actor: actorLabel(request.actor),
      code,
      traceId: request.traceId ?? null,
    };
    await this.store.logRefusal(entry);
  }

  private async attemptCommand(request: CommandRequest): Promise<Result<CommandAnswer>> {
    const requestHash = request.idempotencyKey ? requestHashOf(request.command, canonicalJson(request.payload ?? {})) : null;
    const attempts = request.actor.kind === 'person' ? FACT_ATTEMPTS : SYSTEM_ATTEMPTS;
    for (let attempt = 1; ; attempt += 1) {
      const tried = await this.tryCommand(request, requestHash);
      if (!('retry' in tried)) return tried;
      const again = attempt < attempts && (request.actor.kind !== 'person' || tried.retry.refusal.code !== 'case.conflict');
      if (!again) return (await this.replay(request, tried.owner, requestHash)) ?? tried.retry;
    }
  }

  private async attemptOpen(request: OpenRequest): Promise<Result<CommandAnswer>> {
    const definition = this.registry.current(request.kind);
    const requestHash = request.idempotencyKey ? requestHashOf(`open ${request.kind}`, canonicalJson(request.payload ?? {})) : null;
    for (let attempt = 1; ; attempt += 1) {
      const tried = await this.tryOpen(definition, request, requestHash);
      if (!('retry' in tried)) return tried;
      const replayed = await this.replay({ ...request, command: 'open' }, request.organisationId, requestHash);
      if (replayed) return replayed;
      if (attempt >= FACT_ATTEMPTS) return tried.retry;
    }
  }

  private async tryCommand(request: CommandRequest, requestHash: Buffer | null): Promise<Result<CommandAnswer> | Retry> {
    const read = await this.readForCommand(request);
    if (!read || read.snapshot.kind !== request.kind) return refuseRuntime('case.not-found', `No such ${request.kind}.`);
    const decided = await this.decideOn(read, request);
    if (!decided.ok) return (await this.replay(request, read.snapshot.organisationId, requestHash)) ?? decided;
    const { decision, relied, payload } = decided.value;
    return this.carryOut(decision, {
      before: read.snapshot,
      actor: request.actor,
      payload,
      at: read.legalNow,
      idempotencyKey: request.idempotencyKey ?? null,
      requestHash,
      relied,
      traceId: request.traceId,
    });
  }

  private async tryOpen(
    definition: CaseDefinition,
    request: OpenRequest,
    requestHash: Buffer | null,
  ): Promise<Result<CommandAnswer> | Retry> {
    const checked = checkPayload(definition.opening.payload, request.payload ?? {});
    if (!checked.ok) return checked;
    const caseId = request.caseId ?? newId();
    const { organisationId, assetId, actor } = request;
    const question: FactQuestion = { caseId, organisationId, assetId, data: null, actor, payload: checked.value, tenancy: this.tenancy };
    const facts = await loadFacts(this.registry.kind(request.kind), definition.opening.facts ?? [], question);
    const now = await this.store.legalNow();
    const decided = decideOpening(
      definition,
      { ...request, caseId, payload: checked.value },
      { facts: facts.values, now, calendar: this.calendar },
    );
    if (!decided.ok) return (await this.replay({ ...request, command: 'open' }, organisationId, requestHash)) ?? decided;
    return this.carryOut(decided.value, {
      before: null,
      actor,
      payload: checked.value,
      at: now,
      idempotencyKey: request.idempotencyKey ?? null,
      requestHash,
      relied: facts.relied,
      traceId: request.traceId,
    });
  }

  /** A person sees the case by his organisation; the system is told the owner by whoever called it. A clock that ran out meanwhile is served first. */
  private async readForCommand(request: CommandRequest): Promise<ReadCase | undefined> {
    const tenant = request.actor.kind === 'person' ? request.actor.organisationId : request.organisationId;
    if (!tenant) throw new Error('a system actor must name the owner of the case');
    const read = await this.store.read(tenant, request.caseId);
    if (!read || request.actor.kind !== 'person') return read;
    const overdue = read.snapshot.clocks.find((clock) => clock.state === 'running' && clock.dueAt !== null && clock.dueAt < read.legalNow);
    if (!overdue) return read;
    await this.runOut(read.snapshot, overdue.name, overdue.epoch);
    return this.store.read(tenant, request.caseId);
  }

  /** Gives the command of a clock that ran out. Given twice for one epoch it is done once; a clock that was moved meanwhile does nothing. */
  async runOut(
    snapshot: Pick<CaseSnapshot, 'id' | 'kind' | 'organisationId' | 'definitionVersion'>,
    clock: string,
    epoch: number,
  ): Promise<Result<CommandAnswer>> {
    const definition = this.registry.definition(snapshot.kind, snapshot.definitionVersion);
    const then = definition.clocks[clock]?.then;
    if (!then) throw new Error(`${snapshot.kind} has no clock «${clock}»`);
    const id = `${snapshot.id}/${clock}/${epoch}`;
    return this.command({
      kind: snapshot.kind,
      caseId: snapshot.id,
      organisationId: snapshot.organisationId,
      command: then,
      payload: {},
      actor: { kind: 'clock', id },
      idempotencyKey: id,
    });
  }

  /**
   * Counts the provisional dates of a case anew by the calendar of today; undefined where none changed. It stands in the audit chain like any
   * command, with the calendar's version.
   */
  recountClocks(organisationId: string, caseId: string): Promise<Result<CommandAnswer | undefined>> {
    const actor = { kind: 'clock', id: `calendar/${this.calendar.version}` } as const;
    return this.act({ organisationId, caseId, act: 'recount-clocks', actor }, async (snapshot) => {
      const clocks = snapshot.clocks.map((clock) => recounted(clock, this.calendar));
      if (clocks.every((clock, index) => clock === snapshot.clocks[index])) return ok(undefined);
      const due = Object.fromEntries(clocks.flatMap(({ name, dueAt }) => (dueAt ? [[name, legalDateOf(dueAt)]] : [])));
      return ok({ recorded: { calendar: this.calendar.version, due }, clocks });
    });
  }

  /**
   * Enters an act with its rows, in one write: what stands in the tables stands in the chain. `actOn` is asked anew where the case moved meanwhile, so
   * that what it read is what the case stood at; where it answers undefined nothing is written. Refuses what `actOn` refuses, `case.not-found`,
   * `case.conflict`, `case.fact-changed`.
   */
  async act(
    request: ActRequest,
    actOn: (snapshot: CaseSnapshot) => Promise<Result<Act | undefined>>,
  ): Promise<Result<CommandAnswer | undefined>> {
    for (let attempt = 1; ; attempt += 1) {
      const read = await this.store.read(request.organisationId, request.caseId);
      const snapshot = read?.snapshot;
      if (snapshot?.organisationId !== request.organisationId) return refuseRuntime('case.not-found', 'No such case.');
      const act = await actOn(snapshot);
      if (!act.ok || !act.value) return act as Result<undefined>;
      const { stage } = this.registry.definition(snapshot.kind, snapshot.definitionVersion);
      const tried = await this.carryOut(decisionOfAct(request.act, snapshot, stage, act.value), {
        before: snapshot,
        actor: request.actor,
        payload: {},
        at: read!.legalNow,
        idempotencyKey: null,
        requestHash: null,
        relied: [],
      });
      if (!('retry' in tried)) return tried;
      if (attempt >= SYSTEM_ATTEMPTS) return tried.retry;
    }
  }

  private async decideOn(
    read: ReadCase,
    request: CommandRequest,
  ): Promise<Result<{ decision: Decision; relied: Awaited<ReturnType<typeof loadFacts>>['relied']; payload: object }>> {
    const { snapshot } = read;
    const definition = this.registry.definition(snapshot.kind, snapshot.definitionVersion);
    const authorised = authorise(definition, snapshot, request.command, request.actor);
    if (!authorised.ok) return authorised;
    if (request.expectedVersion !== undefined && request.expectedVersion !== snapshot.version) {
      return refuseRuntime('case.stale-version', `The case is at version ${snapshot.version}, not ${request.expectedVersion}.`, {
        state: snapshot.state,
        facts: { version: snapshot.version },
      });
    }
    if (request.actor.kind === 'clock' && !clockStands(snapshot, request.actor.id)) {
      return refuseRuntime('case.conflict', 'The clock was moved meanwhile.', { state: snapshot.state });
    }
    const checked = checkPayload(authorised.value.payload, request.payload ?? {});
    if (!checked.ok) return checked;
    const facts = await loadFacts(this.registry.kind(snapshot.kind), authorised.value.facts ?? [], {
      caseId: snapshot.id,
      organisationId: snapshot.organisationId,
      assetId: snapshot.assetId,
      data: snapshot.data,
      actor: request.actor,
      payload: checked.value,
      tenancy: this.tenancy,
    });
    const given = { command: request.command, payload: checked.value, actor: request.actor };
    const decided = decide(definition, snapshot, given, { facts: facts.values, now: read.legalNow, calendar: this.calendar });
    return decided.ok ? ok({ decision: decided.value, relied: facts.relied, payload: checked.value }) : decided;
  }

  private async carryOut(decision: Decision, context: Omit<WriteContext, 'linked'>): Promise<Result<CommandAnswer> | Retry> {
    const linked = await this.linkedOf(decision);
    try {
      const sequence = await this.store.write(caseWriteOf(decision, { ...context, linked }));
      return ok({ caseId: decision.caseId, state: decision.to, version: decision.version, sequence, replayed: false });
    } catch (error) {
      const retry = retryOf(error);
      if (!retry) throw error;
      return { retry, owner: decision.organisationId };
    }
  }

  private async linkedOf(decision: Decision): Promise<ReadonlyMap<string, readonly LedgerTransaction[]>> {
    const linked = new Map<string, readonly LedgerTransaction[]>();
    for (const booking of bookingsOf(decision)) {
      if (booking.kind !== 'reversal') continue;
      linked.set(booking.linkId, orThrow(await this.books.linked(booking.linkId, booking.organisationIds)));
    }
    return linked;
  }

  /** The answer of the same command given before under the same key; a refusal when the key was used for another. */
  private async replay(
    request: Pick<CommandRequest, 'actor' | 'idempotencyKey' | 'command'>,
    owner: string,
    requestHash: Buffer | null,
  ): Promise<Result<CommandAnswer> | undefined> {
    if (!request.idempotencyKey || !requestHash) return undefined;
    const known = await this.store.eventByKey(owner, actorLabel(request.actor), request.idempotencyKey);
    if (!known) return undefined;
    if (!known.requestHash?.equals(requestHash)) {
      return refuseRuntime('idempotency-key.reused', 'This idempotency key was used for another command.');
    }
    return ok({ caseId: known.caseId, state: known.state, version: known.version, sequence: known.sequence, replayed: true });
  }
}

interface Retry {
  readonly retry: Refused;
  readonly owner: string;
}

function retryOf(error: unknown): Refused | undefined {
  switch (error instanceof DatabaseError ? error.code : undefined) {
    case VERSION_MOVED:
      return refuseRuntime('case.conflict', 'Somebody else moved the case meanwhile; look again.');
    case FACT_CHANGED:
      return refuseRuntime('case.fact-changed', 'Something that the decision rests on changed meanwhile; look again.');
    case UNIQUE_VIOLATION:
    case CONTENDED[0]:
    case CONTENDED[1]:
      return refuseRuntime('case.fact-changed', 'The same was written meanwhile; look again.');
    default:
      return undefined;
  }
}

/** A clock's actor id is case/clock/epoch: it counts only while that epoch is the one that runs. */
function clockStands(snapshot: CaseSnapshot, actorId: string): boolean {
  const [, name, epoch] = actorId.split('/');
  return snapshot.clocks.some((clock) => clock.name === name && clock.state === 'running' && clock.epoch === Number(epoch));
}
