import { type RoleConnection } from '#libs/database';
import { type LegalDate, type Money, ok, type Result } from '#libs/kernel';
import { type Terms } from '#libs/terms';
import { type CardDocument, type CardForm } from './listing-card';
import { type QualityBrief } from './listing.data';
import { queryTerms } from './search-terms';

export interface ListingFilter {
  /** Words, Chinese or other; all of them must be found. */
  readonly query?: string;
  readonly form?: string;
  readonly purpose?: string;
  readonly buyerKind?: string;
  /** Fen, with VAT. */
  readonly priceUpTo?: number;
  readonly limit: number;
  /** The id of the last listing of the page before. */
  readonly after?: string;
}

export interface PublishedListing {
  readonly listingId: string;
  readonly assetId: string;
  readonly hospitalName: string;
  readonly name: string;
  readonly summary: string;
  readonly industry: string;
  readonly region: string;
  readonly periodFrom: LegalDate;
  readonly periodTo: LegalDate;
  readonly updateFrequency: string;
  readonly records: number;
  readonly forms: readonly string[];
  readonly structure: string;
  readonly files: number;
  readonly bytes: number;
  readonly governedDigest: string;
  readonly finding: string;
  readonly level: number;
  readonly quality: QualityBrief | null;
  readonly routes: readonly string[];
  readonly terms: Terms;
  readonly priceModel: string;
  readonly price: Money;
  readonly certificateNumber: string;
  readonly validUntil: LegalDate;
}

const columns = `listing_id as "listingId", asset_id as "assetId", hospital_name as "hospitalName", name, summary, industry, region,
  period_from::text as "periodFrom", period_to::text as "periodTo", update_frequency as "updateFrequency", records::float8 as records, forms,
  structure, files, bytes::float8 as bytes, governed_digest as "governedDigest", finding, level, quality, routes, terms, price_model as "priceModel",
  jsonb_build_object('amount', price_amount, 'currency', price_currency) as price, certificate_number as "certificateNumber",
  valid_until::text as "validUntil"`;

/** One picture of a dataset, by its place alone. */
export interface PublishedSample {
  readonly position: number;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** The market as everyone sees it, by the role that sees nothing else. */
export class ListingSearch {
  constructor(private readonly publicRole: RoleConnection) {}

  /** Newest first, `limit + 1` of them so that the caller sees whether there are more. */
  list(filter: ListingFilter): Promise<Result<PublishedListing[]>> {
    const { query, form, purpose, buyerKind, priceUpTo, limit, after } = filter;
    const words = query === undefined ? null : queryTerms(query);
    return this.publicRole.rows<PublishedListing>(
      `select ${columns} from listing_published
       where state = 'listed' and ($1::uuid is null or listing_id < $1) and ($2::text[] is null or search_terms @> $2)
         and ($3::text is null or $3 = any (forms)) and ($4::bigint is null or price_amount <= $4)
         and ($5::text is null or terms -> 'purposes' = '"any"' or terms -> 'purposes' ? $5)
         and ($6::text is null or terms -> 'buyerKinds' = '"any"' or terms -> 'buyerKinds' ? $6)
       order by listing_id desc limit $7`,
      [after ?? null, words, form ?? null, priceUpTo ?? null, purpose ?? null, buyerKind ?? null, limit + 1],
    );
  }

  /** A form of the dataset's card; undefined where the listing is not listed, or the dataset has none. */
  async card(listingId: string, form: CardForm): Promise<Result<CardDocument | undefined>> {
    const found = await this.publicRole.rows<CardDocument>(
      'select form, digest, document from listing_card where listing_id = $1 and form = $2',
      [listingId, form],
    );
    return found.ok ? ok(found.value[0]) : found;
  }

  /** Pictures that everyone may see, without their bytes. */
  samples(listingId: string): Promise<Result<PublishedSample[]>> {
    return this.publicRole.rows<PublishedSample>(
      'select position, width, height, octet_length(image) as bytes from listing_sample where listing_id = $1 and image is not null order by position',
      [listingId],
    );
  }

  /** The PNG. */
  async sample(listingId: string, position: number): Promise<Result<Buffer | undefined>> {
    const found = await this.publicRole.rows<{ image: Buffer }>(
      'select image from listing_sample where listing_id = $1 and position = $2 and image is not null',
      [listingId, position],
    );
    return found.ok ? ok(found.value[0]?.image) : found;
  }

  async find(listingId: string): Promise<Result<PublishedListing | undefined>> {
    const found = await this.publicRole.rows<PublishedListing>(
      `select ${columns} from listing_published where state = 'listed' and listing_id = $1`,
      [listingId],
    );
    return found.ok ? ok(found.value[0]) : found;
  }
}
