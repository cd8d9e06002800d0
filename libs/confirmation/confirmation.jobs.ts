import { type JobDefinition } from '#libs/queue';
import { certifyJob, type CertifyDependencies } from './certify.job';
import { receiveObjectionJob } from './receive-objection.job';

export type ConfirmationJobDependencies = CertifyDependencies;

export const confirmationJobs = (dependencies: ConfirmationJobDependencies): readonly JobDefinition[] => [
  certifyJob(dependencies) as unknown as JobDefinition,
  receiveObjectionJob(dependencies.runner) as unknown as JobDefinition,
];
