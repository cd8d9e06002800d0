import { type Actor, type CaseSnapshot, type ClockState, type Decision, type JsonObject, type RowEffect } from '#libs/cases';

/** Something done about a case by another way than a command of its definition: a version of its own and a link of the chain, but no other state. */
export interface Act {
  /** What the audit link keeps of it: ids, digests and counts. */
  readonly recorded: JsonObject;
  readonly rows?: readonly RowEffect[];
  readonly clocks?: readonly ClockState[];
}

export interface ActRequest {
  /** The owner of the case. */
  readonly organisationId: string;
  readonly caseId: string;
  /** Its name in the chain, as a command's. Who may do it, its caller has decided. */
  readonly act: string;
  readonly actor: Actor;
}

export function decisionOfAct(name: string, snapshot: CaseSnapshot, stage: string | null, act: Act): Decision {
  const { id: caseId, kind, definitionVersion, organisationId, assetId, state, version, data, parties, clocks } = snapshot;
  return {
    ...{ caseId, kind, stage, definitionVersion, organisationId, assetId, data, parties },
    command: name,
    from: state,
    to: state,
    version: version + 1,
    clocks: act.clocks ?? clocks,
    effects: act.rows ?? [],
    recorded: act.recorded,
    corrects: false,
  };
}
