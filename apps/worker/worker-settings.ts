import { availableParallelism } from 'node:os';
import { ok, type Result } from '#libs/kernel';
import { type JobRegistry } from '#libs/queue';
import { refuseConfiguration } from '../api/configuration/configuration.errors';
import { EnvironmentReader, type Environment } from '../api/configuration/environment-reader';

export interface WorkerSettings {
  /** Homes whose raw data this machine may touch. */
  readonly homes: readonly string[];
  readonly centre: boolean;
  /** No lease of a job, a hand-over or the queue's own lock is longer; undefined: as each job and the queue have it. */
  readonly leaseLimitSeconds: number | undefined;
  /** Processes that de-identify beside the worker's own; 0: the worker does it by itself. */
  readonly engineProcesses: number;
}

/**
 * `HOMES`, `CENTRE`, `ENGINE_PROCESSES` (absent: one a core) and `LEASE_LIMIT_SECONDS`: how soon what a lost worker held is given to another, against how long a worker may be out of
 * breath. Refuses `configuration.invalid`.
 */
export function readWorkerSettings(environment: Environment): Result<WorkerSettings> {
  const read = new EnvironmentReader(environment);
  const limit = read.integer('LEASE_LIMIT_SECONDS', { otherwise: NONE, min: 2, max: 3_600 });
  const settings: WorkerSettings = {
    homes: read
      .text('HOMES', 'main')
      .split(',')
      .map((name) => name.trim()),
    centre: read.text('CENTRE', 'yes') !== 'no',
    leaseLimitSeconds: limit === NONE ? undefined : limit,
    engineProcesses: read.integer('ENGINE_PROCESSES', { otherwise: availableParallelism(), min: 0, max: 256 }),
  };
  return read.faults.length === 0 ? ok(settings) : refuseConfiguration('configuration.invalid', read.faults.join(' '));
}

const NONE = 0;

/** The same jobs, none of whose leases passes the limit. */
export const withLeaseLimit = (registry: JobRegistry, limitSeconds: number | undefined): JobRegistry =>
  limitSeconds === undefined
    ? registry
    : {
        names: registry.names,
        get: (name) => {
          const job = registry.get(name);
          return job && { ...job, leaseSeconds: Math.min(job.leaseSeconds, limitSeconds) };
        },
      };
