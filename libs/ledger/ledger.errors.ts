import { refusals } from '#libs/kernel';

/** The codes with which the ledger refuses, each with its kind. */
export const refuseLedger = refusals({
  'ledger.never-pays': 'conflict',
  'ledger.unusable-terms': 'invalid',
  'ledger.unusable-schedule': 'invalid',
  'ledger.unusable-quantity': 'invalid',
  'ledger.schedule-not-in-effect': 'not-found',
  'ledger.price-missing': 'invalid',
  'ledger.already-booked': 'conflict',
  'ledger.already-reversed': 'conflict',
  'ledger.too-many-balances': 'invalid',
});
