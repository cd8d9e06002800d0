import { type Bilingual, type LegalDate, type Refused, type WorkingCalendar } from '#libs/kernel';
import { type Actor, type CaseParty, type Permission } from './actor';
import { type Effect, type JsonObject } from './effect';
import { type Fields, type PayloadOf } from './payload-fields';

/** How a kind of case moves. `D` is the case's document, `S` its states. A definition is versioned; a case keeps the version that it began under. */
export interface CaseDefinition<D = unknown, S extends string = string> {
  readonly kind: string;
  readonly version: number;
  readonly title: Bilingual;
  /** The stage whose cost its bookings are; null: of none. */
  readonly stage: string | null;
  /** The part of the organisation that owns the case, and all parts that can be played in it. */
  readonly owner: string;
  readonly parts: readonly string[];
  readonly states: Readonly<Record<S, StateDefinition>>;
  readonly opening: OpeningDefinition<D, S>;
  readonly commands: Readonly<Record<string, CommandDefinition<D, S>>>;
  readonly clocks: Readonly<Record<string, ClockDefinition<D, S>>>;
  /** What its decisions tell people, by code; a decision that tells another is a bug. `{name}` stands for a parameter, `{name|yuan}` for one in fen. */
  readonly messages?: Readonly<Record<string, Bilingual>>;
  /** Jobs that its decisions queue; each must have a handler at start-up. */
  readonly jobs: readonly string[];
  /** What a party other than the owner sees of the document; absent: all of it. */
  readonly view?: (data: D, parts: readonly string[]) => Partial<D>;
}

export interface StateDefinition {
  readonly title: Bilingual;
  readonly meaning: Bilingual;
  /** Nothing leads out of it. */
  readonly final?: boolean;
}

export interface OpeningDefinition<D, S extends string, F extends Fields = Fields> {
  readonly title: Bilingual;
  readonly to: S;
  readonly by: readonly Permission[];
  readonly payload: F;
  readonly facts?: readonly string[];
  apply(context: OpeningContext<PayloadOf<F>>): (Outcome<D, S> & { readonly data: D }) | Refused;
}

export interface CommandDefinition<D, S extends string, F extends Fields = Fields> {
  readonly title: Bilingual;
  readonly from: readonly S[];
  /** Where it leads, whatever the state or by state. Several: `apply` names one. Absent: the case stays in the state in which it was given. */
  readonly to?: S | readonly S[] | Readonly<Partial<Record<S, readonly S[]>>>;
  readonly by: readonly Permission[];
  readonly payload: F;
  /** Names of facts that the runner loads before the decision; the rows they rest on may not change until it is written. */
  readonly facts?: readonly string[];
  /** What must hold whatever the payload says: also evaluated to show why a command is not offered. */
  readonly requires?: readonly Guard<D>[];
  /** A correction by a named person: the payload has a `reason`, and the audit link says so. */
  readonly corrects?: boolean;
  apply?(context: CommandContext<D, PayloadOf<F>>): Outcome<D, S> | Refused;
}

export interface Guard<D> {
  readonly name: string;
  readonly title: Bilingual;
  holds(context: GuardContext<D>): true | Refused;
}

export interface GuardContext<D> {
  readonly case: CaseSnapshot<D>;
  readonly actor: Actor;
  readonly facts: Facts;
  readonly now: Date;
  readonly today: LegalDate;
}

export interface CommandContext<D, P> extends GuardContext<D> {
  readonly payload: P;
  readonly calendar: WorkingCalendar;
}

export interface OpeningContext<P> {
  readonly caseId: string;
  readonly organisationId: string;
  readonly assetId: string | null;
  readonly actor: Actor;
  readonly facts: Facts;
  readonly payload: P;
  readonly now: Date;
  readonly today: LegalDate;
  readonly calendar: WorkingCalendar;
}

/** Facts by name. A definition states what type it expects of a name; the stage's loader delivers it. */
export type Facts = Readonly<Record<string, unknown>>;

export interface Outcome<D, S extends string> {
  readonly to?: S;
  readonly data?: D;
  readonly effects?: readonly Effect[];
  /** Clocks to begin anew, or to give more time, beyond what the states themselves start and stop. */
  readonly restart?: readonly string[];
  readonly extend?: readonly { readonly clock: string; readonly by: Duration }[];
  /** What the event keeps besides the payload: ids, digests, figures. Never a patient's value. */
  readonly recorded?: JsonObject;
}

export type Duration =
  | { readonly workingDays: number }
  | { readonly days: number }
  | { readonly months: number }
  /** Up to and including this date. */
  | { readonly until: LegalDate };

/** A legal clock. It runs while the case is in one of `runsIn`, stands still in `pausesIn`, ends elsewhere; when it runs out, `then` is given by `system:clock`. */
export interface ClockDefinition<D, S extends string> {
  readonly title: Bilingual;
  readonly basis: string;
  readonly runsIn: readonly S[];
  readonly pausesIn?: readonly S[];
  lasts(data: D, calendar: WorkingCalendar, today: LegalDate): Duration | null;
  readonly then: string;
}

export interface ClockState {
  readonly name: string;
  readonly state: 'running' | 'paused' | 'ended';
  readonly epoch: number;
  readonly startedAt: Date;
  readonly dueAt: Date | null;
  /** The date rests on a year without an official calendar. */
  readonly provisional: boolean;
  /** What was counted from the day on which it started: first its length, then each extension. So its date can be counted anew. */
  readonly counted: readonly Duration[];
  /** What is left of a paused clock, in the unit that it runs in. */
  readonly remaining: Duration | null;
}

/** A case as it was read: `decide` sees nothing else of it. */
export interface CaseSnapshot<D = unknown, S extends string = string> {
  readonly id: string;
  readonly kind: string;
  readonly definitionVersion: number;
  readonly organisationId: string;
  readonly assetId: string | null;
  readonly state: S;
  readonly version: number;
  readonly data: D;
  readonly parties: readonly CaseParty[];
  readonly clocks: readonly ClockState[];
}

/** Fixes a command's payload type from its fields: `command<Data, State>()({ payload: { … }, apply: ({ payload }) => … })`. */
export const command =
  <D, S extends string>() =>
  <const F extends Fields>(definition: CommandDefinition<D, S, F>): CommandDefinition<D, S> =>
    definition as unknown as CommandDefinition<D, S>;

export const opening =
  <D, S extends string>() =>
  <const F extends Fields>(definition: OpeningDefinition<D, S, F>): OpeningDefinition<D, S> =>
    definition as unknown as OpeningDefinition<D, S>;
