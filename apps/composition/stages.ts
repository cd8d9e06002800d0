import { type CaseKind, type CaseRunner, type CaseStore } from '#libs/case-runtime';
import { type DatabaseConnections, type Tenancy } from '#libs/database';
import { type WorkingCalendar } from '#libs/kernel';
import { type LedgerService } from '#libs/ledger';
import { assetKind, pipelineJobs, type Stage } from '#libs/pipeline';
import { type JobDefinition } from '#libs/queue';
import { type ObjectStore } from '#libs/storage';

/** What stages are made of. */
export interface StageParts {
  readonly connections: DatabaseConnections;
  readonly tenancy: Tenancy;
  readonly calendar: WorkingCalendar;
  readonly ledger: LedgerService;
  readonly store: CaseStore;
  readonly objects: ObjectStore;
  readonly dataFolder: string;
  readonly runner: () => CaseRunner;
}

export interface ComposedStages {
  readonly kinds: readonly CaseKind[];
  readonly jobs: readonly JobDefinition[];
  readonly stages: readonly Stage[];
}

/** All stages, in the order of the pipeline. */
export function composeStages(parts: StageParts): ComposedStages {
  const stages: readonly Stage[] = [];
  return {
    kinds: [assetKind],
    jobs: [...pipelineJobs({ runner: parts.runner, stages })],
    stages,
  };
}
