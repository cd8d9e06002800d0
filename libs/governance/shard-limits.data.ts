export interface ShardLimits {
  readonly version: string;
  readonly files: number;
  readonly bytes: number;
}

/**
 * How much one job takes on: what a killed worker has to do again, against what a job costs besides its work. A file that is larger
 * than the limit is a shard of its own.
 */
export const shardLimits: ShardLimits = { version: 'shards/1', files: 500, bytes: 256 * 1024 * 1024 };
