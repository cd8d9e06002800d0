import { type ExchangeApi } from './exchange-api.fixture';
import { type Side } from './side.fixture';

/** Two sides on one exchange, each with every kind of organisation, of case and of record. */
export interface World {
  readonly api: ExchangeApi;
  readonly ours: Side;
  readonly theirs: Side;
}
