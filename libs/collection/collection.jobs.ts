import { type JobDefinition } from '#libs/queue';
import { sealJob, type SealDependencies } from './seal.job';

export const collectionJobs = (dependencies: SealDependencies): readonly JobDefinition[] => [
  sealJob(dependencies) as unknown as JobDefinition,
];
