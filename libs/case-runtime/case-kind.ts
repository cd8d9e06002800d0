import { type Actor, type CaseDefinition, type Facts, type PersonActor, type ReliedRow } from '#libs/cases';
import { type Tenancy } from '#libs/database';

/** What a stage hands to the runtime: its definitions, oldest first (the last one opens cases), and how its facts are read. */
export interface CaseKind {
  readonly definitions: readonly CaseDefinition[];
  readonly facts: Readonly<Record<string, FactLoader>>;
  /** Where its routes live: `/api/<path>`; those about an asset are opened at `/api/assets/{assetId}/<path>`. */
  readonly path: string;
  /** Whose case it becomes when a person opens one about an asset; absent: his own organisation's. Undefined answers: no such asset for him. */
  readonly ownerOf?: (question: {
    readonly assetId: string;
    readonly actor: PersonActor;
    readonly tenancy: Tenancy;
  }) => Promise<string | undefined>;
}

/** Reads one fact. What it rests on is named in `relied`, so that the write is refused when one of those cases has moved on. */
export type FactLoader = (question: FactQuestion) => Promise<LoadedFact>;

export interface FactQuestion {
  readonly caseId: string;
  readonly organisationId: string;
  readonly assetId: string | null;
  readonly data: unknown;
  readonly actor: Actor;
  /** Absent when commands are only being offered. */
  readonly payload?: object;
  readonly tenancy: Tenancy;
}

export interface LoadedFact {
  readonly value: unknown;
  readonly relied?: readonly ReliedRow[];
}

export interface LoadedFacts {
  readonly values: Facts;
  readonly relied: readonly ReliedRow[];
}

export async function loadFacts(kind: CaseKind, names: readonly string[], question: FactQuestion): Promise<LoadedFacts> {
  const values: Record<string, unknown> = {};
  const relied: ReliedRow[] = [];
  for (const name of names) {
    const loader = kind.facts[name];
    if (!loader) throw new Error(`no loader for the fact «${name}»`);
    const fact = await loader(question);
    values[name] = fact.value;
    relied.push(...(fact.relied ?? []));
  }
  return { values, relied };
}
