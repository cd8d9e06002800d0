import { fen, type Money } from '#libs/kernel';
import { type Query } from '#libs/database';
import { type GovernanceData } from './governance.data';
import { computeRate, scanBenchmark, type ComputeRate, type ScanBenchmark } from './governance.fees';

/**
 * What governance of one dataset cost, beside what it costs elsewhere. A scan is an imaging study (one examination of one patient, with all
 * its series), as the benchmark counts them; a slice is none.
 */
export interface GovernanceCost {
  readonly scans: number;
  readonly files: number;
  /** User and system, of the engine for these files alone, reworks included. */
  readonly cpuSeconds: number;
  readonly compute: {
    readonly booked: Money;
    /** In fen, to a millionth: most scans cost less than one. Null without a scan. */
    readonly fenPerScan: number | null;
    readonly rate: ComputeRate;
  };
  /** By the tariff for each scan, as it is in the books. */
  readonly fee: { readonly booked: Money; readonly perScan: Money | null };
  readonly benchmarkPerScan: ScanBenchmark | null;
  /** Of a scan, where computing takes the place of what the benchmark pays for. A begun fen counts as one. */
  readonly savingPerScan: { readonly low: Money; readonly high: Money } | null;
}

/** What the ledger holds for the case. */
interface BookedCost {
  readonly compute: Money;
  readonly fee: Money;
}

const HOUR_MS = 3_600_000;
const MILLION = 1_000_000;

/** Null before anything was measured. */
export function governanceCost(
  { measured, booked: { scans, cpuMilliseconds } }: GovernanceData,
  booked: BookedCost,
): GovernanceCost | null {
  if (!measured) return null;
  const fenPerScan = scans === 0 ? null : (cpuMilliseconds * computeRate.fenPerCpuHour) / HOUR_MS / scans;
  const benchmark = scanBenchmark();
  const saved = ({ amount }: Money): Money => fen(Math.max(0, amount - Math.ceil(fenPerScan ?? 0)));
  return {
    scans,
    files: measured.tally.files,
    cpuSeconds: cpuMilliseconds / 1000,
    compute: {
      booked: booked.compute,
      fenPerScan: fenPerScan === null ? null : Math.round(fenPerScan * MILLION) / MILLION,
      rate: computeRate,
    },
    fee: { booked: booked.fee, perScan: scans === 0 ? null : fen(Math.round(booked.fee.amount / scans)) },
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
  return governanceCost(row.data, { compute: of('compute'), fee: of('imaging-governance') });
}
