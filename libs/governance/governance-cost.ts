import { fen, type Money } from '#libs/kernel';
import { type Query } from '#libs/database';
import { type GovernanceData } from './governance.data';
import { ratesOfCase, scanBenchmark, type ScanBenchmark } from './governance.fees';
import { type GovernanceRates } from './governance-rates';

/**
 * What governance of one dataset cost, beside what it costs elsewhere. A scan is an imaging study (one examination of one patient, with all
 * its series), as the benchmark counts them; a slice is none.
 */
export interface GovernanceCost {
  readonly scans: number;
  readonly files: number;
  /** User and system, of the engine for these files alone, reworks included. */
  readonly cpuSeconds: number;
  /** Booked where the hospital runs the engine itself. */
  readonly compute: {
    readonly booked: Money;
    /** In fen, to a millionth: most scans cost less than one. Null without a scan. */
    readonly fenPerScan: number | null;
  };
  /** Decisions of people on held files. */
  readonly desk: { readonly decisions: number; readonly booked: Money };
  /** Booked in the place of compute where a vendor is paid for each scan. */
  readonly vendor: { readonly booked: Money };
  /** All that is in the books for the case. */
  readonly booked: Money;
  readonly fenPerScan: number | null;
  readonly rates: GovernanceRates;
  readonly benchmarkPerScan: ScanBenchmark | null;
  /** The benchmark less what a scan cost; below zero where it cost more. A begun fen counts as one. */
  readonly savingPerScan: { readonly low: Money; readonly high: Money } | null;
}

/** What the ledger holds for the case. */
interface BookedCost {
  readonly compute: Money;
  readonly desk: Money;
  readonly vendor: Money;
}

const HOUR_MS = 3_600_000;
const MILLION = 1_000_000;
const rounded = (value: number): number => Math.round(value * MILLION) / MILLION;

/** Null before anything was measured. */
export function governanceCost(data: GovernanceData, booked: BookedCost): GovernanceCost | null {
  const { measured } = data;
  if (!measured) return null;
  const { scans, cpuMilliseconds, decisions = 0 } = data.booked;
  const rates = ratesOfCase(data);
  const total = booked.compute.amount + booked.desk.amount + booked.vendor.amount;
  const each = (amount: number): number | null => (scans === 0 ? null : rounded(amount / scans));
  const fenPerScan = each(total);
  const benchmark = scanBenchmark();
  const saved = ({ amount }: Money): Money => fen(amount - Math.ceil(fenPerScan ?? 0));
  return {
    scans,
    files: measured.tally.files,
    cpuSeconds: cpuMilliseconds / 1000,
    compute: { booked: booked.compute, fenPerScan: each((cpuMilliseconds * rates.fenPerCpuHour) / HOUR_MS) },
    desk: { decisions, booked: booked.desk },
    vendor: { booked: booked.vendor },
    booked: fen(total),
    fenPerScan,
    rates,
    benchmarkPerScan: benchmark,
    savingPerScan: benchmark && fenPerScan !== null ? { low: saved(benchmark.low), high: saved(benchmark.high) } : null,
  };
}

/** The cost of a governance case, by what is booked for it. Undefined where there is no such case, null before anything was measured. */
export async function governanceCostOf(
  query: Query,
  { organisationId, caseId }: { readonly organisationId: string; readonly caseId: string },
): Promise<GovernanceCost | null | undefined> {
  const row = await query.one<{ data: GovernanceData; booked: readonly { category: string; fen: number }[] }>(
    `select c.data, (
       select coalesce(jsonb_agg(jsonb_build_object('category', b.category, 'fen', b.fen)), '[]') from (
         select t.category, sum(p.amount) as fen
         from ledger_transaction t join ledger_posting p on p.organisation_id = t.organisation_id and p.transaction_id = t.id
         where t.organisation_id = c.organisation_id and t.case_id = c.id and p.account like 'asset-cost:%' group by t.category) b) as booked
     from case_record c where c.organisation_id = $1 and c.id = $2 and c.kind = 'governance'`,
    [organisationId, caseId],
  );
  if (!row) return undefined;
  const of = (category: string): Money => fen(row.booked.find((one) => one.category === category)?.fen ?? 0);
  return governanceCost(row.data, { compute: of('compute'), desk: of('review'), vendor: of('imaging-governance') });
}
