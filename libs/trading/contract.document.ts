import { type CommandContext } from '#libs/cases';
import { canonicalJson, sha256Hex, type LegalDate, type Money } from '#libs/kernel';
import { type Terms, type Use } from '#libs/terms';
import { actingId } from './acting-person';
import { type Offer, type OrderData } from './order.data';
import { type OrganisationsFact, type SimulationFact } from './trading.fact-values';

/** A contract as its two sides accepted it. Canonical JSON, so that anyone computes the same digest. */
export interface ContractDocument {
  readonly format: 'medbourse-contract/1';
  /** Legal time was moved by hand: the contract binds nobody. */
  readonly simulation: boolean;
  readonly orderId: string;
  readonly listingId: string;
  readonly assetId: string;
  readonly subject: {
    readonly name: string;
    readonly datasetVersion: number;
    readonly governedDigest: string;
    readonly files: number;
    readonly bytes: number;
  };
  readonly certificateNumber: string;
  readonly seller: ContractParty;
  readonly buyer: ContractParty;
  readonly exchange: ContractParty;
  readonly custodian: ContractParty;
  /** With VAT. */
  readonly price: Money;
  readonly terms: Terms;
  readonly use: Use;
  readonly project: string;
  readonly agreedOn: LegalDate;
  readonly accepted: readonly { readonly side: 'hospital' | 'buyer'; readonly by: string; readonly on: LegalDate }[];
}

interface ContractParty {
  readonly id: string;
  readonly name: string;
  readonly creditCode: string;
}

export interface WrittenContract {
  readonly text: string;
  readonly digest: string;
}

/** Who made the offer accepted it by making it; the other side accepts by this command. */
export function contractOf({ case: found, facts, actor, today }: CommandContext<OrderData, unknown>, offer: Offer): WrittenContract {
  const { data } = found;
  const organisations = facts['organisations'] as OrganisationsFact;
  const party = (id: string): ContractParty => {
    const known = organisations[id];
    if (!known) throw new Error(`a party that is no organisation of this exchange: ${id}`);
    return { id, name: known.name, creditCode: known.creditCode };
  };
  const { name, governedDigest, files, bytes } = data.subject;
  const accepting = offer.from === 'hospital' ? 'buyer' : 'hospital';
  const contract: ContractDocument = {
    format: 'medbourse-contract/1',
    simulation: (facts['simulation'] as SimulationFact).simulated,
    orderId: found.id,
    listingId: data.listingId,
    assetId: found.assetId!,
    subject: { name, datasetVersion: data.datasetVersion, governedDigest, files, bytes },
    certificateNumber: data.certificateNumber,
    seller: party(found.organisationId),
    buyer: party(data.buyerId),
    exchange: party(data.exchangeId),
    custodian: party(data.custodianId),
    price: offer.price,
    terms: offer.terms,
    use: data.use,
    project: data.project,
    agreedOn: today,
    accepted: [
      { side: offer.from, by: offer.by, on: offer.on },
      { side: accepting, by: actingId(actor), on: today },
    ],
  };
  const text = canonicalJson(contract);
  return { text, digest: sha256Hex(text) };
}
