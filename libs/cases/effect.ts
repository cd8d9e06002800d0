import { type Booking } from './booking';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };

/** What a decision wants done besides moving the case. All of it is written in the same transaction as the move; nothing is done by `decide`. */
export type Effect =
  | JobEffect
  | { readonly type: 'book'; readonly booking: Booking }
  | TellEffect
  | { readonly type: 'party'; readonly organisationId: string; readonly part: string }
  | RowEffect
  | StageEndedEffect;

/** A job through the outbox. `home` is the place where it must run (raw data never leaves it); absent: the centre. */
export interface JobEffect {
  readonly type: 'job';
  readonly job: string;
  readonly payload: JsonObject;
  readonly home?: string;
  readonly runId?: string;
  readonly epoch?: number;
}

/** Tell the people with these roles of an organisation; `message` is a code whose text the notifications library holds in both languages. */
export interface TellEffect {
  readonly type: 'tell';
  readonly organisationId: string;
  readonly roles: readonly string[];
  readonly message: string;
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** A row of the stage's own. `upsert` replaces the named columns of the row with the same primary key. The table must be registered with the case runtime. */
export interface RowEffect {
  readonly type: 'row';
  readonly table: string;
  readonly write: 'insert' | 'upsert';
  readonly values: JsonObject;
  /** The tenant whose row it is; absent: the case's owner. */
  readonly organisationId?: string;
}

/** Tells the pipeline, through the outbox, how a stage ended and what it hands over. */
export interface StageEndedEffect {
  readonly type: 'stage-ended';
  readonly outcome: string;
  readonly handover: JsonObject;
}
