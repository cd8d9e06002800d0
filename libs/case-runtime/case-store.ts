import { type CaseSnapshot, type ClockState, type Decision, type JsonObject, type ReliedRow } from '#libs/cases';
import { type RoleConnection, type Tenancy } from '#libs/database';
import { newId, ok, orThrow, sha256 } from '#libs/kernel';
import { type LedgerTransaction } from '#libs/ledger';

/** A case as one round trip reads it, with the legal time of the same instant. */
export interface ReadCase {
  readonly snapshot: CaseSnapshot;
  readonly openedAt: Date;
  readonly changedAt: Date;
  readonly legalNow: Date;
}

/** What goes with a decision into the one write. */
export interface CaseWrite {
  readonly decision: Decision;
  readonly expectedVersion: number;
  /** False: the document stays as it is, and is not sent. */
  readonly dataChanged: boolean;
  readonly eventId: string;
  readonly actor: string;
  readonly at: Date;
  /** The bytes that the audit link hashes. */
  readonly body: string;
  readonly idempotencyKey: string | null;
  readonly requestHash: Buffer | null;
  readonly relied: readonly ReliedRow[];
  readonly jobs: readonly JobRow[];
  readonly rows: readonly JsonObject[];
  readonly ledger: readonly LedgerTransaction[];
  readonly newParties: readonly { organisationId: string; part: string }[];
  readonly changedClocks: readonly ClockState[];
}

export interface JobRow {
  readonly id: string;
  readonly home: string;
  readonly job: string;
  readonly payload: JsonObject;
  readonly runId?: string;
  readonly epoch?: number;
  readonly traceId?: string;
}

export interface RefusedCommand {
  readonly organisationId: string;
  readonly caseId: string | null;
  readonly command: string;
  readonly actor: string;
  readonly code: string;
  readonly traceId: string | null;
}

/** An accepted command, found again by its idempotency key. */
export interface KnownEvent {
  readonly caseId: string;
  readonly version: number;
  readonly state: string;
  readonly sequence: number;
  readonly requestHash: Buffer | null;
}

interface CaseJson {
  readonly id: string;
  readonly kind: string;
  readonly definitionVersion: number;
  readonly organisationId: string;
  readonly assetId: string | null;
  readonly state: string;
  readonly version: number;
  readonly data: unknown;
  readonly openedAt: string;
  readonly changedAt: string;
  readonly legalNow: string;
  readonly parties: CaseSnapshot['parties'];
  readonly clocks: readonly (Omit<ClockState, 'startedAt' | 'dueAt'> & { startedAt: string; dueAt: string | null })[];
}

/** Reads and writes cases, each in one call that sets its own tenant. Throws `RefusalError` (`database.unavailable`) where the database is away. */
export class CaseStore {
  constructor(
    private readonly app: RoleConnection,
    private readonly tenancy: Tenancy,
  ) {}

  /** The case as the tenant may see it; undefined where it is foreign or unknown. */
  async read(tenant: string, caseId: string): Promise<ReadCase | undefined> {
    const [row] = orThrow(await this.app.rows<{ read: CaseJson | null }>('select case_read($1, $2) as read', [tenant, caseId]));
    return row?.read ? readCase(row.read) : undefined;
  }

  async legalNow(): Promise<Date> {
    const [row] = orThrow(await this.app.rows<{ now: Date }>('select legal_now() as now'));
    return row!.now;
  }

  async legalTime(): Promise<{ readonly now: Date; readonly simulated: boolean }> {
    const [row] = orThrow(
      await this.app.rows<{ now: Date; simulated: boolean }>(
        'select legal_now() as now, exists (select from legal_time where simulated) as simulated',
      ),
    );
    return row!;
  }

  /** Answers the sequence of the audit link. Throws the driver's error with SQLSTATE MB001, MB002 or 23505. */
  async write(write: CaseWrite): Promise<number> {
    const { decision } = write;
    const answered = await this.app.rows<{ sequence: string }>(
      'select case_write($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) as sequence',
      [
        decision.organisationId,
        decision.caseId,
        write.expectedVersion,
        decision.kind,
        decision.definitionVersion,
        decision.assetId,
        decision.to,
        write.dataChanged ? JSON.stringify(decision.data) : null,
        write.eventId,
        decision.command,
        write.actor,
        write.at,
        write.body,
        write.idempotencyKey,
        write.requestHash,
        moreOf(write),
      ],
    );
    return Number(orThrow(answered)[0]!.sequence);
  }

  async logRefusal(entry: RefusedCommand): Promise<void> {
    const { organisationId, caseId, command, actor, code, traceId } = entry;
    const logged = await this.tenancy.inTenant(organisationId, async (query) =>
      ok(
        await query.run(
          `insert into command_refusal (organisation_id, id, at, case_id, command, actor, code, trace_id)
           values ($1, $2, legal_now(), $3, $4, $5, $6, $7)`,
          [organisationId, newId(), caseId, command, actor, code, traceId],
        ),
      ),
    );
    orThrow(logged);
  }

  async eventByKey(organisationId: string, actor: string, key: string): Promise<KnownEvent | undefined> {
    const found = await this.tenancy.readTenant(organisationId, async (query) =>
      ok(
        await query.one<KnownEvent>(
          `select case_id as "caseId", case_version as version, state, sequence::float8 as sequence, request_hash as "requestHash"
           from case_event where organisation_id = $1 and actor = $2 and idempotency_key = $3`,
          [organisationId, actor, key],
        ),
      ),
    );
    return orThrow(found);
  }
}

export const requestHashOf = (command: string, canonicalPayload: string): Buffer => sha256(`${command}\n${canonicalPayload}`);

function readCase({ openedAt, changedAt, legalNow, ...json }: CaseJson): ReadCase {
  const clocks = json.clocks.map((clock) => ({
    ...clock,
    startedAt: new Date(clock.startedAt),
    dueAt: clock.dueAt ? new Date(clock.dueAt) : null,
  }));
  return { snapshot: { ...json, clocks }, openedAt: new Date(openedAt), changedAt: new Date(changedAt), legalNow: new Date(legalNow) };
}

/** Everything that most transitions lack; null keeps the common path short. */
function moreOf(write: CaseWrite): string | null {
  const facts = write.relied.map((row) => ({ organisation: row.organisationId, case: row.caseId, version: row.version }));
  const parties = write.newParties.map((party) => ({ organisation: party.organisationId, part: party.part }));
  const parts = { facts, parties, clocks: write.changedClocks, jobs: write.jobs, rows: write.rows, ledger: write.ledger };
  const present = Object.entries(parts).filter(([, list]) => list.length > 0);
  return present.length > 0 ? JSON.stringify(Object.fromEntries(present)) : null;
}
