import { type CaseRunner, type CaseStore } from '#libs/case-runtime';
import { type RoleConnection, type Tenancy } from '#libs/database';
import { type ObjectStore } from '#libs/storage';
import { DeliveryLinkStore } from './delivery-link.store';
import { DeliveryService } from './delivery.service';
import { ListingSearch } from './listing-search.service';
import { OrderRecordStore } from './order-record.store';

export interface TradingParts {
  readonly store: CaseStore;
  readonly tenancy: Tenancy;
  /** Of the home at which governed data lies. */
  readonly objects: ObjectStore;
  /** The role of the public pages. */
  readonly publicRole: RoleConnection;
  readonly runner: () => CaseRunner;
}

/** What the API asks of trading, composed. */
export class TradingServices {
  readonly search: ListingSearch;
  readonly records: OrderRecordStore;
  readonly deliveries: DeliveryService;

  constructor({ store, tenancy, objects, publicRole, runner }: TradingParts) {
    this.search = new ListingSearch(publicRole);
    this.records = new OrderRecordStore(tenancy);
    this.deliveries = new DeliveryService({ store, objects, links: new DeliveryLinkStore(tenancy), records: this.records, runner });
  }
}
