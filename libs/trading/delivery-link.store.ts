import { type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { refuseTrading } from './trading.errors';

export interface DeliveryLink {
  readonly organisationId: string;
  readonly id: string;
  readonly orderId: string;
  readonly buyerOrganisationId: string;
  readonly personId: string;
  readonly expiresAt: Date;
  readonly used: boolean;
}

/** Links are found by the hash of their token, and only by the organisation that they were made for. */
export class DeliveryLinkStore {
  constructor(private readonly tenancy: Tenancy) {}

  find(reader: string, tokenHash: string): Promise<Result<DeliveryLink | undefined>> {
    return this.tenancy.readTenant(reader, async (query) =>
      ok(
        await query.one<DeliveryLink>(
          `select organisation_id as "organisationId", id, order_id as "orderId", buyer_organisation_id as "buyerOrganisationId",
             person_id as "personId", expires_at as "expiresAt", used_at is not null as used
           from delivery_link where token_hash = $1`,
          [tokenHash],
        ),
      ),
    );
  }

  /** Uses the link up, under its owner. Of two who come at once one is refused. Refuses `delivery.link-used`, `delivery.link-expired`. */
  claim({ organisationId, id }: DeliveryLink): Promise<Result<void>> {
    return this.tenancy.inTenant(organisationId, async (query) => {
      const claimed = await query.run(
        `update delivery_link set used_at = now() where organisation_id = $1 and id = $2 and used_at is null and expires_at > now()`,
        [organisationId, id],
      );
      if (claimed === 1) return ok(undefined);
      const now = await query.one<{ used: boolean }>(
        'select used_at is not null as used from delivery_link where organisation_id = $1 and id = $2',
        [organisationId, id],
      );
      return now?.used
        ? refuseTrading('delivery.link-used', 'The link was used. Ask for another one.')
        : refuseTrading('delivery.link-expired', 'The link has expired. Ask for another one.');
    });
  }
}
