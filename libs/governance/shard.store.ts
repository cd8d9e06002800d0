import { type Query } from '#libs/database';
import { type Region } from '#libs/deidentification/dicom';
import { type GovernedFile } from './governed-file';
import { type RunKey, type SourceFile } from './run.store';

export interface ShardKey extends RunKey {
  readonly shard: number;
}

/** A file to be done, with what a person said of its pixels when an earlier run held it. */
export interface ShardFile extends SourceFile {
  readonly judgement: { readonly decision: 'clear' | 'blank'; readonly regions: readonly Region[] | null } | null;
}

/** The last word counts, and whole: regions of an earlier one are not added to it. */
export function filesOfShard(query: Query, { organisationId, caseId, epoch, shard }: ShardKey): Promise<ShardFile[]> {
  return query.rows<ShardFile>(
    `select f.file, f.source_path as path, f.source_sha256 as sha256, f.source_bytes::float8 as bytes,
       (select jsonb_build_object('decision', d.decision, 'regions', d.regions) from governance_decision d
        where d.organisation_id = f.organisation_id and d.case_id = f.case_id and d.file = f.file and d.epoch < f.epoch
          and d.decision in ('clear', 'blank') order by d.epoch desc limit 1) as judgement
     from governance_file f where f.organisation_id = $1 and f.case_id = $2 and f.epoch = $3 and f.shard = $4 order by f.file`,
    [organisationId, caseId, epoch, shard],
  );
}

export async function isShardDone(query: Query, { organisationId, caseId, epoch, shard }: ShardKey): Promise<boolean> {
  const row = await query.one<{ state: string }>(
    'select state from governance_shard where organisation_id = $1 and case_id = $2 and epoch = $3 and shard = $4',
    [organisationId, caseId, epoch, shard],
  );
  return row?.state === 'done';
}

/** Writes only rows that are still this shard's in this epoch. Answers how many were. */
export async function writeFiles(query: Query, key: ShardKey, files: readonly GovernedFile[]): Promise<number> {
  const actions = new Map<string, string>();
  const rows = files.map(({ file, verdict, reasons, pseudonyms, facts, sha256, bytes, actions: done }) => {
    if (done) actions.set(done.digest, done.text);
    return { file, verdict, reasons, facts, sha256: sha256.after, bytes, ...pseudonyms, actions_digest: done?.digest ?? null };
  });
  await query.run(
    `insert into governance_actions (organisation_id, digest, actions)
     select $1, digest, actions::jsonb from unnest($2::text[], $3::text[]) as a(digest, actions) order by digest on conflict do nothing`,
    [key.organisationId, [...actions.keys()], [...actions.values()]],
  );
  return query.run(
    `update governance_file f set verdict = r.verdict, reasons = r.reasons, sha256 = r.sha256, bytes = r.bytes, patient = r.patient,
       study = r.study, series = r.series, instance = r.instance, actions_digest = r.actions_digest, facts = r.facts,
       finished_at = clock_timestamp()
     from jsonb_to_recordset($5::jsonb) as r(file integer, verdict text, reasons jsonb, sha256 text, bytes bigint, patient text, study text,
       series text, instance text, actions_digest text, facts jsonb)
     where f.organisation_id = $1 and f.case_id = $2 and f.file = r.file and f.epoch = $3 and f.shard = $4`,
    [key.organisationId, key.caseId, key.epoch, key.shard, JSON.stringify(rows)],
  );
}

/**
 * Marks the shard done and counts it: true for the one that was the last of its run. The run's row is locked by the count, so of two
 * that end at the same time just one is the last.
 */
export async function finishShard(query: Query, key: ShardKey, attempt: number, cpuMilliseconds: number): Promise<boolean> {
  const { organisationId, caseId, epoch, shard } = key;
  const finished = await query.run(
    `update governance_shard set state = 'done', attempt = $5, cpu_ms = $6, finished_at = clock_timestamp()
     where organisation_id = $1 and case_id = $2 and epoch = $3 and shard = $4 and state = 'waiting'`,
    [organisationId, caseId, epoch, shard, attempt, cpuMilliseconds],
  );
  if (finished === 0) return false;
  const run = await query.one<{ last: boolean }>(
    `update governance_run set shards_done = shards_done + 1,
       finished_at = case when shards_done + 1 = shards then clock_timestamp() end
     where organisation_id = $1 and case_id = $2 and epoch = $3 returning shards_done = shards as last`,
    [organisationId, caseId, epoch],
  );
  return run?.last ?? false;
}
