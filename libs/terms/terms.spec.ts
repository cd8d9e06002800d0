import fc from 'fast-check';
import { orThrow, type Result } from '#libs/kernel';
import { restrictionsOfAnnex1 } from './annex1';
import { permits, type Use } from './permission';
import { closedBy, intersect, isWithin, UNRESTRICTED, widerThan, type TermName, type Terms } from './terms';
import { parseTerms } from './terms.parser';
import { BUYER_KINDS, ENVIRONMENTS, PURPOSES, type BuyerKind, type Environment, type Purpose } from './vocabulary';

const buyerKinds = Object.keys(BUYER_KINDS) as BuyerKind[];
const purposes = Object.keys(PURPOSES) as Purpose[];
const environments = Object.keys(ENVIRONMENTS) as Environment[];
const regions = ['CN', '450000', '450100', '450102', '451000', '310000', 'HK', 'DE'];
const codes = ['protection-level-3', 'ethics-opinion', 'report-yearly'];

const listOf = <T extends string>(values: readonly T[]) => fc.oneof(fc.constant('any' as const), fc.subarray([...values]));
const retention = fc.option(fc.integer({ min: 1, max: 60 }));
const anyTerms: fc.Arbitrary<Terms> = fc
  .record({
    buyerKinds: listOf(buyerKinds),
    purposes: listOf(purposes),
    environment: fc.constantFrom(...environments),
    regions: listOf(regions),
    resale: fc.boolean(),
    export: fc.boolean(),
    retentionMonths: retention,
    conditions: fc.array(
      fc.record({
        code: fc.constantFrom(...codes),
        kind: fc.constantFrom('qualification', 'duty'),
        text: fc.record({ zh: fc.constantFrom('甲', '乙'), en: fc.constantFrom('A', 'B') }),
      }),
      { maxLength: 4 },
    ),
  })
  .map((raw) => orThrow(parseTerms(raw)));
const anyUse: fc.Arbitrary<Use> = fc.record({
  buyerKind: fc.constantFrom(...buyerKinds),
  purpose: fc.constantFrom(...purposes),
  environment: fc.constantFrom('statistics-only', 'secure-environment', 'download'),
  region: fc.constantFrom(...regions),
  resale: fc.boolean(),
  export: fc.boolean(),
  retentionMonths: retention,
  accepts: fc.subarray(codes),
});

/** A use that ordinary terms permit, to vary one thing at a time. */
const modest: Use = {
  buyerKind: 'ai-company',
  purpose: 'algorithm-training',
  environment: 'secure-environment',
  region: '450102',
  resale: false,
  export: false,
  retentionMonths: 12,
  accepts: [],
};
const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.refusal.code);

describe('the intersection of terms', () => {
  it('is commutative, associative and idempotent', () => {
    fc.assert(
      fc.property(anyTerms, anyTerms, anyTerms, (a, b, c) => {
        expect(intersect(a, b)).toEqual(intersect(b, a));
        expect(intersect(intersect(a, b), c)).toEqual(intersect(a, intersect(b, c)));
        expect(intersect(a, a)).toEqual(a);
        expect(intersect(a, UNRESTRICTED)).toEqual(a);
      }),
    );
  });

  it('is the widest that lies within both', () => {
    fc.assert(
      fc.property(anyTerms, anyTerms, anyTerms, (a, b, c) => {
        const both = intersect(a, b);
        expect(isWithin(both, a) && isWithin(both, b)).toBe(true);
        if (isWithin(c, a) && isWithin(c, b)) expect(isWithin(c, both)).toBe(true);
        expect(isWithin(a, b)).toBe(JSON.stringify(both) === JSON.stringify(a));
      }),
    );
  });

  it('permits just what both permit', () => {
    fc.assert(
      fc.property(anyTerms, anyTerms, anyUse, (a, b, use) => {
        expect(permits(intersect(a, b), use).ok).toBe(permits(a, use).ok && permits(b, use).ok);
      }),
      { numRuns: 500 },
    );
  });

  it('is in the normal form that parsing gives', () => {
    fc.assert(
      fc.property(anyTerms, anyTerms, (a, b) =>
        expect(parseTerms(JSON.parse(JSON.stringify(intersect(a, b))))).toEqual({ ok: true, value: intersect(a, b) }),
      ),
    );
  });

  it('keeps the narrower of each term', () => {
    const opinion: Terms = { ...UNRESTRICTED, environment: 'secure-environment', regions: ['450000'], export: false, retentionMonths: 24 };
    const listing: Terms = { ...UNRESTRICTED, buyerKinds: ['ai-company'], regions: ['450100', 'DE'], resale: false, retentionMonths: 36 };
    expect(intersect(opinion, listing)).toEqual({
      buyerKinds: ['ai-company'],
      purposes: 'any',
      environment: 'secure-environment',
      regions: ['450100'],
      resale: false,
      export: false,
      retentionMonths: 24,
      conditions: [],
    });
  });

  it('may leave nobody, and says by which terms', () => {
    const a: Terms = { ...UNRESTRICTED, buyerKinds: ['insurer'], regions: ['310000'] };
    const b: Terms = { ...UNRESTRICTED, buyerKinds: ['ai-company'], regions: ['450000'], environment: 'none' };
    expect(closedBy(intersect(a, b))).toEqual(['buyerKinds', 'environment', 'regions']);
    fc.assert(fc.property(anyTerms, anyUse, (terms, use) => closedBy(terms).length === 0 || !permits(terms, use).ok));
  });
});

describe('terms within terms', () => {
  it('permit no more', () => {
    fc.assert(
      fc.property(anyTerms, anyTerms, anyUse, (a, b, use) => {
        if (isWithin(a, b) && permits(a, use).ok) expect(permits(b, use).ok).toBe(true);
      }),
    );
  });

  it('are named where they are not', () => {
    const limit: Terms = { ...UNRESTRICTED, purposes: ['education'], environment: 'statistics-only', retentionMonths: 6 };
    expect(widerThan(UNRESTRICTED, limit)).toEqual(['purposes', 'environment', 'retentionMonths']);
    expect(isWithin({ ...UNRESTRICTED, purposes: ['education'] }, { ...UNRESTRICTED, purposes: ['education', 'drug-development'] })).toBe(
      true,
    );
  });
});

describe('a use', () => {
  const condition = { code: 'protection-level-3', kind: 'qualification', text: { zh: '三级等保', en: 'protection level 3' } } as const;

  it('of whatever kind is permitted without restrictions', () => {
    fc.assert(fc.property(anyUse, (use) => permits(UNRESTRICTED, use).ok));
  });

  it.each<[TermName, Partial<Terms>, Partial<Use>]>([
    ['buyerKinds', { buyerKinds: ['insurer'] }, { buyerKind: 'insurer' }],
    ['purposes', { purposes: ['education', 'public-health'] }, { purpose: 'education' }],
    ['environment', { environment: 'statistics-only' }, { environment: 'statistics-only' }],
    ['regions', { regions: ['310000'] }, { region: '310115' }],
    ['retentionMonths', { retentionMonths: 6 }, { retentionMonths: 6 }],
    ['conditions', { conditions: [condition] }, { accepts: ['protection-level-3'] }],
  ])('that %s forbid is refused by that name, and permitted once it fits', (name, restriction, fitting) => {
    const terms = { ...UNRESTRICTED, ...restriction };
    expect(permits(terms, modest)).toMatchObject({
      ok: false,
      refusal: { code: 'terms.not-permitted', kind: 'forbidden', field: name, facts: { terms: [name] } },
    });
    expect(permits(terms, { ...modest, ...fitting })).toEqual({ ok: true, value: true });
  });

  it('by resale or for ever is refused where the terms do not grant it', () => {
    expect(permits({ ...UNRESTRICTED, resale: false }, { ...modest, resale: true })).toMatchObject({ refusal: { field: 'resale' } });
    expect(permits({ ...UNRESTRICTED, retentionMonths: 6 }, { ...modest, retentionMonths: null })).toMatchObject({
      refusal: { field: 'retentionMonths' },
    });
  });

  it('outside the mainland is an export, in Hong Kong too, whatever it calls itself', () => {
    const inland = { ...UNRESTRICTED, export: false };
    for (const region of ['HK', 'DE']) expect(permits(inland, { ...modest, region })).toMatchObject({ refusal: { field: 'export' } });
    expect(permits(inland, { ...modest, export: true })).toMatchObject({ refusal: { field: 'export' } });
    expect(permits(inland, modest).ok).toBe(true);
  });

  it('is told all terms that forbid it, and the conditions by code', () => {
    const terms: Terms = { ...UNRESTRICTED, buyerKinds: [], resale: false, conditions: [condition] };
    expect(permits(terms, { ...modest, resale: true })).toMatchObject({
      refusal: { facts: { terms: ['buyerKinds', 'resale', 'conditions'], conditions: ['protection-level-3'] } },
    });
  });
});

describe('terms that are read', () => {
  it('never fail in another way', () => {
    fc.assert(fc.property(fc.anything(), (input) => ['ok', 'terms.malformed'].includes(codeOf(parseTerms(input)))));
    fc.assert(
      fc.property(anyTerms, fc.constantFrom(...(Object.keys(UNRESTRICTED) as TermName[])), fc.anything(), (terms, name, value) =>
        ['ok', 'terms.malformed'].includes(codeOf(parseTerms({ ...terms, [name]: value }))),
      ),
    );
  });
});

describe('the restrictions of annex 1', () => {
  it('tell two different terms apart', () => {
    fc.assert(
      fc.property(anyTerms, anyTerms, (a, b) => {
        const same = JSON.stringify(restrictionsOfAnnex1(a)) === JSON.stringify(restrictionsOfAnnex1(b));
        // Conditions are shown by their text: their codes alone may differ.
        if (same) expect({ ...a, conditions: a.conditions.length > 0 }).toEqual({ ...b, conditions: b.conditions.length > 0 });
      }),
    );
  });
});
