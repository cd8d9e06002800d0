import { type CaseRunner, type CaseStore } from '#libs/case-runtime';
import { type Tenancy } from '#libs/database';
import { type KeyStore, type ObjectStore } from '#libs/storage';
import { type Engine } from '#libs/engine';
import { type ShardLimits } from './shard-limits.data';

/** What the jobs of governance work with. They run at the home of the data: `objects`, `keys` and `workFolder` are that home's. */
export interface GovernanceDependencies {
  readonly tenancy: Tenancy;
  readonly store: CaseStore;
  readonly runner: () => CaseRunner;
  readonly objects: ObjectStore;
  readonly keys: KeyStore;
  readonly engine: Engine;
  /** For files while they are worked on: raw data lies here as long as its shard runs. Of this process's user alone. */
  readonly workFolder: string;
  /** Absent: `shardLimits`. */
  readonly limits?: ShardLimits;
}
