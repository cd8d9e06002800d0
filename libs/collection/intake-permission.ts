import { type CaseStore } from '#libs/case-runtime';
import { isPermitted, partsOf, type PersonActor } from '#libs/cases';
import { ok, type Result } from '#libs/kernel';
import { type CollectionData, type CollectionState } from './collection.data';
import { refuseCollection } from './collection.errors';
import { type CaseOfTenant } from './collection-file.store';

export interface AssetOfTenant {
  readonly organisationId: string;
  readonly assetId: string;
}

export interface SeenCollection extends CaseOfTenant {
  readonly state: CollectionState;
  readonly assetId: string;
  readonly data: CollectionData;
}

/**
 * The collection as this person may handle its files: raw data is seen and sent by the hospital's own IT staff alone, whoever else is a party.
 * Refuses `collection.no-such-collection` (also for a foreign one), `collection.not-permitted`.
 */
export async function collectionFor(store: CaseStore, actor: PersonActor, caseId: string): Promise<Result<SeenCollection>> {
  const read = await store.read(actor.organisationId, caseId);
  const snapshot = read?.snapshot;
  if (snapshot?.kind !== 'collection' || snapshot.organisationId !== actor.organisationId)
    return refuseCollection('collection.no-such-collection', 'There is no such collection.');
  if (!isPermitted(actor, partsOf(actor, snapshot.parties), ['hospital:it']))
    return refuseCollection('collection.not-permitted', 'The files of a collection are for the hospital’s IT staff.', {
      facts: { by: ['hospital:it'] },
    });
  const { organisationId } = snapshot;
  return ok({
    organisationId,
    caseId,
    state: snapshot.state as CollectionState,
    assetId: snapshot.assetId!,
    data: snapshot.data as CollectionData,
  });
}

/**
 * The asset as this person may say who sends to it: the IT staff of its hospital alone. Refuses `collection.no-such-asset` (also for a foreign one),
 * `collection.not-permitted`.
 */
export async function assetForIntake(store: CaseStore, actor: PersonActor, assetId: string): Promise<Result<AssetOfTenant>> {
  const snapshot = (await store.read(actor.organisationId, assetId))?.snapshot;
  if (snapshot?.kind !== 'asset' || snapshot.organisationId !== actor.organisationId)
    return refuseCollection('collection.no-such-asset', 'There is no such asset.');
  if (!isPermitted(actor, partsOf(actor, snapshot.parties), ['hospital:it']))
    return refuseCollection('collection.not-permitted', 'The intake of an asset is for the hospital’s IT staff.', {
      facts: { by: ['hospital:it'] },
    });
  return ok({ organisationId: snapshot.organisationId, assetId });
}
