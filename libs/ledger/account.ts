import { type Bilingual } from '#libs/kernel';
import { categoryOf } from './category';

export type AccountType = 'asset' | 'liability' | 'equity' | 'income' | 'expense';

export interface AccountGroup {
  readonly type: AccountType;
  readonly name: Bilingual;
  /** What follows the colon: nothing, a category, another organisation, or who receives a share (and his id). */
  readonly detail: 'none' | 'category' | 'organisation' | 'recipient';
}

/**
 * The chart of accounts of every organisation. The cost of an asset is kept as an asset: whether it may stand in the balance sheet
 * is decided outside the ledger (财会〔2023〕11号 for enterprises, 财资〔2024〕1号 for public institutions).
 */
export const chartOfAccounts = {
  cash: group('asset', 'none', '货币资金', 'Cash'),
  'cash-held': group('asset', 'none', '代管资金', 'Cash held for others'),
  receivable: group('asset', 'organisation', '应收账款', 'Receivable'),
  'held-by': group('asset', 'organisation', '托管中的款项', 'Held in custody by'),
  'asset-cost': group('asset', 'category', '数据资产成本', 'Cost of the data asset'),
  payable: group('liability', 'organisation', '应付账款', 'Payable'),
  'held-for': group('liability', 'organisation', '代管应付款', 'Held in custody for'),
  'share-payable': group('liability', 'recipient', '应付收益分配', 'Share payable'),
  'own-resources': group('equity', 'none', '自有投入', 'Own resources put in'),
  retained: group('equity', 'none', '留存收益', 'Retained by the hospital'),
  share: group('equity', 'recipient', '收益分配', 'Revenue shared out'),
  revenue: group('income', 'category', '收入', 'Revenue'),
  expense: group('expense', 'category', '费用', 'Expense'),
} as const satisfies Readonly<Record<string, AccountGroup>>;

type Chart = typeof chartOfAccounts;
type GroupWith<Detail> = { [G in keyof Chart]: Chart[G]['detail'] extends Detail ? G : never }[keyof Chart];

export type AccountGroupCode = keyof Chart;
export type Account = AccountGroupCode | `${AccountGroupCode}:${string}`;
export type ShareRecipient = 'treasury' | 'hospital' | 'department' | 'contributor';

export const shareRecipients: Readonly<Record<ShareRecipient, Bilingual>> = {
  treasury: { zh: '财政', en: 'Treasury' },
  hospital: { zh: '医院', en: 'Hospital' },
  department: { zh: '科室', en: 'Department' },
  contributor: { zh: '贡献人', en: 'Contributor' },
};

export interface AccountParts {
  readonly group: AccountGroupCode;
  readonly type: AccountType;
  readonly category?: string;
  readonly organisationId?: string;
  readonly recipient?: ShareRecipient;
  readonly recipientId?: string;
}

/** Takes an account apart. Throws RangeError for one that is not in the chart: nothing else was ever booked. */
export function accountParts(account: string): AccountParts {
  const [code = '', detail, id, ...rest] = account.split(':');
  if (!isGroup(code) || rest.length > 0) throw notInChart(account);
  const { type, detail: kind } = chartOfAccounts[code];
  if ((kind === 'none') !== (detail === undefined) || (id !== undefined && kind !== 'recipient')) throw notInChart(account);
  switch (kind) {
    case 'none':
      return { group: code, type };
    case 'category':
      return { group: code, type, category: detail };
    case 'organisation':
      return { group: code, type, organisationId: detail };
    case 'recipient':
      if (!isRecipient(detail)) throw notInChart(account);
      return { group: code, type, recipient: detail, ...(id === undefined ? {} : { recipientId: id }) };
  }
}

/** The account's name, with that of its category or recipient; another organisation is left to the caller, who knows its name. */
export function accountName(account: string): Bilingual {
  const { group: code, category, recipient } = accountParts(account);
  const { name } = chartOfAccounts[code];
  const detail = category === undefined ? recipient && shareRecipients[recipient] : categoryOf(category).name;
  return detail === undefined ? name : { zh: `${name.zh}：${detail.zh}`, en: `${name.en}: ${detail.en}` };
}

export const accountForCategory = (code: GroupWith<'category'>, category: string): Account => `${code}:${category}`;
export const accountWith = (code: GroupWith<'organisation'>, organisationId: string): Account => `${code}:${organisationId}`;
export const accountForRecipient = (code: GroupWith<'recipient'>, recipient: ShareRecipient, recipientId?: string): Account =>
  recipientId === undefined ? `${code}:${recipient}` : `${code}:${recipient}:${recipientId}`;

const isGroup = (code: string): code is AccountGroupCode => Object.hasOwn(chartOfAccounts, code);
const isRecipient = (code: string | undefined): code is ShareRecipient => code !== undefined && Object.hasOwn(shareRecipients, code);
const notInChart = (account: string): RangeError => new RangeError(`not an account of the chart: ${account}`);

function group<const D extends AccountGroup['detail']>(type: AccountType, detail: D, zh: string, en: string): AccountGroup & { detail: D } {
  return { type, detail, name: { zh, en } };
}
