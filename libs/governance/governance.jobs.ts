import { type JobDefinition } from '#libs/queue';
import { destroySecretJob } from './destroy-secret.job';
import { type GovernanceDependencies } from './job-dependencies';
import { measureJob } from './measure.job';
import { sealJob } from './seal.job';
import { shardJob } from './shard.job';
import { splitJob } from './split.job';

export const governanceJobs = (dependencies: GovernanceDependencies): readonly JobDefinition[] => [
  splitJob(dependencies) as unknown as JobDefinition,
  shardJob(dependencies) as unknown as JobDefinition,
  measureJob(dependencies) as unknown as JobDefinition,
  sealJob(dependencies) as unknown as JobDefinition,
  destroySecretJob(dependencies) as unknown as JobDefinition,
];
