import { type JobDefinition } from './job-definition';

/** The jobs of a process by name. */
export interface JobRegistry {
  get(name: string): JobDefinition | undefined;
  readonly names: readonly string[];
}

/** A mistake in the composition of the program, found at start. */
export class JobRegistryError extends Error {
  override readonly name = 'JobRegistryError';
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z][a-z0-9]*(-[a-z0-9]+)*)+$/;

/**
 * @param declared every job that the case definitions may put in the outbox
 * @throws JobRegistryError naming all faults at once: a declared job without handler, two handlers for a name, a handler that nothing
 *   declares, limits that make no sense
 */
export const createJobRegistry = (declared: readonly string[], definitions: readonly JobDefinition[]): JobRegistry => {
  const faults = [
    ...declared.filter((name) => !definitions.some((definition) => definition.name === name)).map((name) => `${name} has no handler`),
  ];
  const byName = new Map<string, JobDefinition>();
  for (const definition of definitions) {
    if (byName.has(definition.name)) faults.push(`${definition.name} has two handlers`);
    if (!declared.includes(definition.name)) faults.push(`${definition.name} is queued by nothing`);
    faults.push(...faultsOf(definition));
    byName.set(definition.name, definition);
  }
  if (faults.length > 0) throw new JobRegistryError(`Jobs that can't run: ${[...new Set(faults)].join('; ')}.`);
  return { get: (name) => byName.get(name), names: [...byName.keys()] };
};

function faultsOf({ name, maxAttempts, backoff, leaseSeconds }: JobDefinition): string[] {
  const faults: string[] = [];
  if (!NAME.test(name)) faults.push(`${name} is no name of the form area.job`);
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1) faults.push(`${name} allows ${maxAttempts} attempts`);
  if (!(leaseSeconds > 0)) faults.push(`${name} has a lease of ${leaseSeconds} s`);
  if (!(backoff.firstSeconds >= 0) || !(backoff.limitSeconds >= backoff.firstSeconds)) faults.push(`${name} has a backoff that shrinks`);
  return faults;
}
