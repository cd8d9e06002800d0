import { type Query } from '#libs/database';
import { newId } from '#libs/kernel';
import { type ManifestFile } from '#libs/pipeline';
import { type JobRun } from '#libs/queue';
import { MEASURE_JOB, SHARD_JOB } from './run.commands';
import { type PlannedShard } from './shard-plan';

/** The run that a job belongs to. */
export interface RunKey {
  readonly organisationId: string;
  readonly caseId: string;
  readonly epoch: number;
}

export const runKeyOf = (job: JobRun<object>): RunKey => ({ organisationId: job.organisationId, caseId: job.caseId!, epoch: job.epoch! });

/** A file to be de-identified: its number in the manifest, counted from 1. */
export interface SourceFile {
  readonly file: number;
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

const ROWS_PER_STATEMENT = 5_000;

export async function isSplit(query: Query, { organisationId, caseId, epoch }: RunKey): Promise<boolean> {
  const run = await query.one('select 1 from governance_run where organisation_id = $1 and case_id = $2 and epoch = $3', [
    organisationId,
    caseId,
    epoch,
  ]);
  return run !== undefined;
}

export async function hasFiles(query: Query, { organisationId, caseId }: RunKey): Promise<boolean> {
  const row = await query.one<{ there: boolean }>(
    'select exists (select from governance_file where organisation_id = $1 and case_id = $2) as there',
    [organisationId, caseId],
  );
  return row?.there ?? false;
}

/** Files without a verdict, and those whose decision a rework carries out. */
export function pendingFiles(query: Query, { organisationId, caseId }: RunKey): Promise<SourceFile[]> {
  return query.rows<SourceFile>(
    `select f.file, f.source_path as path, f.source_sha256 as sha256, f.source_bytes::float8 as bytes from governance_file f
     where f.organisation_id = $1 and f.case_id = $2 and (f.verdict is null or exists (
       select from governance_decision d where d.organisation_id = f.organisation_id and d.case_id = f.case_id and d.file = f.file
         and d.epoch = f.epoch and d.decision in ('rework', 'clear', 'blank')))
     order by f.file`,
    [organisationId, caseId],
  );
}

export const sourceFilesOf = (files: readonly ManifestFile[]): readonly SourceFile[] =>
  files.map(({ path, sha256, bytes }, index) => ({ file: index + 1, path, sha256, bytes }));

/** Gives each file its shard in this run. A file that had a verdict loses it: the run makes a new one. */
export async function writeShards(
  query: Query,
  { organisationId, caseId, epoch }: RunKey,
  runId: string,
  shards: readonly PlannedShard<SourceFile>[],
): Promise<void> {
  const files = shards.flatMap(({ shard, files: own }) => own.map((file) => ({ ...file, shard })));
  await query.run('insert into governance_run (organisation_id, case_id, epoch, run_id, shards, files) values ($1, $2, $3, $4, $5, $6)', [
    organisationId,
    caseId,
    epoch,
    runId,
    shards.length,
    files.length,
  ]);
  for (let first = 0; first < files.length; first += ROWS_PER_STATEMENT) {
    await query.run(
      `insert into governance_file (organisation_id, case_id, epoch, file, source_path, source_sha256, source_bytes, shard)
       select $1, $2, $3, file, path, sha256, bytes, shard
       from jsonb_to_recordset($4::jsonb) as f(file integer, path text, sha256 text, bytes bigint, shard integer)
       on conflict (organisation_id, case_id, file) do update
         set epoch = excluded.epoch, shard = excluded.shard, verdict = null, reasons = '[]', sha256 = null, bytes = null, patient = null,
           study = null, series = null, instance = null, actions_digest = null, facts = null, finished_at = null`,
      [organisationId, caseId, epoch, JSON.stringify(files.slice(first, first + ROWS_PER_STATEMENT))],
    );
  }
  await query.run(
    `insert into governance_shard (organisation_id, case_id, epoch, shard, files, bytes)
     select $1, $2, $3, shard, files, bytes from jsonb_to_recordset($4::jsonb) as s(shard integer, files integer, bytes bigint)`,
    [organisationId, caseId, epoch, JSON.stringify(shards.map(({ shard, files: own, bytes }) => ({ shard, files: own.length, bytes })))],
  );
}

/** Jobs of the run go on at the home of the job that queues them, in the same transaction as the rows that they rest on. */
export async function queueShards(query: Query, job: JobRun<object>, home: string, shards: readonly number[]): Promise<void> {
  await insertJobs(
    query,
    job,
    home,
    SHARD_JOB,
    shards.map((shard) => ({ epoch: job.epoch, shard })),
  );
}

export const queueMeasure = (query: Query, job: JobRun<object>, home: string): Promise<void> =>
  insertJobs(query, job, home, MEASURE_JOB, [{ epoch: job.epoch }]);

async function insertJobs(query: Query, job: JobRun<object>, home: string, name: string, payloads: readonly object[]): Promise<void> {
  const rows = payloads.map((payload) => ({ id: newId(), payload }));
  await query.run(
    `insert into outbox (organisation_id, id, home, job, payload, case_id, run_id, epoch, trace_id)
     select $1, id, $2, $3, payload, $4, $5, $6, $7 from jsonb_to_recordset($8::jsonb) as j(id uuid, payload jsonb)`,
    [job.organisationId, home, name, job.caseId, job.runId, job.epoch, job.traceId, JSON.stringify(rows)],
  );
}
