import { type FactLoader, type FactQuestion } from '#libs/case-runtime';
import { type Query } from '#libs/database';
import { ok, orThrow } from '#libs/kernel';
import { type LedgerService } from '#libs/ledger';
import { assetFact, type AssetFact } from '#libs/pipeline';
import { type ObjectStore } from '#libs/storage';
import { cardDocuments } from './listing-card';
import { type ListingData } from './listing.data';
import { samplesOf } from './listing-samples';
import { qualityBrief } from './quality-brief';
import {
  type CardFact,
  type CostFact,
  type ListingFact,
  type OrganisationFact,
  type OrganisationsFact,
  type OtherListingFact,
  type QualityFact,
  type SamplesFact,
  type SimulationFact,
} from './trading.fact-values';

const read = async <T>({ tenancy, organisationId }: FactQuestion, work: (query: Query) => Promise<T>): Promise<T> =>
  orThrow(await tenancy.readTenant(organisationId, async (query) => ok(await work(query))));

/** Organisations that the case or the payload names. */
export const organisationsFact: FactLoader = async (question) => {
  const named = { ...(question.data as object | null), ...question.payload } as Record<string, unknown>;
  const ids = [question.organisationId, named['exchangeId'], named['custodianId'], named['buyerId']].filter((id) => typeof id === 'string');
  const rows = await read(question, (query) =>
    query.rows<OrganisationFact>(
      'select id, name, credit_code as "creditCode", roles, region from organisation where id = any($1::uuid[])',
      [ids],
    ),
  );
  const value: OrganisationsFact = Object.fromEntries(rows.map((row) => [row.id, row]));
  return { value };
};

export const costFact =
  (ledger: LedgerService): FactLoader =>
  async ({ organisationId, assetId }) => {
    const { productionCost } = orThrow(await ledger.assetEconomics(organisationId, assetId!));
    const value: CostFact = { productionCost };
    return { value };
  };

/** Of the asset's governed version as it is now; the decision relies on the asset's row besides. */
export const qualityFact =
  (objects: ObjectStore): FactLoader =>
  async (question) => {
    const { governed } = ((await assetFact(question)).value as AssetFact).data;
    const value: QualityFact = { brief: governed ? await qualityBrief(objects, question.organisationId, governed.qualityReport) : null };
    return { value };
  };

export const cardFact =
  (objects: ObjectStore): FactLoader =>
  async (question) => {
    const { governed } = ((await assetFact(question)).value as AssetFact).data;
    const value: CardFact = { documents: governed ? await cardDocuments(objects, question.organisationId, governed) : [] };
    return { value };
  };

export const samplesFact =
  (objects: ObjectStore): FactLoader =>
  async ({ organisationId, data, payload }) => {
    const digest = (data as ListingData).subject.governedDigest;
    const named = (payload as { readonly series?: readonly string[] }).series;
    const value: SamplesFact = orThrow(await samplesOf(objects, organisationId, { digest, ...(named && { named }) }));
    return { value };
  };

export const otherListingFact: FactLoader = async (question) => {
  const { organisationId, assetId, caseId } = question;
  const rows = await read(question, (query) =>
    query.rows<{ id: string }>(
      `select id from case_record where organisation_id = $1 and asset_id = $2 and kind = 'listing' and state <> 'delisted' and id <> $3 limit 1`,
      [organisationId, assetId, caseId],
    ),
  );
  const value: OtherListingFact = { listingId: rows[0]?.id ?? null };
  return { value };
};

/** The listing that an order is about; null where the owner has none of that id. */
export const listingFact: FactLoader = async (question) => {
  const { organisationId } = question;
  const listingId = (question.data as { listingId?: string } | null)?.listingId ?? (question.payload as { listingId?: string }).listingId;
  const row = await read(question, (query) =>
    query.one<Omit<ListingFact, 'organisationId'>>(
      `select id as "listingId", asset_id as "assetId", state, version, data from case_record
       where organisation_id = $1 and id = $2 and kind = 'listing'`,
      [organisationId, listingId],
    ),
  );
  if (!row) return { value: null };
  const value: ListingFact = { ...row, organisationId };
  return { value, relied: [{ organisationId, caseId: row.listingId, version: row.version }] };
};

export const simulationFact: FactLoader = async (question) => {
  const row = await read(question, (query) => query.one<SimulationFact>('select simulated from legal_time'));
  const value: SimulationFact = { simulated: row?.simulated ?? false };
  return { value };
};
