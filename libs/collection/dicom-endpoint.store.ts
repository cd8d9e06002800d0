import { isIP } from 'node:net';
import { actorLabel, type PersonActor } from '#libs/cases';
import { violatedUnique, type Tenancy } from '#libs/database';
import { newId, ok, type Result } from '#libs/kernel';
import { refuseCollection } from './collection.errors';
import { endpointNotes, type EndpointNote } from './dicom-endpoint.notes';
import { receivingCollection } from './dicom-listener';
import { LISTENING, type ListeningReceiver } from './dicom-receivers';
import { type AssetOfTenant } from './intake-permission';

export interface NewEndpoint {
  /** AE title under which the asset's intake is called (PS3.5 section 6.2: 1 to 16 characters, no backslash, no space at either end). */
  readonly calledAe: string;
  /** Who may call, by his own AE title. */
  readonly callingAes: readonly string[];
  /** From where: addresses or networks, `10.1.2.0/24`. */
  readonly addresses: readonly string[];
}

export interface DicomEndpoint extends NewEndpoint {
  readonly id: string;
  readonly assetId: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly closedAt: Date | null;
  readonly closedBy: string | null;
}

/** An endpoint, and whether whoever calls it now is answered. */
export interface AnsweredEndpoint extends DicomEndpoint {
  /** It is open, and a receiver listens. */
  readonly listening: boolean;
  /** Of the exchange: each serves all endpoints. */
  readonly receivers: readonly ListeningReceiver[];
  readonly notes: readonly EndpointNote[];
}

const COLUMNS = `id, asset_id as "assetId", called_ae as "calledAe", calling_aes as "callingAes", addresses::text[] as addresses,
  created_at as "createdAt", created_by as "createdBy", closed_at as "closedAt", closed_by as "closedBy"`;

const OPEN_LIMIT = 100;

/** AE titles that lead to the intake of an asset. Who made or closed one stays on record. */
export class DicomEndpoints {
  constructor(private readonly tenancy: Tenancy) {}

  /** Refuses `collection.endpoint-form`, `collection.ae-title-taken` (by whomever in the exchange), `collection.too-many-endpoints`. */
  async create({ organisationId, assetId }: AssetOfTenant, given: NewEndpoint, actor: PersonActor): Promise<Result<DicomEndpoint>> {
    const form = formOf(given);
    if (!form.ok) return form;
    try {
      return await this.tenancy.inTenant(organisationId, async (query) => {
        const open = await query.one<{ count: number }>(
          'select count(*)::int as count from dicom_endpoint where organisation_id = $1 and closed_at is null',
          [organisationId],
        );
        if (open!.count >= OPEN_LIMIT)
          return refuseCollection('collection.too-many-endpoints', `An organisation has ${OPEN_LIMIT} endpoints at the most.`);
        const made = await query.one<DicomEndpoint>(
          `insert into dicom_endpoint (organisation_id, id, asset_id, called_ae, calling_aes, addresses, created_at, created_by)
           values ($1, $2, $3, $4, $5, $6::cidr[], legal_now(), $7) returning ${COLUMNS}`,
          [organisationId, newId(), assetId, given.calledAe, given.callingAes, given.addresses, actorLabel(actor)],
        );
        return ok(made!);
      });
    } catch (error) {
      if (violatedUnique(error) !== 'dicom_endpoint_called') throw error;
      return refuseCollection('collection.ae-title-taken', 'This AE title is in use on this exchange; choose another.', {
        field: 'calledAe',
      });
    }
  }

  /** Endpoints of one asset as they stand. */
  async answered(asset: AssetOfTenant, endpoints: readonly DicomEndpoint[]): Promise<Result<AnsweredEndpoint[]>> {
    const receivers = await this.tenancy.rows<ListeningReceiver>(asset.organisationId, LISTENING);
    if (!receivers.ok) return receivers;
    const collection = await receivingCollection(this.tenancy, asset);
    if (!collection.ok) return collection;
    const receiving = collection.value !== undefined;
    return ok(
      endpoints.map((endpoint) => {
        const closed = endpoint.closedAt !== null;
        const listening = !closed && receivers.value.length > 0;
        return {
          ...endpoint,
          listening,
          receivers: listening ? receivers.value : [],
          notes: endpointNotes({ closed, receivers: receivers.value, receiving }),
        };
      }),
    );
  }

  /** Open ones first, then closed ones, each in the order in which they were made. */
  list({ organisationId, assetId }: AssetOfTenant): Promise<Result<DicomEndpoint[]>> {
    return this.tenancy.rows<DicomEndpoint>(
      organisationId,
      `select ${COLUMNS} from dicom_endpoint where organisation_id = $1 and asset_id = $2 order by closed_at is not null, created_at, id limit 1000`,
      [organisationId, assetId],
    );
  }

  /** Its title is free again; associations that run are let finish. Closed twice is closed once. Refuses `collection.no-such-endpoint`. */
  async close({ organisationId, assetId }: AssetOfTenant, id: string, actor: PersonActor): Promise<Result<void>> {
    const closed = await this.tenancy.call<{ id: string }>(
      organisationId,
      `update dicom_endpoint set closed_at = coalesce(closed_at, legal_now()), closed_by = coalesce(closed_by, $4)
       where organisation_id = $1 and asset_id = $2 and id = $3 returning id`,
      [organisationId, assetId, id, actorLabel(actor)],
    );
    if (!closed.ok) return closed;
    return closed.value[0] ? ok(undefined) : refuseCollection('collection.no-such-endpoint', 'There is no such endpoint of this asset.');
  }
}

const AE_TITLE = /^[!-[\]-~](?:[ -[\]-~]{0,14}[!-[\]-~])?$/;
const MOST = 100;

function formOf({ calledAe, callingAes, addresses }: NewEndpoint): Result<void> {
  if (!AE_TITLE.test(calledAe)) return malformed('calledAe', 'ae-title');
  if (callingAes.length < 1 || callingAes.length > MOST || !callingAes.every((title) => AE_TITLE.test(title)))
    return malformed('callingAes', 'ae-title');
  if (addresses.length < 1 || addresses.length > MOST || !addresses.every(isNetwork)) return malformed('addresses', 'network');
  return ok(undefined);
}

const FORMS = {
  'ae-title': 'An AE title has 1 to 16 characters of ASCII, no backslash, and no space at either end; 1 to 100 may call.',
  network: 'Addresses are 1 to 100 IP addresses or networks without bits beyond their mask: 10.1.2.7, 10.1.2.0/24.',
} as const;

const malformed = (field: string, rule: keyof typeof FORMS) =>
  refuseCollection('collection.endpoint-form', FORMS[rule], { field, facts: { rule } });

/** Postgres takes a network only without bits beyond its mask, and says so by an error: it is asked after this. */
function isNetwork(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more !== undefined || address.includes('%')) return false;
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128) && hostBitsAreZero(address, Number(bits));
}

function hostBitsAreZero(address: string, bits: number): boolean {
  const bytes = isIP(address) === 4 ? address.split('.').map(Number) : bytesOfIpv6(address);
  return bytes.every((byte, index) => (byte & (0xff >> Math.min(8, Math.max(0, bits - index * 8)))) === 0);
}

function bytesOfIpv6(address: string): number[] {
  const [before = '', after] = address.split('::');
  const groups = (part: string): number[] =>
    part === ''
      ? []
      : part.split(':').flatMap((group) => {
          if (group.includes('.')) return group.split('.').map(Number);
          const value = Number.parseInt(group, 16);
          return [value >> 8, value & 0xff];
        });
  const [head, tail] = [groups(before), groups(after ?? '')];
  return [...head, ...Array<number>(16 - head.length - tail.length).fill(0), ...tail];
}
