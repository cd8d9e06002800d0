import { ok, type LegalDate, type Money, type Result } from '#libs/kernel';
import { checkSchedule, type FeeSchedule, type FeeSource } from '#libs/ledger';
import { refuseGovernance } from './governance.errors';

/** What governing a dataset is booked by. A case keeps those that it was begun under. */
export interface GovernanceRates {
  readonly version: string;
  /** For an hour of one processor core, in fen. */
  readonly fenPerCpuHour: number;
  /** For one decision of a person on held files, however many it names: those alike are looked at once. In fen. */
  readonly fenPerDecision: number;
  /** A vendor's price for each scan, who then pays for the machines himself: booked in the place of compute. */
  readonly vendor: FeeSchedule | null;
  readonly source: FeeSource;
}

/** Where a hospital's finance has set none. */
export const defaultRates: GovernanceRates = {
  version: 'governance-rates/2',
  fenPerCpuHour: 30,
  fenPerDecision: 5_00,
  vendor: null,
  source: {
    text: 'Assumption of Medbourse: a core as a cloud asks for it, without power and room; five minutes of a technician at CNY 60 an hour for a decision',
  },
};

export interface VendorTariff {
  readonly perScan: Money;
  readonly least?: Money | undefined;
  readonly most?: Money | undefined;
}

export interface DeclaredRates {
  readonly computePerCpuHour?: Money | undefined;
  readonly deskPerDecision?: Money | undefined;
  readonly vendor?: VendorTariff | undefined;
  readonly source: string;
}

/** Far above any price: a slip of the pen must not leave what can be counted exactly. In fen. */
const MOST_RATE = 10_000_00;

/**
 * What finance declared, the defaults for the rest. Refuses `governance.rate-too-high`, and `ledger.unusable-schedule` for a tariff that
 * contradicts itself.
 */
export function ratesOf(declared: DeclaredRates, from: LegalDate): Result<GovernanceRates> {
  const rates = [declared.computePerCpuHour, declared.deskPerDecision, declared.vendor?.perScan];
  if (rates.some((rate) => rate && rate.amount > MOST_RATE))
    return refuseGovernance('governance.rate-too-high', 'No core, decision or scan costs so much.', { facts: { most: MOST_RATE } });
  const source: FeeSource = { text: declared.source, checkedOn: from };
  const vendor = declared.vendor ? checkSchedule(vendorSchedule(declared.vendor, from, source)) : ok(null);
  if (!vendor.ok) return vendor;
  return ok({
    version: `own/${from}`,
    fenPerCpuHour: declared.computePerCpuHour?.amount ?? defaultRates.fenPerCpuHour,
    fenPerDecision: declared.deskPerDecision?.amount ?? defaultRates.fenPerDecision,
    vendor: vendor.value,
    source,
  });
}

const vendorSchedule = ({ perScan: { amount, currency }, least, most }: VendorTariff, from: LegalDate, source: FeeSource): FeeSchedule => ({
  code: 'imaging-governance-vendor',
  name: { zh: '影像治理外包', en: 'Governance of imaging by a vendor' },
  stage: 'governance',
  category: 'imaging-governance',
  jurisdiction: 'CN',
  basis: 'per-scan',
  rate: { low: amount, expected: amount, high: amount },
  ...(least && { floor: least }),
  ...(most && { cap: most }),
  currency,
  due: 'once',
  from,
  source,
});
