import { briefOf } from './quality-brief';

describe('the brief of a quality report', () => {
  it('takes the figures of the dimensions, and nothing else', () => {
    const dimensions = [{ dimension: 'accuracy', numerator: 3, denominator: 4, rule: 'x' }];
    expect(briefOf(JSON.stringify({ format: 'medbourse-quality/1', dimensions, series: [1] }))).toEqual({
      dimensions: [{ dimension: 'accuracy', numerator: 3, denominator: 4 }],
    });
  });

  it.each([
    ['no JSON', '{'],
    ['another form', '{"format":"other","dimensions":[]}'],
    ['no dimensions', '{"format":"medbourse-quality/1"}'],
    ['null', 'null'],
  ])('is none for %s', (_, text) => {
    expect(briefOf(text)).toBeNull();
  });

  it.each([{ dimension: 'x', numerator: 5, denominator: 4 }, { dimension: '<b>', numerator: 0, denominator: 1 }, null, 3])(
    'leaves out a figure that is none: %j',
    (figure) => {
      expect(briefOf(JSON.stringify({ format: 'medbourse-quality/1', dimensions: [figure] }))).toEqual({ dimensions: [] });
    },
  );
});
