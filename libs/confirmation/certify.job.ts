import { ok, sha256Hex } from '#libs/kernel';
import { signingJob, type SigningDependencies } from '#libs/pipeline';
import { defineJob, type JobDefinition } from '#libs/queue';
import { signDocument } from '#libs/transparency';
import { CERTIFY_JOB } from './attestation.commands';
import { CERTIFICATE_TYPE, certificateText, logEntryText, recordText } from './certificate.document';
import { type ConfirmationData } from './confirmation.data';
import { type TransparencyLog } from './log/transparency-log';

export interface CertifyDependencies extends SigningDependencies {
  readonly log: TransparencyLog;
}

interface Payload {
  readonly record: string;
}

/**
 * Puts the sealed record's entry into the public log and the agency's signature under the certificate. Both are made again from the case, and the record's digest
 * must be the one of the decision. Run twice, the log keeps the first entry, the same bytes are signed, and the certificate is issued once.
 */
export const certifyJob = (dependencies: CertifyDependencies): JobDefinition<Payload> =>
  defineJob<Payload>(
    signingJob<Payload>(dependencies, {
      name: CERTIFY_JOB,
      kind: 'confirmation',
      state: 'attested',
      commands: { signed: 'certify', failed: 'certify-failed' },
      sign: async ({ snapshot: { id, ...snapshot } }, job) => {
        const data = snapshot.data as ConfirmationData;
        const attestation = data.attestation!;
        const digest = sha256Hex(recordText(id, data, attestation));
        if (digest !== attestation.recordDigest || digest !== job.payload.record)
          throw new Error('the record is not the one that was sealed');
        const places = await dependencies.log.append([{ subject: `registration/${attestation.number}`, entry: logEntryText(attestation) }]);
        if (!places.ok) return places;
        const signer = await dependencies.signerOf(data.agency.id);
        const document: unknown = JSON.parse(certificateText(id, data));
        const signature = await signDocument(document, CERTIFICATE_TYPE, signer);
        return ok({ signature, keyId: signer.keyId, logIndex: places.value[0] });
      },
    }),
  );
