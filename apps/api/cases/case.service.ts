import { partsOf, offeredCommands, type CaseDefinition, type CaseSnapshot, type OfferedCommand } from '#libs/cases';
import { type CaseKind, type CaseRegistry, type CaseRunner, type CaseStore, type CommandAnswer } from '#libs/case-runtime';
import { type Tenancy } from '#libs/database';
import { type Actor } from '#libs/identity';
import { legalDateOf, ok, orThrow, refuse, RefusalError, type LegalDate, type Result } from '#libs/kernel';
import { type Page, decodeCursor, pageFrom } from '../request/page.dto';

export interface CaseSummary {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly version: number;
  readonly assetId: string | null;
  readonly openedAt: Date;
  readonly changedAt: Date;
}

export interface CaseView extends CaseSummary {
  readonly data: unknown;
  readonly parties: CaseSnapshot['parties'];
  readonly clocks: readonly ClockView[];
  readonly commands: readonly Omit<OfferedCommand, 'payload'>[];
}

export interface ClockView {
  readonly name: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly state: string;
  readonly dueOn: LegalDate | null;
  /** The date rests on a year whose official calendar is not out. */
  readonly provisional: boolean;
}

export interface EventView {
  readonly sequence: number;
  readonly command: string;
  readonly state: string;
  readonly actor: string;
  readonly at: Date;
  readonly version: number;
}

export interface ListFilter {
  readonly limit: number;
  readonly after?: string;
  readonly state?: string;
  readonly assetId?: string;
}

export interface Given {
  readonly actor: Actor;
  readonly payload: unknown;
  readonly idempotencyKey: string;
  readonly traceId: string;
}

/** What the routes of every kind of case ask for; a case that the actor's organisation is no party of is unknown to him. */
export class CaseService {
  constructor(
    private readonly registry: CaseRegistry,
    private readonly store: CaseStore,
    private readonly runner: CaseRunner,
    private readonly tenancy: Tenancy,
  ) {}

  async open(kind: CaseKind, assetId: string | null, given: Given): Promise<CommandAnswer> {
    const organisationId = await this.ownerFor(kind, assetId, given.actor);
    return orThrow(await this.runner.open({ ...given, kind: kindName(kind), organisationId, assetId }));
  }

  async command(
    kind: CaseKind,
    caseId: string,
    command: string,
    given: Given & { readonly expectedVersion?: number },
  ): Promise<CommandAnswer> {
    return orThrow(await this.runner.command({ ...given, kind: kindName(kind), caseId, command }));
  }

  async view(kind: CaseKind, caseId: string, actor: Actor): Promise<CaseView> {
    const read = await this.store.read(actor.organisationId, caseId);
    if (!read || read.snapshot.kind !== kindName(kind)) throw new RefusalError(unknown(kind).refusal);
    const { snapshot } = read;
    const definition = this.registry.definition(snapshot.kind, snapshot.definitionVersion);
    const parts = partsOf(actor, snapshot.parties);
    const facts = await this.factsForGuards(kind, definition, snapshot, actor);
    return {
      id: snapshot.id,
      kind: snapshot.kind,
      state: snapshot.state,
      version: snapshot.version,
      assetId: snapshot.assetId,
      openedAt: read.openedAt,
      changedAt: read.changedAt,
      data: parts.includes(definition.owner) || !definition.view ? snapshot.data : definition.view(snapshot.data, parts),
      parties: snapshot.parties,
      clocks: snapshot.clocks.map((clock) => ({
        name: clock.name,
        title: definition.clocks[clock.name]?.title ?? { zh: clock.name, en: clock.name },
        state: clock.state,
        dueOn: clock.dueAt ? legalDateOf(clock.dueAt) : null,
        provisional: clock.provisional,
      })),
      commands: offeredCommands(definition, snapshot, actor, { facts, now: read.legalNow }).map(({ payload: _, ...offered }) => offered),
    };
  }

  async list(kind: CaseKind, filter: ListFilter, actor: Actor): Promise<Page<CaseSummary>> {
    const key = orThrow(decodeCursor(filter.after, 1));
    const read = await this.tenancy.rows<CaseSummary>(
      actor.organisationId,
      `select id, kind, state, version, asset_id as "assetId", opened_at as "openedAt", changed_at as "changedAt" from case_record
       where kind = $1 and ($2::uuid is null or id < $2) and ($3::text is null or state = $3) and ($4::uuid is null or asset_id = $4)
       order by id desc limit $5`,
      [kindName(kind), key?.[0] ?? null, filter.state ?? null, filter.assetId ?? null, filter.limit + 1],
    );
    return pageFrom(orThrow(read), filter.limit, (row) => [row.id]);
  }

  async events(kind: CaseKind, caseId: string, actor: Actor): Promise<readonly EventView[]> {
    const read = await this.tenancy.readTenant(actor.organisationId, async (query): Promise<Result<EventView[] | undefined>> => {
      const known = await query.one('select 1 as known from case_record where id = $1 and kind = $2', [caseId, kindName(kind)]);
      if (!known) return ok(undefined);
      const events = await query.rows<EventView>(
        `select sequence::float8 as sequence, command, state, actor, at, case_version as version from case_event where case_id = $1 order by case_version`,
        [caseId],
      );
      return ok(events);
    });
    const events = orThrow(read);
    if (!events) throw new RefusalError(unknown(kind).refusal);
    return events;
  }

  private async ownerFor(kind: CaseKind, assetId: string | null, actor: Actor): Promise<string> {
    if (!kind.ownerOf || assetId === null) return actor.organisationId;
    const owner = await kind.ownerOf({ assetId, actor, tenancy: this.tenancy });
    if (!owner) throw new RefusalError(refuse('asset.not-found', 'not-found', 'No such asset.').refusal);
    return owner;
  }

  /** Only the facts that guards look at: what a payload decides is seen when the command is given. */
  private async factsForGuards(
    kind: CaseKind,
    definition: CaseDefinition,
    snapshot: CaseSnapshot,
    actor: Actor,
  ): Promise<Record<string, unknown>> {
    const guarded = Object.values(definition.commands).filter(
      (command) => command.from.includes(snapshot.state) && command.requires?.length,
    );
    const facts: Record<string, unknown> = {};
    for (const name of new Set(guarded.flatMap((command) => command.facts ?? []))) {
      const { id: caseId, organisationId, assetId, data } = snapshot;
      facts[name] = (await kind.facts[name]!({ caseId, organisationId, assetId, data, actor, tenancy: this.tenancy })).value;
    }
    return facts;
  }
}

export const kindName = (kind: CaseKind): string => kind.definitions[0]!.kind;

const unknown = (kind: CaseKind) => refuse('case.not-found', 'not-found', `No such ${kindName(kind)}.`);
