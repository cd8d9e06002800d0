import { type GovernedView } from '#libs/pipeline';
import { type ListingData, type ListingState } from './listing.data';

/** A draft is checked before it is seen by anyone, and what was taken off the market is nobody's business there. */
const CLOSED: readonly ListingState[] = ['delisted'];

/** What the exchange's operators read of the version that they let onto the market. */
export const listedDataset: GovernedView = {
  kind: 'listing',
  readers: ['exchange:operator', 'hospital:it', 'hospital:data-committee', 'hospital:director'],
  digestOf: (data, state) => (CLOSED.includes(state as ListingState) ? undefined : (data as ListingData).subject.governedDigest),
};
