import { type CaseStore } from '#libs/case-runtime';
import { isPermitted, partsOf, type Permission, type PersonActor } from '#libs/cases';
import { ok, type Result } from '#libs/kernel';
import { type GovernanceData, type GovernanceState } from './governance.data';
import { refuseGovernance } from './governance.errors';
import { type CaseKey } from './measure.store';

export interface SeenCase extends CaseKey {
  readonly state: GovernanceState;
  readonly data: GovernanceData;
}

/** Who of the hospital reads reports, card and previews. */
export const READERS: readonly Permission[] = ['hospital:it', 'hospital:data-committee', 'hospital:ethics', 'hospital:director'];

/** A case of the actor's own organisation. Refuses `governance.not-found` (also for a foreign case), `governance.not-permitted`. */
export async function seenCase(store: CaseStore, actor: PersonActor, caseId: string, by: readonly Permission[]): Promise<Result<SeenCase>> {
  const read = await store.read(actor.organisationId, caseId);
  const snapshot = read?.snapshot;
  if (snapshot?.kind !== 'governance' || snapshot.organisationId !== actor.organisationId) {
    return refuseGovernance('governance.not-found', 'There is no such governance case.');
  }
  if (!isPermitted(actor, partsOf(actor, snapshot.parties), by)) {
    return refuseGovernance('governance.not-permitted', `This is for ${by.join(', ')}.`, { facts: { by } });
  }
  const { organisationId, state, data } = snapshot;
  return ok({ organisationId, caseId, state: state as GovernanceState, data: data as GovernanceData });
}
