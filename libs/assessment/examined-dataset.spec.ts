import { examinedDataset } from './examined-dataset';

describe('what an assessment opens of the dataset', () => {
  const examined = { datasetVersion: 1, digest: 'd'.repeat(64) };
  const engagement = { by: 'x', on: '2026-09-01', beyondBudget: null };

  it.each([
    ['a firm that is asked to quote', 'quoted', null, false],
    ['a firm that reviews', 'reviewing', engagement, true],
    ['a firm whose opinion stands', 'issued', engagement, true],
    ['a firm that declined', 'declined', null, false],
    ['a firm that was let go', 'withdrawn', engagement, false],
  ])('to %s', (_who, state, engaged, opens) =>
    expect(examinedDataset.digestOf({ examined, engagement: engaged }, state)).toBe(opens ? examined.digest : undefined),
  );
});
