import { giveAsJob, type CaseRunner, type CaseStore, type ReadCase } from '#libs/case-runtime';
import { ok, type Result } from '#libs/kernel';
import { type JobDefinition, type JobRun } from '#libs/queue';
import { type Signer } from '#libs/transparency';

export interface SigningDependencies {
  readonly store: CaseStore;
  readonly runner: () => CaseRunner;
  /** The key of an organisation; only jobs that sign may use it. */
  readonly signerOf: (organisationId: string) => Promise<Signer>;
}

export interface Signing<P> {
  readonly name: string;
  readonly kind: string;
  /** In which the case waits for its signature; in any other nothing is signed. */
  readonly state: string;
  /** Given when it is signed, with what `sign` answers; and when it could not be. */
  readonly commands: { readonly signed: string; readonly failed: string };
  /** Makes the document again from the case and signs it. Throws where it is not the one that was decided. */
  readonly sign: (read: ReadCase, job: JobRun<P>) => Promise<Result<object>>;
}

/** A job that puts an organisation's signature under what a case decided. Run twice it must sign the same bytes; the case is told once. */
export const signingJob = <P extends object>(
  { store, runner }: SigningDependencies,
  { name, kind, state, commands, sign }: Signing<P>,
): JobDefinition<P> => ({
  name,
  runsAt: 'centre',
  maxAttempts: 5,
  backoff: { firstSeconds: 2, limitSeconds: 60 },
  leaseSeconds: 30,
  handle: async (job) => {
    const read = await store.read(job.organisationId, job.caseId!);
    if (read?.snapshot.state !== state) return ok(undefined);
    const signed = await sign(read, job);
    return signed.ok ? giveAsJob(runner(), job, { kind, command: commands.signed, payload: signed.value }) : signed;
  },
  exhausted: async (job, failure) => {
    await giveAsJob(runner(), job, { kind, command: commands.failed, payload: { code: failure.code } });
  },
});
