import { faultsOf, type CaseDefinition } from '#libs/cases';
import { type CaseKind } from './case-kind';
import { STAGE_ENDED_JOB } from './case-write';

/** All kinds of case that this process serves. Throws at construction, so that a faulty definition stops the start and not a case. */
export class CaseRegistry {
  private readonly kinds = new Map<string, CaseKind>();

  constructor(kinds: readonly CaseKind[]) {
    const faults = kinds.flatMap((kind) => [...kind.definitions.flatMap(faultsOf), ...missingFacts(kind)]);
    for (const kind of kinds) {
      const name = kind.definitions[0]?.kind;
      if (!name) faults.push(`${kind.path}: a kind without a definition`);
      else if (this.kinds.has(name)) faults.push(`${name}: registered twice`);
      else this.kinds.set(name, kind);
    }
    if (faults.length > 0) throw new Error(`faulty case definitions:\n${faults.join('\n')}`);
  }

  all(): readonly CaseKind[] {
    return [...this.kinds.values()];
  }

  /** Every job that decisions may queue; each must have a handler in the worker. */
  jobs(): readonly string[] {
    const named = this.all().flatMap((kind) => kind.definitions.flatMap((definition) => definition.jobs));
    return [...new Set([...named, STAGE_ENDED_JOB])];
  }

  kind(name: string): CaseKind {
    const kind = this.kinds.get(name);
    if (!kind) throw new Error(`no such kind of case: ${name}`);
    return kind;
  }

  /** The definition that new cases begin under. */
  current(name: string): CaseDefinition {
    return this.kind(name).definitions.at(-1)!;
  }

  /** The definition that a case began under. */
  definition(name: string, version: number): CaseDefinition {
    const found = this.kind(name).definitions.find((definition) => definition.version === version);
    if (!found) throw new Error(`no version ${version} of ${name}`);
    return found;
  }
}

function missingFacts(kind: CaseKind): string[] {
  return kind.definitions.flatMap((definition) => {
    const named = [definition.opening.facts ?? [], ...Object.values(definition.commands).map((command) => command.facts ?? [])].flat();
    return named.filter((name) => !kind.facts[name]).map((name) => `${definition.kind}: no loader for the fact «${name}»`);
  });
}
