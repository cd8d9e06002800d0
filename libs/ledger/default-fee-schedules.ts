import { fen, type Bilingual } from '#libs/kernel';
import { type FeeBasis, type FeeSchedule, type FeeSource, type Spread } from './fee-schedule';
import { type KnownCategory } from './category';
import { type LedgerStage } from './stage';

const survey: FeeSource = { text: '2025 market survey of Chinese hospitals' };
/** No benchmark is known: a figure to begin with, which an organisation replaces with its own. */
const assumption: FeeSource = { text: 'Assumption of Medbourse, to be replaced by the tariff that applies' };

/**
 * What is assumed of cost where nobody has entered a tariff. None of these figures was compared with its source: they say what the
 * market reported, and no agency or firm is bound by them. What governance is booked by is not here: measured compute and decisions of people,
 * or a vendor's tariff, as the hospital sets it (docs/decisions/0008); `chest-ct` and `records` are what it is compared with.
 */
export const defaultFeeSchedules: readonly FeeSchedule[] = [
  schedule('transfer', 'collection', 'transfer', ['数据传输', 'Transfer of the data'], 'per-gb', [20, 50, 100], assumption),
  schedule('storage', 'collection', 'storage', ['数据存储', 'Storage of the data'], 'per-gb', [100, 150, 300], assumption),
  schedule(
    'chest-ct',
    'governance',
    'imaging-governance',
    ['胸部CT治理', 'Governance of chest CT'],
    'per-scan',
    [50_00, 55_00, 60_00],
    survey,
  ),
  schedule(
    'records',
    'governance',
    'record-governance',
    ['病历与表格治理', 'Governance of records'],
    'per-record',
    [10, 20, 50],
    assumption,
  ),
  schedule(
    'legal-opinion',
    'assessment',
    'legal-opinion',
    ['法律意见书', 'Legal opinion'],
    'flat',
    [50_000_00, 55_000_00, 60_000_00],
    survey,
  ),
  {
    ...schedule('registration', 'confirmation', 'registration', ['登记', 'Registration'], 'flat', [3_000_00, 5_000_00, 9_000_00], survey),
    cap: fen(9_000_00), // differs by exchange
  },
  {
    ...schedule('renewal', 'confirmation', 'registration-renewal', ['续证', 'Renewal'], 'flat', [1_000_00, 2_000_00, 3_000_00], assumption),
    due: 'renewal',
  },
  {
    ...schedule('commission', 'trading', 'commission', ['交易佣金', 'Commission'], 'percent', [100, 300, 500], assumption),
    due: 'sale',
  },
  {
    ...schedule('delivery', 'trading', 'delivery', ['交付', 'Delivery'], 'per-gb', [50, 100, 200], assumption),
    due: 'sale',
    floor: fen(100_00),
  },
];

function schedule(
  code: string,
  stage: LedgerStage,
  category: KnownCategory,
  [zh, en]: readonly [Bilingual['zh'], Bilingual['en']],
  basis: FeeBasis,
  [low, expected, high]: readonly [number, number, number],
  source: FeeSource,
): FeeSchedule {
  const rate: Spread<number> = { low, expected, high };
  const name = { zh, en };
  return { code, name, stage, category, jurisdiction: 'CN', basis, rate, currency: 'CNY', due: 'once', from: '2025-01-01', source };
}
