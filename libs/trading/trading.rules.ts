import { defaultFeeSchedules, type FeeSchedule } from '#libs/ledger';

/** What an exchange asks and how long it waits. A case keeps the version that it began under. */
export interface TradingRules {
  readonly version: string;
  /** Of the price with VAT; taken from what the custodian pays out. */
  readonly commission: FeeSchedule;
  /** What one delivery costs the hospital. */
  readonly delivery: FeeSchedule;
  readonly requestWorkingDays: number;
  readonly offerDays: number;
  readonly paymentWorkingDays: number;
  readonly deliveryWorkingDays: number;
  /** The buyer's time to check what he received; silence accepts. */
  readonly acceptanceDays: number;
  readonly settlementWorkingDays: number;
  /** Links that one order gives, those of broken-off downloads included. */
  readonly linkLimit: number;
}

const schedule = (code: string): FeeSchedule => {
  const found = defaultFeeSchedules.find((known) => known.code === code);
  if (!found) throw new Error(`no fee schedule ${code}`);
  return found;
};

/** Oldest first. The limits are those of this exchange: no law fixes them. */
const tradingRules: readonly TradingRules[] = [
  {
    version: 'medbourse.1',
    commission: schedule('commission'),
    delivery: schedule('delivery'),
    requestWorkingDays: 10,
    offerDays: 14,
    paymentWorkingDays: 10,
    deliveryWorkingDays: 5,
    acceptanceDays: 7,
    settlementWorkingDays: 3,
    linkLimit: 10,
  },
];

export const currentRules = (): TradingRules => tradingRules.at(-1)!;

/** The rules that a case began under. */
export function rulesOf(version: string): TradingRules {
  const found = tradingRules.find((rules) => rules.version === version);
  if (!found) throw new Error(`no trading rules ${version}`);
  return found;
}

/**
 * Conditions that stand for human genetic resources information, which an organisation under foreign control may be given only after filing
 * and backup with the health department (HGR Regulation 人类遗传资源管理条例 art. 28 as amended 2024).
 */
export const conditionsThatNeedFiling: readonly string[] = ['hgr-filing', 'no-foreign-control'];
