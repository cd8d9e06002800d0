import { BlockList, isIP } from 'node:net';
import { withClient, type RoleConnection, type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { type CollectionData, type CollectionState } from './collection.data';
import { type AssetOfTenant, type SeenCollection } from './intake-permission';

/** What a listener may know of whom it was called as. */
export interface CalledEndpoint extends AssetOfTenant {
  readonly id: string;
  admits(callingAe: string, address: string): boolean;
}

interface Row extends AssetOfTenant {
  readonly id: string;
  readonly callingAes: readonly string[];
  readonly addresses: readonly string[];
}

/** The open endpoint of exactly this title, whosesoever it is; undefined where there is none. */
export async function calledEndpoint(app: RoleConnection, calledAe: string): Promise<Result<CalledEndpoint | undefined>> {
  const found = await app.rows<Row>(
    `select organisation_id as "organisationId", id, asset_id as "assetId", calling_aes as "callingAes", addresses from dicom_endpoint_called($1)`,
    [calledAe],
  );
  if (!found.ok) return found;
  const row = found.value[0];
  if (!row) return ok(undefined);
  const networks = networksOf(row.addresses);
  return ok({
    organisationId: row.organisationId,
    assetId: row.assetId,
    id: row.id,
    admits: (callingAe, address) => row.callingAes.includes(callingAe) && isWithin(networks, address),
  });
}

/** Whether any organisation has an open endpoint: whether it is worth listening. By a connection of its own, as the application. */
export function hasEndpoints(appUrl: string): Promise<Result<boolean>> {
  return withClient(appUrl, async (client) =>
    ok((await client.query<{ any: boolean }>('select dicom_endpoint_any() as any')).rows[0]!.any),
  );
}

/** The collection of an asset that is receiving; there is one at the most. */
export async function receivingCollection(
  tenancy: Tenancy,
  { organisationId, assetId }: AssetOfTenant,
): Promise<Result<SeenCollection | undefined>> {
  const found = await tenancy.rows<{ caseId: string; state: CollectionState; data: CollectionData }>(
    organisationId,
    `select id as "caseId", state, data from case_record
     where organisation_id = $1 and asset_id = $2 and kind = 'collection' and state = 'receiving' limit 1`,
    [organisationId, assetId],
  );
  if (!found.ok) return found;
  const row = found.value[0];
  return ok(row && { organisationId, assetId, ...row });
}

function networksOf(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of addresses) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return list;
}

/** A listener on both families sees IPv4 callers as `::ffff:10.1.2.3`. */
function isWithin(networks: BlockList, address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(plain) !== 0 && networks.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}
