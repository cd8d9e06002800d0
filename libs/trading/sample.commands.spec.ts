import { assetOf, codeOf, committee, director, digestOf, it as staff, listedListing, operator, pipeline } from './played-trade.fixture';

const sample = (series: string) => ({ series, sha256: digestOf('5'), width: 2, height: 2, image: Buffer.from('png') });
const found = { samples: { samples: [sample('2.25.1'), sample('2.25.2')], unfit: [] } };
const approve = ['approve-samples', { reason: '逐张查看' }, committee] as const;
const withdraw = { reason: '患者撤回同意' };
const written = (played: ReturnType<typeof listedListing>) => played.rows().map(({ values: { position, image } }) => [position, image]);

describe('samples of a listing', () => {
  it('are approved by the committee, and their bytes pass on under a place alone', () => {
    const played = listedListing().with(found).play(approve);
    expect(played.state).toBe('listed');
    expect(written(played)).toEqual([
      [1, '\\x706e67'],
      [2, '\\x706e67'],
    ]);
    expect(JSON.stringify(played.rows())).not.toContain('2.25.');
    expect(played.last!.recorded).toMatchObject({ approved: [{ series: '2.25.1' }, { series: '2.25.2' }] });
    expect(played.data.samples).toMatchObject({ by: committee.personId, on: played.today });
  });

  it('are replaced by fewer and withdrawn without leaving a byte', () => {
    const played = listedListing().with(found).play(approve);
    played.with({ samples: { samples: [sample('2.25.3')], unfit: [] } }).play(approve);
    expect(written(played)).toEqual([
      [1, '\\x706e67'],
      [2, null],
    ]);
    played.play(['withdraw-samples', withdraw, operator]);
    expect(written(played)).toEqual([[1, null]]);
    expect(played.data.samples).toBeNull();
    expect(codeOf(played.give('withdraw-samples', withdraw, director))).toBe('listing.no-samples');
  });

  it.each([
    ['delist', { reason: '撤回' }, director],
    ['supersede', {}, pipeline],
  ] as const)('leave no byte where the listing ends: %s', (command, payload, actor) => {
    const played = listedListing().with(found).play(approve).play([command, payload, actor]);
    const rows = played.rows().filter(({ table }) => table === 'listing_sample');
    expect(rows.map(({ values }) => values['image'])).toEqual([null, null]);
  });

  it.each([
    ['somebody else of the hospital', found, staff, 'case.not-permitted'],
    ['a series that was held', { samples: { samples: [sample('1')], unfit: ['2'] } }, committee, 'listing.sample-unfit'],
    ['nothing to show', {}, committee, 'listing.no-samples'],
    [
      'another version',
      { ...found, asset: assetOf({ governed: { ...assetOf().data.governed!, digest: digestOf('9') } }) },
      committee,
      'listing.asset-changed',
    ],
  ])('are refused to %s', (_, facts, actor, code) =>
    expect(codeOf(listedListing().with(facts).give('approve-samples', { reason: '逐张查看' }, actor))).toBe(code),
  );

  it('are none of data that is personal information still', () => {
    const played = listedListing();
    const { data } = played.snapshot!;
    played.snapshot = { ...played.snapshot!, data: { ...data, subject: { ...data.subject, finding: 'de-identified' } } };
    expect(codeOf(played.with(found).give(...approve))).toBe('listing.samples-not-anonymised');
  });
});
