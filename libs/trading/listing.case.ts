import { type CaseDefinition } from '#libs/cases';
import { type ListingData, type ListingState } from './listing.data';
import { delist, lapse, list, resume, review, sendBack, setPrice, supersede, suspend } from './listing.commands';
import { listingOpening } from './listing.opening';
import { listingStates } from './listing.states';
import { approveSamples, withdrawSamples } from './sample.commands';
import { listingMessages } from './trading.messages';

/** An offer to everyone of one registered version of a dataset. */
export const listingCase: CaseDefinition<ListingData, ListingState> = {
  kind: 'listing',
  version: 1,
  title: { zh: '挂牌', en: 'Listing' },
  stage: 'trading',
  owner: 'hospital',
  parts: ['hospital', 'exchange'],
  messages: listingMessages,
  states: listingStates,
  opening: listingOpening,
  commands: {
    review,
    'send-back': sendBack,
    list,
    suspend,
    lapse,
    resume,
    'set-price': setPrice,
    delist,
    supersede,
    'approve-samples': approveSamples,
    'withdraw-samples': withdrawSamples,
  },
  clocks: {
    validity: {
      title: { zh: '证书与意见有效期', en: 'Validity of certificate and opinion' },
      basis: '数据产权登记工作指引（试行）26',
      runsIn: ['listed'],
      lasts: ({ validUntil }) => ({ until: validUntil }),
      then: 'lapse',
    },
  },
  jobs: [],
  view: ({ economics: _, split: __, ...seen }) => seen,
};
