import { canonicalJson, ok, sha256Hex } from '#libs/kernel';
import { signingJob, type SigningDependencies } from '#libs/pipeline';
import { defineJob, type JobDefinition } from '#libs/queue';
import { signDocument } from '#libs/transparency';
import { type AssessmentData } from './assessment.data';
import { SEAL_JOB } from './opinion.commands';
import { OPINION_TYPE, opinionDocument } from './opinion.document';
import { type OpinionStore } from './opinion.store';

export interface SealOpinionDependencies extends SigningDependencies {
  readonly opinions: OpinionStore;
}

interface Payload {
  readonly digest: string;
}

/**
 * Puts the firm's signature under the opinion that was decided. The document is made again from the case, and its digest must be the one of the
 * decision: what is signed can be nothing else. Run twice it signs the same bytes, keeps the first signature, and seals once.
 */
export const sealOpinionJob = (dependencies: SealOpinionDependencies): JobDefinition<Payload> =>
  defineJob<Payload>(
    signingJob<Payload>(dependencies, {
      name: SEAL_JOB,
      kind: 'assessment',
      state: 'sealing',
      commands: { signed: 'seal', failed: 'seal-failed' },
      sign: async ({ snapshot, legalNow }, job) => {
        const data = snapshot.data as AssessmentData;
        const document = opinionDocument({ id: snapshot.id, assetId: snapshot.assetId, data }, data.opinion!);
        const text = canonicalJson(document);
        const digest = sha256Hex(text);
        if (digest !== job.payload.digest || digest !== data.opinion!.documentDigest)
          throw new Error('the opinion is not the one that was issued');
        const signer = await dependencies.signerOf(data.firmId);
        const signature = await signDocument(document, OPINION_TYPE, signer);
        const { keyId } = signer;
        const signed = { document: text, signature, keyId, digest, signedAt: legalNow };
        const kept = await dependencies.opinions.keep(job.organisationId, job.caseId!, signed);
        return kept.ok ? ok({ digest, keyId }) : kept;
      },
    }),
  );
