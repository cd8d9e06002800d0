import { type JsonObject, type RowEffect } from '#libs/cases';
import { type DatasetCard, type GovernedDataset } from '#libs/pipeline';
import { type ObjectStore } from '#libs/storage';
import { readDocument } from './governed-manifest';

export type CardForm = keyof DatasetCard;

/** A form of the card as it is published. */
export interface CardDocument {
  readonly form: CardForm;
  readonly digest: string;
  readonly document: string;
}

/** Bytes; the card holds counts and rules, whatever the size of the dataset. */
const LONGEST_BYTES = 1024 * 1024;

/** The forms that can be read from here: data that was governed without a card has none, and a home elsewhere may not be reached. */
export async function cardDocuments(
  objects: ObjectStore,
  organisationId: string,
  { card }: Pick<GovernedDataset, 'card'>,
): Promise<readonly CardDocument[]> {
  const documents: CardDocument[] = [];
  for (const [form, digest] of Object.entries(card ?? {}) as [CardForm, string][]) {
    const read = await readDocument(objects, organisationId, digest);
    if (read.ok && read.value.length <= LONGEST_BYTES) documents.push({ form, digest, document: read.value.toString('utf8') });
  }
  return documents;
}

export const cardRow = (organisationId: string, listingId: string, { form, digest, document }: CardDocument): RowEffect => {
  const values: JsonObject = { organisation_id: organisationId, listing_id: listingId, form, digest, document };
  return { type: 'row', table: 'listing_card', write: 'insert', values };
};
