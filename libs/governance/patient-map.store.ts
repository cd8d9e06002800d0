import { type Query } from '#libs/database';
import { type PatientTableSummary } from '#libs/deidentification/patients';
import { newId } from '#libs/kernel';
import { type CaseKey } from './measure.store';
import { type ShardKey } from './shard.store';

export interface AssetKey {
  readonly organisationId: string;
  readonly assetId: string;
}

/** What is known of a table without opening it. */
export interface PatientMap {
  readonly id: string;
  readonly digest: string;
  readonly summary: PatientTableSummary;
  readonly uploadedAt: string;
  readonly uploadedBy: string;
}

/** Where it lies sealed. */
export interface SealedMap {
  readonly id: string;
  readonly sealedSha256: string;
}

const COLUMNS = `id, digest, sealed_sha256 as "sealedSha256", summary, uploaded_by as "uploadedBy",
  to_char(uploaded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "uploadedAt"`;

export async function currentMap(query: Query, { organisationId, assetId }: AssetKey): Promise<(PatientMap & SealedMap) | undefined> {
  return query.one<PatientMap & SealedMap>(
    `select ${COLUMNS} from governance_patient_map where organisation_id = $1 and asset_id = $2 and removed_at is null`,
    [organisationId, assetId],
  );
}

export async function mapOfId(query: Query, { organisationId }: AssetKey, id: string): Promise<PatientMap | undefined> {
  return query.one<PatientMap>(`select ${COLUMNS} from governance_patient_map where organisation_id = $1 and id = $2`, [
    organisationId,
    id,
  ]);
}

/**
 * All files of a case go by one table, or by none: the one that was there when its first run was split. A rework by another would give some files
 * of a patient another replacement than the rest.
 */
export async function bindRunToMap(query: Query, run: CaseKey & { readonly epoch: number }, assetId: string): Promise<void> {
  await query.run(
    `insert into governance_run_map (organisation_id, case_id, epoch, map_id)
     select organisation_id, $2, $3, id from governance_patient_map m
     where organisation_id = $1 and asset_id = $4 and case
       when exists (select from governance_run r where r.organisation_id = $1 and r.case_id = $2 and r.epoch < $3)
       then exists (select from governance_run_map b where b.organisation_id = $1 and b.case_id = $2 and b.map_id = m.id)
       else removed_at is null end
     on conflict do nothing`,
    [run.organisationId, run.caseId, run.epoch, assetId],
  );
}

/** Sealed tables of the asset that nothing goes by any more: removed, and not that of a run which has not ended. */
export function idleMaps(query: Query, { organisationId, assetId }: AssetKey): Promise<SealedMap[]> {
  return query.rows<SealedMap>(
    `select id, sealed_sha256 as "sealedSha256" from governance_patient_map m
     where organisation_id = $1 and asset_id = $2 and removed_at is not null and not exists (
       select from governance_run_map b
       join case_record c on c.organisation_id = b.organisation_id and c.id = b.case_id
       where b.organisation_id = m.organisation_id and b.map_id = m.id and c.state not in ('released', 'ended', 'secret-destroying', 'secret-destroyed'))`,
    [organisationId, assetId],
  );
}

export function mapOfRun(query: Query, { organisationId, caseId, epoch }: ShardKey): Promise<SealedMap | undefined> {
  return query.one<SealedMap>(
    `select m.id, m.sealed_sha256 as "sealedSha256" from governance_run_map r
     join governance_patient_map m on m.organisation_id = r.organisation_id and m.id = r.map_id
     where r.organisation_id = $1 and r.case_id = $2 and r.epoch = $3`,
    [organisationId, caseId, epoch],
  );
}

export async function writeJoin(query: Query, key: ShardKey, joined: number, notJoined: number): Promise<void> {
  await query.run(
    `insert into governance_shard_join (organisation_id, case_id, epoch, shard, joined, not_joined) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [key.organisationId, key.caseId, key.epoch, key.shard, joined, notJoined],
  );
}

/** How the images of a case met with a table, over all of its runs. */
export interface JoinTally {
  readonly digest: string;
  readonly joined: number;
  readonly notJoined: number;
}

/** By table, the latest run's last. Empty where no run had one. */
export function joinsOfCase(query: Query, { organisationId, caseId }: CaseKey): Promise<JoinTally[]> {
  return query.rows<JoinTally>(
    `select m.digest, sum(j.joined)::int as joined, sum(j.not_joined)::int as "notJoined"
     from governance_run_map r
     join governance_patient_map m on m.organisation_id = r.organisation_id and m.id = r.map_id
     join governance_shard_join j on j.organisation_id = r.organisation_id and j.case_id = r.case_id and j.epoch = r.epoch
     where r.organisation_id = $1 and r.case_id = $2 group by m.digest order by max(r.epoch)`,
    [organisationId, caseId],
  );
}

export async function logTrace(query: Query, { organisationId, assetId }: AssetKey, by: string, reason: string): Promise<void> {
  await query.run(`insert into governance_patient_trace (organisation_id, id, asset_id, person_id, reason) values ($1, $2, $3, $4, $5)`, [
    organisationId,
    newId(),
    assetId,
    by,
    reason,
  ]);
}

/** Cases of the asset that released files of the patient of this name, with how many. */
export function filesOfPatients(query: Query, { organisationId, assetId }: AssetKey, patients: readonly string[]): Promise<TracedFiles[]> {
  return query.rows<TracedFiles>(
    `select f.case_id as "caseId", f.patient as pseudonym, count(*)::int as files
     from governance_round r join governance_file f on f.organisation_id = r.organisation_id and f.case_id = r.case_id
     where r.organisation_id = $1 and r.asset_id = $2 and f.patient = any($3) group by 1, 2 order by 1, 2`,
    [organisationId, assetId, patients],
  );
}

export interface TracedFiles {
  readonly caseId: string;
  readonly pseudonym: string;
  readonly files: number;
}
