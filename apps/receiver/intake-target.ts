import { type RoleConnection, type Tenancy } from '#libs/database';
import { calledEndpoint, receivingCollection, refuseCollection, type Intake } from '#libs/collection';
import { ok, orThrow } from '#libs/kernel';
import { type Caller, type FindTarget, type StorageTarget } from './storage-target';

export interface IntakeTargetParts {
  readonly app: RoleConnection;
  readonly tenancy: Tenancy;
  readonly intake: Intake;
  /** Associations of one endpoint at a time, so that no hospital's devices keep all others out. */
  readonly perEndpoint: number;
}

/** Leads an association to the intake of the asset that its called AE title stands for. */
export function intakeTarget(parts: IntakeTargetParts): FindTarget {
  const running = new Map<string, number>();
  const count = (id: string, change: number): void => void running.set(id, (running.get(id) ?? 0) + change);
  return async (caller: Caller) => {
    const endpoint = orThrow(await calledEndpoint(parts.app, caller.calledAe));
    if (!endpoint) return 'calledUnknown';
    if (!endpoint.admits(caller.callingAe, caller.address)) return 'callingUnknown';
    const collection = orThrow(await receivingCollection(parts.tenancy, endpoint));
    // The hospital's IT staff tries titles, addresses and the line before the first collection begins.
    if (!collection && caller.stores) return 'notReceiving';
    if ((running.get(endpoint.id) ?? 0) >= parts.perEndpoint) return 'limitReached';
    count(endpoint.id, 1);
    return {
      endpointId: endpoint.id,
      store: async (announced, bytes) => {
        if (!collection) return refuseCollection('collection.not-receiving', 'No collection of the asset is receiving.');
        const { result } = await parts.intake.receiveObject(collection, {
          sender: { kind: 'dicom', endpointId: endpoint.id, callingAe: caller.callingAe },
          under: ['pacs', caller.callingAe],
          bytes,
          admit: ({ uids, facts }) =>
            uids.instance === announced.sopInstance && facts.sopClass === announced.sopClass
              ? ok(undefined)
              : refuseCollection('collection.object-mismatch', 'The data set is not what its command says.'),
        });
        return result;
      },
      release: () => count(endpoint.id, -1),
    } satisfies StorageTarget;
  };
}
