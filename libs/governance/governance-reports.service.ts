import { type Readable } from 'node:stream';
import { type CaseStore } from '#libs/case-runtime';
import { actorLabel, type Permission, type PersonActor } from '#libs/cases';
import { type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { type RawReads } from '#libs/pipeline';
import { type ObjectStore } from '#libs/storage';
import { DatasetShowcase } from './card/dataset-showcase.service';
import { type GovernanceState } from './governance.data';
import { governanceCostOf, type GovernanceCost } from './governance-cost';
import { refuseGovernance } from './governance.errors';
import { type HeldFile } from './held-file';
import { type QualityDocument } from './quality/quality-document';
import { logRawRead } from './raw-read.store';
import { reportFiles, type ReportFile } from './release.store';
import { DECIDERS, QuarantineDesk, type RawRendering } from './quarantine-desk.service';
import { READERS, seenCase, type SeenCase } from './seen-case';
import { bytesOf } from './stored-document';

/** How far the present run is. */
export interface GovernanceProgress {
  readonly state: GovernanceState;
  readonly version: number;
  readonly epoch: number | null;
  readonly shards: number;
  readonly shardsDone: number;
  readonly files: number;
  readonly filesDone: number;
  readonly bytes: number;
  readonly bytesDone: number;
  readonly released: number;
  readonly held: number;
}

/**
 * What people see of a governance case besides its document. Reports hold no identity; what may hold one goes to those who decide on quarantined
 * files, and is put on record before it is shown. Refuses `governance.not-found` (also for a foreign case), `governance.not-permitted`.
 */
export class GovernanceReports {
  readonly showcase: DatasetShowcase;
  readonly desk: QuarantineDesk;

  constructor(
    private readonly store: CaseStore,
    private readonly tenancy: Tenancy,
    private readonly objects: ObjectStore,
    private readonly rawReads: RawReads,
    rendering?: RawRendering,
  ) {
    const held = (...given: Parameters<GovernanceReports['held']>) => this.held(...given);
    this.desk = new QuarantineDesk({ store, tenancy, objects, rawReads, rendering, held });
    this.showcase = new DatasetShowcase(store, tenancy, objects);
  }

  /** Files in the order of the sealed manifest, from the one after `after`. */
  async files(actor: PersonActor, caseId: string, page: { after: number; limit: number; verdict?: string }): Promise<Result<ReportFile[]>> {
    const seen = await this.caseFor(actor, caseId, READERS);
    if (!seen.ok) return seen;
    return this.tenancy.readTenant(seen.value.organisationId, async (query) => ok(await reportFiles(query, seen.value, page)));
  }

  /** Refuses `governance.not-measured`. */
  async quality(actor: PersonActor, caseId: string): Promise<Result<QualityDocument>> {
    const seen = await this.caseFor(actor, caseId, READERS);
    if (!seen.ok) return seen;
    const { measured } = seen.value.data;
    if (!measured) return refuseGovernance('governance.not-measured', 'Nothing was measured yet.', { state: seen.value.state });
    const bytes = await bytesOf(this.objects, seen.value.organisationId, measured.report);
    return bytes.ok ? ok(JSON.parse(bytes.value.toString('utf8')) as QualityDocument) : bytes;
  }

  /** Refuses `governance.not-measured`. */
  async cost(actor: PersonActor, caseId: string): Promise<Result<GovernanceCost>> {
    const seen = await this.caseFor(actor, caseId, [...READERS, 'hospital:finance']);
    if (!seen.ok) return seen;
    const { organisationId, state } = seen.value;
    const cost = await this.tenancy.readTenant(organisationId, async (query) => ok(await governanceCostOf(query, seen.value)));
    if (!cost.ok) return cost;
    return cost.value ? ok(cost.value) : refuseGovernance('governance.not-measured', 'Nothing was measured yet.', { state });
  }

  async progress(actor: PersonActor, caseId: string): Promise<Result<GovernanceProgress>> {
    const seen = await this.caseFor(actor, caseId, READERS);
    if (!seen.ok) return seen;
    const { organisationId } = seen.value;
    const rows = await this.tenancy.rows<GovernanceProgress>(organisationId, progressSql, [organisationId, caseId]);
    return rows.ok ? ok(rows.value[0]!) : rows;
  }

  /** Why a file was held, and where it stood in what was sealed. Refuses `governance.not-quarantined`. */
  async held(actor: PersonActor, caseId: string, file: number): Promise<Result<HeldFile>> {
    const seen = await this.caseFor(actor, caseId, DECIDERS);
    if (!seen.ok) return seen;
    const { organisationId } = seen.value;
    return this.tenancy.inTenant(organisationId, async (query): Promise<Result<HeldFile>> => {
      const found = await query.one<HeldFile>(heldSql, [organisationId, caseId, file]);
      if (!found) return refuseGovernance('governance.not-quarantined', `File ${file} is not held.`, { facts: { file } });
      await logRawRead(query, {
        organisationId,
        caseId,
        actor: actorLabel(actor),
        purpose: 'decide-quarantine',
        firstFile: file,
        files: 1,
      });
      return ok(found);
    });
  }

  /** The raw bytes of a held file. Refuses `governance.not-quarantined` and what `RawReads.open` refuses. */
  async heldBytes(actor: PersonActor, caseId: string, file: number, purpose: string): Promise<Result<{ bytes: Readable; length: number }>> {
    const held = await this.held(actor, caseId, file);
    if (!held.ok) return held;
    const { sha256, bytes: length } = held.value;
    const opened = await this.rawReads.open({ organisationId: actor.organisationId, caseId, sha256, actor, purpose });
    return opened.ok ? ok({ bytes: opened.value, length }) : opened;
  }

  private caseFor(actor: PersonActor, caseId: string, by: readonly Permission[]): Promise<Result<SeenCase>> {
    return seenCase(this.store, actor, caseId, by);
  }
}

const progressSql = `
  select c.state, c.version, r.epoch, coalesce(r.shards, 0) as shards, coalesce(r.shards_done, 0) as "shardsDone",
    f.files, f.done as "filesDone", f.bytes, f.bytes_done as "bytesDone", f.released, f.held
  from case_record c
  left join governance_run r on r.organisation_id = c.organisation_id and r.case_id = c.id and r.epoch = (c.data #>> '{run,epoch}')::int
  cross join lateral (
    select count(*)::int as files, count(verdict)::int as done, coalesce(sum(source_bytes), 0)::float8 as bytes,
      coalesce(sum(source_bytes) filter (where verdict is not null), 0)::float8 as bytes_done,
      count(*) filter (where verdict = 'released')::int as released,
      count(*) filter (where verdict in ('quarantined', 'refused'))::int as held
    from governance_file where organisation_id = c.organisation_id and case_id = c.id) f
  where c.organisation_id = $1 and c.id = $2`;

const heldSql = `
  select f.file, f.source_path as "sourcePath", f.source_bytes::float8 as bytes, f.source_sha256 as sha256, f.verdict, f.reasons, d.decision
  from governance_file f
  left join governance_decision d on d.organisation_id = f.organisation_id and d.case_id = f.case_id and d.file = f.file and d.epoch = f.epoch
  where f.organisation_id = $1 and f.case_id = $2 and f.file = $3 and f.verdict in ('quarantined', 'refused')`;
