import { legalDateOf, ok, type Refused, type Result, type WorkingCalendar } from '#libs/kernel';
import { isPermitted, partsOf, type Actor, type CaseParty } from './actor';
import {
  type CaseDefinition,
  type CaseSnapshot,
  type CommandDefinition,
  type Facts,
  type GuardContext,
  type Outcome,
} from './case-definition';
import { refuseCase } from './case.errors';
import { clocksAfter } from './clock';
import { type Decision } from './decision';
import { destinations } from './destinations';
import { type Effect } from './effect';

/** What a decision is made from besides the case and the command: no clock and no database is asked while deciding. */
export interface Circumstances {
  readonly facts: Facts;
  /** Legal time. */
  readonly now: Date;
  readonly calendar: WorkingCalendar;
}

/** Whether the actor may give this command in this state, before any fact is loaded. Refuses `case.unknown-command`, `case.not-permitted`, `case.wrong-state`. */
export function authorise<D, S extends string>(
  definition: CaseDefinition<D, S>,
  snapshot: CaseSnapshot<D, S>,
  name: string,
  actor: Actor,
): Result<CommandDefinition<D, S>> {
  const found = Object.hasOwn(definition.commands, name) ? definition.commands[name] : undefined;
  if (!found) return refuseCase('case.unknown-command', `A ${definition.kind} has no command «${name}».`, { facts: { command: name } });
  const parts = actor.kind === 'person' ? partsOf(actor, snapshot.parties) : [];
  if (!isPermitted(actor, parts, found.by)) {
    return refuseCase('case.not-permitted', `«${name}» is for ${found.by.join(', ')}.`, { facts: { command: name, by: found.by } });
  }
  if (!found.from.includes(snapshot.state)) {
    const code = definition.states[snapshot.state].final ? 'case.terminal' : 'case.wrong-state';
    return refuseCase(code, `«${name}» can be given in ${found.from.join(', ')}; the case is ${snapshot.state}.`, {
      state: snapshot.state,
      facts: { command: name, from: found.from },
    });
  }
  return ok(found);
}

/** Decides a command on a case: a decision, or a refusal with a code. Pure. The payload has passed the check of its fields. */
export function decide<D, S extends string>(
  definition: CaseDefinition<D, S>,
  snapshot: CaseSnapshot<D, S>,
  given: { readonly command: string; readonly payload: object; readonly actor: Actor },
  circumstances: Circumstances,
): Result<Decision<D, S>> {
  const authorised = authorise(definition, snapshot, given.command, given.actor);
  if (!authorised.ok) return authorised;
  const command = authorised.value;
  const context = contextOf(snapshot, given.actor, circumstances);

  const broken = firstBroken(command, context);
  if (broken) return broken;
  const outcome = command.apply?.({ ...context, payload: given.payload as never, calendar: circumstances.calendar }) ?? {};
  if (isRefused(outcome)) return outcome;

  const to = destination(definition, snapshot.state, given.command, outcome);
  const data = outcome.data ?? snapshot.data;
  return ok({
    caseId: snapshot.id,
    kind: definition.kind,
    stage: definition.stage,
    definitionVersion: definition.version,
    organisationId: snapshot.organisationId,
    assetId: snapshot.assetId,
    command: given.command,
    from: snapshot.state,
    to,
    version: snapshot.version + 1,
    data,
    parties: withParties(snapshot.parties, outcome.effects ?? []),
    clocks: clocksAfter({
      definition,
      clocks: snapshot.clocks,
      to,
      data,
      ...circumstances,
      restart: outcome.restart,
      extend: outcome.extend,
    }),
    effects: tellable(definition, outcome.effects ?? []),
    recorded: outcome.recorded ?? {},
    corrects: command.corrects ?? false,
  });
}

/** A case about to be opened: its owner and asset are settled by whoever asks, its id given so that effects can name it. */
export interface Opening {
  readonly caseId: string;
  readonly organisationId: string;
  readonly assetId: string | null;
  readonly payload: object;
  readonly actor: Actor;
}

/** Decides the opening of a case. A person plays the parts that his organisation's own roles name. */
export function decideOpening<D, S extends string>(
  definition: CaseDefinition<D, S>,
  given: Opening,
  circumstances: Circumstances,
): Result<Decision<D, S>> {
  const { opening } = definition;
  const parts = given.actor.kind === 'person' ? given.actor.organisationRoles : [];
  if (!isPermitted(given.actor, parts, opening.by)) {
    return refuseCase('case.not-permitted', `A ${definition.kind} is opened by ${opening.by.join(', ')}.`, { facts: { by: opening.by } });
  }
  const today = legalDateOf(circumstances.now);
  const outcome = opening.apply({ ...given, ...circumstances, payload: given.payload as never, today });
  if (isRefused(outcome)) return outcome;
  const owner: CaseParty = { organisationId: given.organisationId, part: definition.owner };
  const to = outcome.to ?? opening.to;
  return ok({
    caseId: given.caseId,
    kind: definition.kind,
    stage: definition.stage,
    definitionVersion: definition.version,
    organisationId: given.organisationId,
    assetId: given.assetId,
    command: 'open',
    from: null,
    to,
    version: 1,
    data: outcome.data,
    parties: withParties([owner], outcome.effects ?? []),
    clocks: clocksAfter({ definition, clocks: [], to, data: outcome.data, ...circumstances }),
    effects: tellable(definition, outcome.effects ?? []),
    recorded: outcome.recorded ?? {},
    corrects: false,
  });
}

export function contextOf<D, S extends string>(
  snapshot: CaseSnapshot<D, S>,
  actor: Actor,
  { facts, now }: Pick<Circumstances, 'facts' | 'now'>,
): GuardContext<D> {
  return { case: snapshot, actor, facts, now, today: legalDateOf(now) };
}

export function firstBroken<D, S extends string>(command: CommandDefinition<D, S>, context: GuardContext<D>): Refused | undefined {
  for (const guard of command.requires ?? []) {
    const held = guard.holds(context);
    if (held !== true) return held;
  }
  return undefined;
}

const isRefused = (value: object): value is Refused => 'ok' in value && value.ok === false;

function withParties(parties: readonly CaseParty[], effects: readonly Effect[]): readonly CaseParty[] {
  const added = effects.flatMap((effect) =>
    effect.type === 'party' ? [{ organisationId: effect.organisationId, part: effect.part }] : [],
  );
  const isNew = (party: CaseParty): boolean =>
    !parties.some((known) => known.organisationId === party.organisationId && known.part === party.part);
  return [...parties, ...added.filter(isNew)];
}

/** Nobody could read a message without a text. */
function tellable<D, S extends string>({ kind, messages = {} }: CaseDefinition<D, S>, effects: readonly Effect[]): readonly Effect[] {
  for (const effect of effects) {
    if (effect.type === 'tell' && !Object.hasOwn(messages, effect.message)) throw new Error(`${kind} has no text for «${effect.message}»`);
  }
  return effects;
}

/** A decision that leads where its definition does not say is a bug of the definition, never a refusal. */
function destination<D, S extends string>(definition: CaseDefinition<D, S>, from: S, name: string, outcome: Outcome<D, S>): S {
  const allowed = destinations(definition.commands[name]!, from);
  const to = outcome.to ?? (allowed.length === 1 ? allowed[0] : undefined);
  if (to === undefined || !allowed.includes(to)) {
    throw new Error(`${definition.kind}.${name} leads to «${String(to)}», which its definition does not name`);
  }
  return to;
}
