import fc from 'fast-check';
import {
  decideRoutes,
  environmentOf,
  routesFor,
  type DataLevel,
  type IdentifiabilityFinding,
  type ReidentificationRisk,
  type Route,
} from './route';

const LOW = { prosecutorMax: 0.05, journalistMax: 0.05, marketer: 0.01 };
const MIDDLING = { prosecutorMax: 0.2, journalistMax: 0.1, marketer: 0.1 };
const HIGH = { prosecutorMax: 1, journalistMax: 0.5, marketer: 0.3 };
const ALL: Route[] = ['download', 'secure-environment', 'statistics-only'];

describe('open routes', () => {
  it.each<[IdentifiabilityFinding, DataLevel, ReidentificationRisk, Route[]]>([
    ['anonymised', 1, LOW, ALL],
    ['anonymised', 2, LOW, ALL],
    ['anonymised', 2, { prosecutorMax: 0.09, journalistMax: 0.09, marketer: 0.05 }, ALL],
    ['anonymised', 2, { ...LOW, prosecutorMax: 0.0901 }, ALL.slice(1)],
    ['anonymised', 2, { ...LOW, marketer: 0.051 }, ALL.slice(1)],
    ['anonymised', 2, MIDDLING, ALL.slice(1)],
    ['anonymised', 1, HIGH, ALL.slice(2)],
    ['anonymised', 3, LOW, ALL.slice(1)],
    ['de-identified', 1, LOW, ALL.slice(1)],
    ['de-identified', 2, LOW, ALL.slice(1)],
    ['de-identified', 3, MIDDLING, ALL.slice(1)],
    ['de-identified', 3, HIGH, ALL.slice(2)],
    ['de-identified', 4, LOW, ALL.slice(2)],
    ['anonymised', 5, LOW, []],
    ['de-identified', 5, LOW, []],
  ])('of %s data at level %i with %j: %j', (finding, level, risk, open) => expect(routesFor(finding, level, risk)).toEqual(open));

  it('say what closes the others', () => {
    expect(decideRoutes('de-identified', 3, HIGH)).toEqual([
      { route: 'download', obstacles: ['personal-information', 'level', 'risk'] },
      { route: 'secure-environment', obstacles: ['risk'] },
      { route: 'statistics-only', obstacles: [] },
    ]);
  });

  it('obey other limits', () => {
    const strict = { version: 'test', download: LOW, 'secure-environment': { prosecutorMax: 0.01, journalistMax: 0.01, marketer: 0.01 } };
    expect(routesFor('anonymised', 1, LOW, strict)).toEqual(['statistics-only']);
  });

  const findings = fc.constantFrom<IdentifiabilityFinding>('anonymised', 'de-identified');
  const levels = fc.constantFrom<DataLevel>(1, 2, 3, 4, 5);
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  const risks = fc.record({ prosecutorMax: unit, journalistMax: unit, marketer: unit });

  it('are closed and never opened by a higher level, a higher risk, or data that is only de-identified', () => {
    fc.assert(
      fc.property(findings, levels, risks, risks, (finding, level, risk, other) => {
        const open = routesFor(finding, level, risk);
        const noMore = (routes: Route[]) => expect(routes.every((route) => open.includes(route))).toBe(true);
        if (level < 5) noMore(routesFor(finding, (level + 1) as DataLevel, risk));
        noMore(routesFor('de-identified', level, risk));
        const higher = (name: keyof ReidentificationRisk) => Math.max(risk[name], other[name]);
        noMore(
          routesFor(finding, level, {
            prosecutorMax: higher('prosecutorMax'),
            journalistMax: higher('journalistMax'),
            marketer: higher('marketer'),
          }),
        );
      }),
    );
  });

  it('leave every narrower one open too, and so make one environment', () => {
    fc.assert(
      fc.property(findings, levels, risks, (finding, level, risk) => {
        const open = routesFor(finding, level, risk);
        expect(open).toEqual(ALL.slice(ALL.length - open.length));
        expect(environmentOf(open)).toBe(open[0] ?? 'none');
      }),
    );
  });

  it('need a risk that was measured', () => {
    for (const wrong of [Number.NaN, -0.1, 1.01]) expect(() => routesFor('anonymised', 1, { ...LOW, marketer: wrong })).toThrow(RangeError);
  });
});
