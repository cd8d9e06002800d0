import { type JobDefinition } from './job-definition';

/** Where a job runs that needs no raw data. On one machine it is that machine, as every other home is. */
export const CENTRE = 'centre';

/** The `home` of an outbox row for this job of a hospital whose raw data lives at `organisationHome`. */
export const homeOfJob = ({ runsAt }: Pick<JobDefinition, 'runsAt'>, organisationHome: string): string =>
  runsAt === 'home' ? organisationHome : CENTRE;

/** The queue of a home. One to one; free of `:`, which separates the parts of a key on Redis. */
export const queueNameOf = (home: string): string => `jobs.${encodeURIComponent(home)}`;
