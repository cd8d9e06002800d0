import { type JsonObject, type RowEffect } from '#libs/cases';
import { ok, type Result } from '#libs/kernel';
import { SAMPLE_CANDIDATES, searchGovernedManifest, type SampleCandidate } from '#libs/pipeline';
import { type ObjectStore } from '#libs/storage';
import { readDocument } from './governed-manifest';
import { type ListingData } from './listing.data';
import { chooseSamples } from './sample.rules';

/** A picture as it is approved: its bytes pass on with the approval, so that the public's role never reaches into the hospital's store. */
export interface ApprovedSample {
  readonly series: string;
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
  readonly image: Buffer;
}

export interface SamplesFound {
  readonly samples: readonly ApprovedSample[];
  readonly unfit: readonly string[];
}

/** From the governed version with this digest, and nothing else. Refuses what the store and the manifest refuse. */
export async function samplesOf(
  objects: ObjectStore,
  organisationId: string,
  { digest, named }: { readonly digest: string; readonly named?: readonly string[] },
): Promise<Result<SamplesFound>> {
  const manifest = await objects.open(organisationId, digest);
  if (!manifest.ok) return manifest;
  const entries = await searchGovernedManifest(manifest.value as AsyncIterable<Buffer>, digest, new Set([SAMPLE_CANDIDATES]));
  if (!entries.ok) return entries;
  const list = entries.value.get(SAMPLE_CANDIDATES);
  if (!list) return ok({ samples: [], unfit: named ?? [] });
  const lines = await readDocument(objects, organisationId, list.sha256);
  if (!lines.ok) return lines;
  const candidates = lines.value
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as SampleCandidate);
  const { chosen, unfit } = chooseSamples(candidates, { digest, named });
  const samples: ApprovedSample[] = [];
  for (const { series, sha256, width, height } of chosen) {
    const image = await readDocument(objects, organisationId, sha256);
    if (!image.ok) return image;
    samples.push({ series, sha256, width, height, image: image.value });
  }
  return ok({ samples, unfit });
}

interface Listed {
  readonly organisationId: string;
  readonly listingId: string;
}

/** What the public sees has a place in the row and no name of the dataset's. */
export const sampleRow = (of: Listed, position: number, { sha256, width, height, image }: ApprovedSample): RowEffect =>
  row(of, position, { sha256, width, height, image: `\\x${image.toString('hex')}` });

/** Takes the bytes out again of what was approved, from the one after so many; that they were shown stays in the audit chain. */
export const emptiedSamples = (of: Listed, { samples }: Pick<ListingData, 'samples'>, after = 0): readonly RowEffect[] =>
  (samples?.approved ?? [])
    .map((_, index) => index + 1)
    .slice(after)
    .map((position) => row(of, position, { sha256: null, width: null, height: null, image: null }));

const row = ({ organisationId, listingId }: Listed, position: number, values: JsonObject): RowEffect => ({
  type: 'row',
  table: 'listing_sample',
  write: 'upsert',
  values: { organisation_id: organisationId, listing_id: listingId, position, ...values },
});
