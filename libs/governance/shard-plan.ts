import { type ShardLimits } from './shard-limits.data';

export interface Sized {
  readonly bytes: number;
}

export interface PlannedShard<F extends Sized> {
  /** Counted from 1. */
  readonly shard: number;
  readonly files: readonly F[];
  readonly bytes: number;
}

/** Files in their order, each in just one shard; a shard passes a limit only where a single file does. */
export function planShards<F extends Sized>(files: readonly F[], limits: ShardLimits): readonly PlannedShard<F>[] {
  const shards: PlannedShard<F>[] = [];
  let open: F[] = [];
  let bytes = 0;
  const close = (): void => {
    if (open.length > 0) shards.push({ shard: shards.length + 1, files: open, bytes });
    open = [];
    bytes = 0;
  };
  for (const file of files) {
    if (open.length >= limits.files || (open.length > 0 && bytes + file.bytes > limits.bytes)) close();
    open.push(file);
    bytes += file.bytes;
  }
  close();
  return shards;
}

/** Shards that so many files and bytes need at least. */
export const fewestShards = (files: number, bytes: number, limits: ShardLimits): number =>
  files === 0 ? 0 : Math.max(1, Math.ceil(files / limits.files), Math.ceil(bytes / limits.bytes));
