import { command, list, optional, text } from '#libs/cases';
import { type AssetFact } from '#libs/pipeline';
import { actingId } from './acting-person';
import { type ListingData, type ListingState } from './listing.data';
import { emptiedSamples, sampleRow } from './listing-samples';
import { sampleRules } from './sample.rules';
import { refuseTrading } from './trading.errors';
import { type SamplesFact } from './trading.fact-values';

const define = command<ListingData, ListingState>();
const alive = ['draft', 'reviewed', 'listed', 'suspended'] as const;
const reason = text('理由', 'Reason', { min: 2, max: 400, example: '逐张查看，无可辨识内容' });

/**
 * Everybody sees what is approved here, as long as the listing is listed: more people than any contract binds. So only of data that is anonymised,
 * by the committee that released it, and few. Given again, it takes the place of what was approved before.
 */
export const approveSamples = define({
  title: { zh: '批准展示样例', en: 'Approve samples for everyone to see' },
  from: alive,
  to: alive,
  by: ['hospital:data-committee'],
  payload: {
    series: optional(
      list(
        '序列（缺省按交易所规则抽取）',
        "Series; by the exchange's rule where left out",
        text('序列', 'Series', { max: 64, example: '2.25.1' }),
        {
          min: 1,
          max: sampleRules.most,
        },
      ),
    ),
    reason,
  },
  facts: ['asset', 'samples'],
  apply: ({ case: { id, organisationId, state, data }, facts, payload, actor, today }) => {
    const { governed } = (facts['asset'] as AssetFact).data;
    if (governed?.digest !== data.subject.governedDigest)
      return refuseTrading('listing.asset-changed', 'Dataset or certificate are no longer those of the listing.');
    if (data.subject.finding !== 'anonymised')
      return refuseTrading('listing.samples-not-anonymised', 'Only of anonymised data may everybody see a picture.');
    const { samples, unfit } = facts['samples'] as SamplesFact;
    if (unfit.length > 0)
      return refuseTrading(
        'listing.sample-unfit',
        'A series can not be shown: it has no picture, was held for its pixels, or is of a person shown already.',
        {
          field: 'series',
          facts: { series: unfit },
        },
      );
    if (samples.length === 0) return refuseTrading('listing.no-samples', 'No picture of the dataset may be shown.');
    const of = { organisationId, listingId: id };
    const approved = samples.map(({ series, sha256 }) => ({ series, sha256 }));
    const shown = { rules: sampleRules.version, approved, by: actingId(actor), on: today, reason: payload.reason };
    return {
      to: state as ListingState,
      data: { ...data, samples: shown },
      effects: [...samples.map((sample, index) => sampleRow(of, index + 1, sample)), ...emptiedSamples(of, data, samples.length)],
      recorded: { rules: shown.rules, approved },
    };
  },
});

export const withdrawSamples = define({
  title: { zh: '撤回展示样例', en: 'Withdraw the samples' },
  from: alive,
  to: alive,
  by: ['hospital:data-committee', 'hospital:director', 'exchange:operator'],
  payload: { reason },
  apply: ({ case: { id, organisationId, state, data } }) => {
    if (!data.samples) return refuseTrading('listing.no-samples', 'Nothing of the dataset is shown.');
    const effects = emptiedSamples({ organisationId, listingId: id }, data);
    return { to: state as ListingState, data: { ...data, samples: null }, effects, recorded: { withdrawn: data.samples.approved } };
  },
});
