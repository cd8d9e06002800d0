import { giveAsJob, type CaseRunner, type CaseStore } from '#libs/case-runtime';
import { canonicalJson, ok, type Result, sha256Hex } from '#libs/kernel';
import { defineJob, type JobDefinition, type JobRun } from '#libs/queue';
import { signDocument, type Signer } from '#libs/transparency';
import { type AssessmentData } from './assessment.data';
import { SEAL_JOB } from './opinion.commands';
import { OPINION_TYPE, opinionDocument } from './opinion.document';
import { type OpinionStore } from './opinion.store';

export interface SealOpinionDependencies {
  readonly store: CaseStore;
  readonly runner: () => CaseRunner;
  readonly opinions: OpinionStore;
  /** The key of an organisation; only this job and its like may use it. */
  readonly signerOf: (organisationId: string) => Promise<Signer>;
}

interface Payload {
  readonly digest: string;
}

/**
 * Puts the firm's signature under the opinion that was decided. The document is made again from the case, and its digest must be the one of the
 * decision: what is signed can be nothing else. Run twice it signs the same bytes, keeps the first signature, and seals once.
 */
export const sealOpinionJob = ({ store, runner, opinions, signerOf }: SealOpinionDependencies): JobDefinition<Payload> =>
  defineJob<Payload>({
    name: SEAL_JOB,
    runsAt: 'centre',
    maxAttempts: 5,
    backoff: { firstSeconds: 2, limitSeconds: 60 },
    leaseSeconds: 30,
    handle: async (job) => {
      const read = await store.read(job.organisationId, job.caseId!);
      if (read?.snapshot.state !== 'sealing') return ok(undefined);
      const data = read.snapshot.data as AssessmentData;
      const document = opinionDocument({ id: read.snapshot.id, assetId: read.snapshot.assetId, data }, data.opinion!);
      const text = canonicalJson(document);
      const digest = sha256Hex(text);
      if (digest !== job.payload.digest || digest !== data.opinion!.documentDigest)
        throw new Error('the opinion is not the one that was issued');
      const signer = await signerOf(data.firmId);
      const signature = await signDocument(document, OPINION_TYPE, signer);
      const kept = await opinions.keep(job.organisationId, job.caseId!, {
        document: text,
        signature,
        keyId: signer.keyId,
        digest,
        signedAt: read.legalNow,
      });
      return kept.ok ? give(runner(), job, 'seal', { digest, keyId: signer.keyId }) : kept;
    },
    exhausted: async (job, failure) => {
      await give(runner(), job, 'seal-failed', { code: failure.code });
    },
  });

const give = (runner: CaseRunner, job: JobRun<Payload>, command: string, payload: object): Promise<Result<void>> =>
  giveAsJob(runner, job, { kind: 'assessment', command, payload });
