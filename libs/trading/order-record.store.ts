import { type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';

export interface KeptContract {
  /** Canonical JSON: the very text that the digest is of. */
  readonly document: string;
  readonly digest: string;
}

export interface DeliveryReceipt {
  readonly linkId: string;
  /** Of the archive. */
  readonly sha256: string;
  readonly bytes: number;
  readonly personId: string;
  /** Legal time. */
  readonly receivedAt: Date;
}

/** What an order leaves on record, as the reader's organisation sees it: the owner and the parties of the order, nobody else. */
export class OrderRecordStore {
  constructor(private readonly tenancy: Tenancy) {}

  /** Undefined where there is none, or none that the reader may see. */
  contract(reader: string, orderId: string): Promise<Result<KeptContract | undefined>> {
    return this.tenancy.readTenant(reader, async (query) =>
      ok(await query.one<KeptContract>('select document, digest from trading_contract where order_id = $1', [orderId])),
    );
  }

  receipts(reader: string, orderId: string): Promise<Result<DeliveryReceipt[]>> {
    return this.tenancy.readTenant(reader, async (query) =>
      ok(
        await query.rows<DeliveryReceipt>(
          `select link_id as "linkId", sha256, bytes::float8 as bytes, person_id as "personId", received_at as "receivedAt"
           from delivery_receipt where order_id = $1 order by received_at, link_id`,
          [orderId],
        ),
      ),
    );
  }
}
