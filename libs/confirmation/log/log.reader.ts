import { type RoleConnection } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { logReceipt, planConsistency, planInclusion, proofFrom, type LogReceipt, type ProofPlan } from '#libs/transparency';
import { refuseConfirmation } from '../confirmation.errors';

interface CheckpointRow {
  readonly size: number;
  readonly note: string;
}

/** Reads the log as anyone may: its last checkpoint, and proofs that lead to it. */
export class LogReader {
  constructor(private readonly reader: RoleConnection) {}

  /** The last signed checkpoint (c2sp.org/tlog-checkpoint). Refuses `log.not-found` for a log that is still empty. */
  async checkpoint(): Promise<Result<string>> {
    const last = await this.last();
    return last.ok ? ok(last.value.note) : last;
  }

  /** Proof that the entry at this place is in the log. Refuses `log.not-found`. */
  async receipt(index: number): Promise<Result<LogReceipt & { readonly entry: string }>> {
    const last = await this.last();
    if (!last.ok) return last;
    const rows = await this.reader.rows<{ entry: string }>('select entry from transparency_entry where index = $1', [index]);
    if (!rows.ok) return rows;
    const [row] = rows.value;
    if (!row || index >= last.value.size) return refuseConfirmation('log.not-found', 'The log has no such entry.');
    const proof = await this.prove(planInclusion(index, last.value.size));
    return proof.ok ? ok({ ...logReceipt(index, proof.value, last.value.note), entry: row.entry }) : proof;
  }

  /** Proof that the log of `from` entries is the beginning of the log of `to`. Refuses `log.range`. */
  async consistency(from: number, to: number): Promise<Result<readonly string[]>> {
    const last = await this.last();
    if (!last.ok) return last;
    if (from > to || to > last.value.size)
      return refuseConfirmation('log.range', `The log has ${last.value.size} entries.`, {
        field: from > to ? 'from' : 'to',
        facts: { size: last.value.size },
      });
    const proof = await this.prove(planConsistency(from, to));
    return proof.ok ? ok(proof.value.map((hash) => hash.toString('hex'))) : proof;
  }

  private async last(): Promise<Result<CheckpointRow>> {
    const rows = await this.reader.rows<CheckpointRow>('select size, note from transparency_checkpoint order by size desc limit 1');
    if (!rows.ok) return rows;
    const [row] = rows.value;
    return row ? ok(row) : refuseConfirmation('log.not-found', 'The log is empty.');
  }

  private async prove(plan: ProofPlan): Promise<Result<readonly Buffer[]>> {
    const positions = plan.flat();
    const rows = await this.reader.rows<{ level: number; index: number; hash: Buffer }>(
      'select level, index, hash from transparency_node where (level, index) in (select * from unnest($1::smallint[], $2::bigint[]))',
      [positions.map(({ level }) => level), positions.map(({ index }) => index)],
    );
    if (!rows.ok) return rows;
    const hashes = new Map(rows.value.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
    return ok(
      proofFrom(plan, ({ level, index }) => {
        const hash = hashes.get(`${level}/${index}`);
        if (!hash) throw new Error(`the log lacks its node ${level}/${index}`);
        return hash;
      }),
    );
  }
}
