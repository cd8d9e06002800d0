import { violatedUnique, type Query, type Tenancy } from '#libs/database';
import { allOk, ok, type Id, type Result } from '#libs/kernel';
import { assetEconomicsOf, buyersSql, type AssetEconomics, type EconomicsQuestion } from './asset-economics';
import { balanceOf, balanceSql, type Balance, type BalanceRequest, type BalanceRow } from './balance';
import { costEntrySql, focusRow, type CostEntry, type FocusRow } from './focus-row';
import { refuseLedger } from './ledger.errors';
import { linkedSql, linksOfCaseSql, transactionOf, type LedgerLink, type TransactionRow } from './ledger-row';
import { type LedgerTransaction } from './transaction';
import { trialBalanceOf, type TrialBalance } from './trial-balance';

export interface FocusRequest {
  readonly assetId?: string;
  /** Legal time: from the first instant, up to the second and not including it. */
  readonly from?: Date;
  readonly until?: Date;
  /** From the page before. */
  readonly after?: FocusCursor;
  /** Names of organisations by id; one that is not there goes by its id. */
  readonly names: ReadonlyMap<string, string>;
}

export interface FocusCursor {
  readonly transactionId: Id;
  readonly line: number;
}

export interface FocusPage {
  readonly rows: readonly FocusRow[];
  readonly next?: FocusCursor;
}

const BALANCES_LIMIT = 10_000;
const FOCUS_PAGE = 1_000;

/** The books, always those of the organisation that is named; every method refuses what `Tenancy` refuses. */
export class LedgerService {
  constructor(private readonly tenancy: Tenancy) {}

  /**
   * Books transactions, all or none, in the books of each organisation that they name, and returns how many. A decision's own bookings go with
   * its one write instead, by the same SQL function.
   * Refuses `ledger.already-booked`, `ledger.already-reversed`; throws DatabaseError for what does not balance.
   */
  async book(transactions: readonly LedgerTransaction[]): Promise<Result<number>> {
    const [first] = transactions;
    if (first === undefined) return ok(0);
    try {
      return await this.tenancy.inTenant(first.organisationId, async (query) => {
        await query.run('select ledger_book($1::jsonb)', [JSON.stringify(transactions)]);
        return ok(transactions.length);
      });
    } catch (error) {
      return refusalOf(error);
    }
  }

  /** What shares a link in the books of these organisations, for a reversal. Not to be shown to a person: it reads each as itself. */
  async linked(linkId: Id, organisationIds: readonly string[]): Promise<Result<LedgerTransaction[]>> {
    const found: LedgerTransaction[] = [];
    for (const organisationId of new Set(organisationIds)) {
      const rows = await this.read<TransactionRow>(organisationId, linkedSql, [organisationId, linkId]);
      if (!rows.ok) return rows;
      found.push(...rows.value.map(transactionOf));
    }
    return ok(found);
  }

  /** What a case booked in this organisation's books, by link, in the order of booking. */
  linksOfCase(organisationId: string, caseId: string): Promise<Result<LedgerLink[]>> {
    return this.read<LedgerLink>(organisationId, linksOfCaseSql, [organisationId, caseId]);
  }

  /** Refuses `ledger.too-many-balances` above 10,000 of them. */
  async balances(organisationId: string, request: BalanceRequest = {}): Promise<Result<Balance[]>> {
    return this.tenancy.readTenant(organisationId, (query) => readBalances(query, organisationId, request));
  }

  async trialBalance(organisationId: string, period: Pick<BalanceRequest, 'from' | 'until'> = {}): Promise<Result<TrialBalance>> {
    const balances = await this.balances(organisationId, period);
    return balances.ok ? trialBalanceOf(balances.value) : balances;
  }

  /** All that this organisation booked in one asset's cases: for budgets, cost, or what a stage has cost so far. */
  async assetEconomics(organisationId: string, assetId: string, question: EconomicsQuestion = {}): Promise<Result<AssetEconomics>> {
    return this.tenancy.readTenant(organisationId, async (query) => {
      const balances = await readBalances(query, organisationId, { assetId, by: ['stage'] });
      if (!balances.ok) return balances;
      const counted = await query.one<{ buyers: number }>(buyersSql, [organisationId, assetId]);
      return ok(assetEconomicsOf(assetId, balances.value, counted?.buyers ?? 0, question));
    });
  }

  /** Cost and expense, a thousand rows a page. */
  async focusPage(organisationId: string, request: FocusRequest): Promise<Result<FocusPage>> {
    const { assetId = null, from = null, until = null, after, names } = request;
    const parameters = [organisationId, assetId, from, until, after?.transactionId ?? null, after?.line ?? null, FOCUS_PAGE + 1];
    const entries = await this.read<CostEntry>(organisationId, costEntrySql, parameters);
    if (!entries.ok) return entries;
    const page = entries.value.slice(0, FOCUS_PAGE);
    const last = page.at(-1);
    const next = last && entries.value.length > FOCUS_PAGE ? { transactionId: last.transactionId, line: last.line } : undefined;
    return ok({ rows: page.map((entry) => focusRow(entry, { organisationId, names })), next });
  }

  private read<T extends object>(organisationId: string, sql: string, parameters: readonly unknown[]): Promise<Result<T[]>> {
    return this.tenancy.readTenant(organisationId, async (query) => ok(await query.rows<T>(sql, parameters)));
  }
}

async function readBalances(query: Query, organisationId: string, request: BalanceRequest): Promise<Result<Balance[]>> {
  const { by = [], assetId = null, caseId = null, from = null, until = null } = request;
  const rows = await query.rows<BalanceRow>(balanceSql(by), [organisationId, assetId, caseId, from, until, BALANCES_LIMIT + 1]);
  if (rows.length <= BALANCES_LIMIT) return allOk(rows.map(balanceOf));
  return refuseLedger('ledger.too-many-balances', 'too many balances for one answer: ask for an asset or by less', {
    facts: { limit: BALANCES_LIMIT },
  });
}

function refusalOf(error: unknown): ReturnType<typeof refuseLedger> {
  switch (violatedUnique(error)) {
    case 'ledger_transaction_pkey':
      return refuseLedger('ledger.already-booked', 'the same was booked before');
    case 'ledger_transaction_reversed_once':
      return refuseLedger('ledger.already-reversed', 'the transaction was taken back before');
    default:
      throw error;
  }
}
