import { giveAsJob, type CaseRunner, type CaseStore } from '#libs/case-runtime';
import { ok, type Result } from '#libs/kernel';
import { defineJob, type JobDefinition, type JobRun } from '#libs/queue';
import { type ObjectStore } from '#libs/storage';
import { checkObject, readGovernedManifest } from './governed-manifest';
import { type OrderData } from './order.data';
import { PREPARE_DELIVERY_JOB } from './payment.commands';

export interface PrepareDeliveryDependencies {
  readonly store: CaseStore;
  readonly objects: ObjectStore;
  readonly runner: () => CaseRunner;
}

interface Payload {
  readonly orderId: string;
  readonly governedDigest: string;
}

/**
 * Reads every object of the governed manifest where it lives, before the buyer is told that he may fetch it: what was damaged since governance
 * is found by the hospital, not by its customer. It copies nothing; the archive is made as it is downloaded.
 */
export const prepareDeliveryJob = ({ store, objects, runner }: PrepareDeliveryDependencies): JobDefinition<Payload> =>
  defineJob<Payload>({
    name: PREPARE_DELIVERY_JOB,
    runsAt: 'home',
    maxAttempts: 5,
    backoff: { firstSeconds: 5, limitSeconds: 300 },
    leaseSeconds: 60,
    handle: async (job) => {
      const { orderId, governedDigest } = job.payload;
      const { organisationId } = job;
      const read = await store.read(organisationId, orderId);
      const order = read?.snapshot;
      if (order?.state !== 'paid' || (order.data as OrderData).delivery.state !== 'preparing') return ok(undefined);
      const { datasetVersion } = order.data as OrderData;
      const found = await readGovernedManifest(objects, { organisationId, assetId: order.assetId!, datasetVersion, governedDigest });
      if (!found.ok) return found;
      const { files } = found.value.manifest;
      for (const file of files) {
        job.signal.throwIfAborted();
        const checked = await checkObject(objects, organisationId, file);
        if (!checked.ok) return checked;
      }
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      return give(runner(), job, 'delivery-ready', { files: files.length, bytes });
    },
    exhausted: async (job, failure) => {
      await give(runner(), job, 'delivery-failed', { code: failure.code });
    },
  });

const give = (runner: CaseRunner, job: JobRun<Payload>, command: string, payload: object): Promise<Result<void>> =>
  giveAsJob(runner, job, { kind: 'order', caseId: job.payload.orderId, command, payload });
