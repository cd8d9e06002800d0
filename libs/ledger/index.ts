export {
  accountName,
  accountParts,
  chartOfAccounts,
  shareRecipients,
  type Account,
  type AccountGroup,
  type AccountParts,
  type AccountType,
  type ShareRecipient,
} from './account';
export { type AssetEconomics, type EconomicsQuestion } from './asset-economics';
export { type Balance, type BalanceDimension, type BalanceRequest } from './balance';
export { transactionsOf, type BookingContext } from './booking-transactions';
export { breakEven, priceFloor, type BreakEven, type SaleTerms } from './break-even';
export { wouldExceed } from './budget';
export { categoryOf, isKnownCategory, ledgerCategories, type KnownCategory, type LedgerCategory } from './category';
export { costPerYear, type CertificateCost } from './certificate-cost';
export { defaultFeeSchedules } from './default-fee-schedules';
export { estimate, type Estimate, type EstimateInput, type EstimateLine } from './estimate';
export {
  checkSchedule,
  feeOf,
  type FeeBasis,
  type FeeOccasion,
  type FeeQuantities,
  type FeeRange,
  type FeeSchedule,
  type FeeSource,
} from './fee-schedule';
export { focusColumns, type FocusRow } from './focus-row';
export { type LedgerLink } from './ledger-row';
export { ledgerMigrations } from './ledger.migration';
export { LedgerService, type FocusCursor, type FocusPage, type FocusRequest } from './ledger.service';
export { isLedgerStage, ledgerStages, productionStages, stageNames, type LedgerStage } from './stage';
export { isBalanced, linkIdOf, transactionIdOf, type LedgerPosting, type LedgerTransaction, type TransactionKind } from './transaction';
export { type TrialBalance } from './trial-balance';
