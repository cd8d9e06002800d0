import { addMonths, legalDateOf, startOf, addDays, type LegalDate } from '#libs/kernel';
import { accountParts } from './account';
import { categoryOf, type FocusServiceCategory } from './category';
import { isLedgerStage, stageNames } from './stage';

/** The mandatory columns of FOCUS 1.2 in its order, then those of the others that a ledger can fill, then our own. */
export const focusColumns = [
  ...[
    'BilledCost',
    'BillingAccountId',
    'BillingAccountName',
    'BillingCurrency',
    'BillingPeriodEnd',
    'BillingPeriodStart',
    'ChargeCategory',
  ],
  ...['ChargeClass', 'ChargeDescription', 'ChargePeriodEnd', 'ChargePeriodStart', 'ContractedCost', 'EffectiveCost', 'InvoiceIssuerName'],
  ...['ListCost', 'PricingQuantity', 'PricingUnit', 'ProviderName', 'PublisherName', 'ServiceCategory', 'ServiceName'],
  ...['ChargeFrequency', 'ConsumedQuantity', 'ConsumedUnit', 'ResourceId', 'ResourceType', 'Tags', 'x_LinkId', 'x_TransactionId'],
] as const;

/**
 * One cost as FOCUS 1.2 has it. Amounts are decimal text in yuan, instants UTC text, Tags a JSON object as text, null what does not apply. A
 * billing period is a calendar month in China. Nothing is amortised and no discount known, so the four costs are the same.
 */
export interface FocusRow {
  readonly BilledCost: string;
  readonly BillingAccountId: string;
  readonly BillingAccountName: string;
  readonly BillingCurrency: string;
  readonly BillingPeriodEnd: string;
  readonly BillingPeriodStart: string;
  readonly ChargeCategory: 'Usage' | 'Purchase';
  readonly ChargeClass: 'Correction' | null;
  readonly ChargeDescription: string;
  readonly ChargePeriodEnd: string;
  readonly ChargePeriodStart: string;
  readonly ContractedCost: string;
  readonly EffectiveCost: string;
  readonly InvoiceIssuerName: string;
  readonly ListCost: string;
  readonly PricingQuantity: string;
  readonly PricingUnit: string;
  readonly ProviderName: string;
  readonly PublisherName: string;
  readonly ServiceCategory: FocusServiceCategory;
  readonly ServiceName: string;
  readonly ChargeFrequency: 'One-Time' | 'Usage-Based';
  readonly ConsumedQuantity: string | null;
  readonly ConsumedUnit: string | null;
  readonly ResourceId: string | null;
  readonly ResourceType: string | null;
  readonly Tags: string;
  readonly x_LinkId: string;
  readonly x_TransactionId: string;
}

/** A posting on a cost or expense account with its transaction, as `costEntrySql` reads it. */
export interface CostEntry {
  readonly transactionId: string;
  readonly line: number;
  readonly account: string;
  /** Fen. */
  readonly amount: number;
  readonly currency: string;
  readonly linkId: string;
  readonly stage: string | null;
  readonly caseId: string | null;
  readonly assetId: string | null;
  readonly datasetVersion: number | null;
  readonly occurredAt: Date;
  readonly quantity: string | null;
  readonly unit: string | null;
  /** When that happened which this takes back. */
  readonly reversedAt: Date | null;
  /** payable: or held-by: the organisation that was paid; null for own resources. */
  readonly counterparty: string | null;
}

export interface FocusParty {
  readonly organisationId: string;
  /** Names of organisations by id; one that is not there goes by its id. */
  readonly names: ReadonlyMap<string, string>;
}

export function focusRow(entry: CostEntry, { organisationId, names }: FocusParty): FocusRow {
  const { account, occurredAt, stage, quantity, unit, counterparty } = entry;
  const { category = '' } = accountParts(account);
  const { name, focus } = categoryOf(category);
  const cost = decimalYuan(entry.amount);
  const owner = names.get(organisationId) ?? organisationId;
  const supplierId = counterparty === null ? organisationId : (accountParts(counterparty).organisationId ?? organisationId);
  const supplier = names.get(supplierId) ?? supplierId;
  const day = legalDateOf(occurredAt);
  const used = quantity !== null;
  return {
    BilledCost: cost,
    BillingAccountId: organisationId,
    BillingAccountName: owner,
    BillingCurrency: entry.currency,
    BillingPeriodEnd: utc(startOf(addMonths(monthOf(day), 1))),
    BillingPeriodStart: utc(startOf(monthOf(day))),
    ChargeCategory: used ? 'Usage' : 'Purchase',
    ChargeClass: entry.reversedAt !== null && monthOf(legalDateOf(entry.reversedAt)) < monthOf(day) ? 'Correction' : null,
    ChargeDescription: isLedgerStage(stage) ? `${name.en} (${stageNames[stage].en})` : name.en,
    ChargePeriodEnd: utc(startOf(addDays(day, 1))),
    ChargePeriodStart: utc(startOf(day)),
    ContractedCost: cost,
    EffectiveCost: cost,
    InvoiceIssuerName: supplier,
    ListCost: cost,
    PricingQuantity: quantity ?? '1',
    PricingUnit: unit ?? 'Unit',
    ProviderName: supplier,
    PublisherName: supplier,
    ServiceCategory: focus,
    ServiceName: name.en,
    ChargeFrequency: used ? 'Usage-Based' : 'One-Time',
    ConsumedQuantity: quantity,
    ConsumedUnit: used ? (unit ?? 'Unit') : null,
    ResourceId: entry.assetId,
    ResourceType: entry.assetId === null ? null : 'Medical data asset',
    Tags: tagsOf(entry, category),
    x_LinkId: entry.linkId,
    x_TransactionId: entry.transactionId,
  };
}

/** Parameters: organisation, asset, from, until, transaction and line after which to go on, limit. */
export const costEntrySql = `
  select p.transaction_id as "transactionId", p.line, p.account, p.amount, p.currency, t.link_id as "linkId", t.stage, t.case_id as "caseId",
    t.asset_id as "assetId", t.dataset_version as "datasetVersion", t.occurred_at as "occurredAt", t.quantity, t.unit,
    o.occurred_at as "reversedAt", supplier.account as counterparty
  from ledger_posting p
  join ledger_transaction t on t.organisation_id = p.organisation_id and t.id = p.transaction_id
  left join ledger_transaction o on o.organisation_id = t.organisation_id and o.id = t.reverses
  left join lateral (
    select s.account from ledger_posting s
    where s.organisation_id = p.organisation_id and s.transaction_id = p.transaction_id
      and (s.account like 'payable:%' or s.account like 'held-by:%') order by s.line limit 1) supplier on true
  where p.organisation_id = $1 and (p.account like 'asset-cost:%' or p.account like 'expense:%')
    and ($2::uuid is null or t.asset_id = $2) and ($3::timestamptz is null or t.occurred_at >= $3) and ($4::timestamptz is null or t.occurred_at < $4)
    and ($5::uuid is null or (p.transaction_id, p.line) > ($5, $6::smallint))
  order by p.transaction_id, p.line limit $7`;

function tagsOf({ stage, caseId, datasetVersion }: CostEntry, category: string): string {
  const tags = { category, stage, case: caseId, datasetVersion: datasetVersion?.toString() ?? null };
  return JSON.stringify(Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== null)));
}

function decimalYuan(fen: number): string {
  const digits = Math.abs(fen).toString().padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const monthOf = (day: LegalDate): LegalDate => `${day.slice(0, 7)}-01` as LegalDate;
const utc = (instant: Date): string => instant.toISOString().replace('.000Z', 'Z');
