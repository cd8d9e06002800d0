/** A person who acts for one organisation, as authenticated; `roles` are those he has in it, `organisationRoles` the organisation's own. */
export interface PersonActor {
  readonly kind: 'person';
  readonly personId: string;
  readonly organisationId: string;
  readonly roles: readonly string[];
  readonly organisationRoles: readonly string[];
}

/** Medbourse itself: a clock that ran out, a queued job, the pipeline. `id` names the clock's epoch, the outbox row or the event that acts. */
export interface SystemActor {
  readonly kind: SystemActorKind;
  readonly id: string;
}

export type SystemActorKind = 'clock' | 'job' | 'pipeline';
export type Actor = PersonActor | SystemActor;

/** `part:role` — who may act: the part an organisation plays in the case and the person's role in that organisation — or `system:clock|job|pipeline`. */
export type Permission = `${string}:${string}`;

/** The parts that a person plays in a case: those of his organisation. */
export function partsOf(actor: PersonActor, parties: readonly CaseParty[]): readonly string[] {
  return parties.filter((party) => party.organisationId === actor.organisationId).map((party) => party.part);
}

export interface CaseParty {
  readonly organisationId: string;
  readonly part: string;
}

export function isPermitted(actor: Actor, parts: readonly string[], by: readonly Permission[]): boolean {
  return by.some((permission) => {
    const [part, role] = permission.split(':') as [string, string];
    if (actor.kind !== 'person') return part === 'system' && role === actor.kind;
    return parts.includes(part) && actor.roles.includes(role);
  });
}

/** What the event and the audit link keep of an actor: ids, never a name. */
export function actorLabel(actor: Actor): string {
  return actor.kind === 'person' ? `person:${actor.personId}@${actor.organisationId}` : `${actor.kind}:${actor.id}`;
}
