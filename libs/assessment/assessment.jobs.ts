import { type JobDefinition } from '#libs/queue';
import { sealOpinionJob, type SealOpinionDependencies } from './seal-opinion.job';

export type AssessmentJobDependencies = SealOpinionDependencies;

export const assessmentJobs = (dependencies: AssessmentJobDependencies): readonly JobDefinition[] => [
  sealOpinionJob(dependencies) as unknown as JobDefinition,
];
