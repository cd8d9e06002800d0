import { giveAsJob, type CaseRunner, type CaseStore } from '#libs/case-runtime';
import { ok, sha256Hex, type Result } from '#libs/kernel';
import { defineJob, type JobDefinition, type JobRun } from '#libs/queue';
import { signDocument, type Signer } from '#libs/transparency';
import { CERTIFY_JOB } from './attestation.commands';
import { CERTIFICATE_TYPE, certificateText, logEntryText, recordText } from './certificate.document';
import { type ConfirmationData } from './confirmation.data';
import { type TransparencyLog } from './log/transparency-log';

export interface CertifyDependencies {
  readonly store: CaseStore;
  readonly runner: () => CaseRunner;
  readonly log: TransparencyLog;
  /** The key of an organisation; only this job and its like may use it. */
  readonly signerOf: (organisationId: string) => Promise<Signer>;
}

interface Payload {
  readonly record: string;
}

/**
 * Puts the sealed record's entry into the public log and the agency's signature under the certificate. Both are made again from the case, and the record's digest
 * must be the one of the decision. Run twice, the log keeps the first entry, the same bytes are signed, and the certificate is issued once.
 */
export const certifyJob = ({ store, runner, log, signerOf }: CertifyDependencies): JobDefinition<Payload> =>
  defineJob<Payload>({
    name: CERTIFY_JOB,
    runsAt: 'centre',
    maxAttempts: 5,
    backoff: { firstSeconds: 2, limitSeconds: 60 },
    leaseSeconds: 30,
    handle: async (job) => {
      const read = await store.read(job.organisationId, job.caseId!);
      if (read?.snapshot.state !== 'attested') return ok(undefined);
      const data = read.snapshot.data as ConfirmationData;
      const attestation = data.attestation!;
      const digest = sha256Hex(recordText(read.snapshot.id, data, attestation));
      if (digest !== attestation.recordDigest || digest !== job.payload.record)
        throw new Error('the record is not the one that was sealed');
      const places = await log.append([{ subject: `registration/${attestation.number}`, entry: logEntryText(attestation) }]);
      if (!places.ok) return places;
      const signer = await signerOf(data.agency.id);
      const document: unknown = JSON.parse(certificateText(read.snapshot.id, data));
      const signature = await signDocument(document, CERTIFICATE_TYPE, signer);
      return give(runner(), job, 'certify', { signature, keyId: signer.keyId, logIndex: places.value[0] });
    },
    exhausted: async (job, failure) => {
      await give(runner(), job, 'certify-failed', { code: failure.code });
    },
  });

const give = (runner: CaseRunner, job: JobRun<Payload>, command: string, payload: object): Promise<Result<void>> =>
  giveAsJob(runner, job, { kind: 'confirmation', command, payload });
