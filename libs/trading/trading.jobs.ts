import { type JobDefinition } from '#libs/queue';
import { prepareDeliveryJob, type PrepareDeliveryDependencies } from './prepare-delivery.job';

export type TradingJobDependencies = PrepareDeliveryDependencies;

export const tradingJobs = (dependencies: TradingJobDependencies): readonly JobDefinition[] => [
  prepareDeliveryJob(dependencies) as unknown as JobDefinition,
];
