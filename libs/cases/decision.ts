import { type CaseParty } from './actor';
import { type ClockState } from './case-definition';
import { type Effect, type JsonObject } from './effect';

/** What `decide` answers: everything that the one write needs. */
export interface Decision<D = unknown, S extends string = string> {
  readonly caseId: string;
  readonly kind: string;
  readonly stage: string | null;
  readonly definitionVersion: number;
  readonly organisationId: string;
  readonly assetId: string | null;
  readonly command: string;
  readonly from: S | null;
  readonly to: S;
  /** The case's version after the decision; 1 for an opening. */
  readonly version: number;
  readonly data: D;
  readonly parties: readonly CaseParty[];
  readonly clocks: readonly ClockState[];
  readonly effects: readonly Effect[];
  readonly recorded: JsonObject;
  readonly corrects: boolean;
}

/** A row that a fact rests on, of the tenant that may read it. The write is refused (`fact-changed`) if it is no longer at this version. */
export interface ReliedRow {
  readonly organisationId: string;
  readonly caseId: string;
  readonly version: number;
}
