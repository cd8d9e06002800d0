import fc from 'fast-check';
import { type Determination } from '../governance.data';
import { gradingOf } from './grading.rules';
import { classSizes, type PersonTrace } from './quasi-identifiers.rules';
import { reidentificationRisk } from './reidentification-risk';

const ordinary = { sensitivity: 'ordinary' as const, options: [] };
const determination: Determination = {
  population: 20_000,
  membershipKnown: false,
  finding: 'as-measured',
  evidence: 'a'.repeat(64),
  reason: '入选名单不公开',
  by: 'person',
};

describe('gradingOf', () => {
  it.each([
    ['classes of 20 and more', [20, 30], ordinary, null, 'anonymised', 2, 'download'],
    ['a class of one', [1, 30], ordinary, null, 'de-identified', 3, 'statistics-only'],
    ['classes of 6', [6, 6], ordinary, null, 'de-identified', 3, 'secure-environment'],
    ['a class of one, drawn from many in secret', [1, 30], ordinary, determination, 'anonymised', 2, 'download'],
    [
      'a committee that finds less',
      [20, 30],
      ordinary,
      { ...determination, finding: 'de-identified' },
      'de-identified',
      3,
      'secure-environment',
    ],
    ['a device that is kept', [20, 30], { ...ordinary, options: ['retain-device'] }, null, 'de-identified', 3, 'secure-environment'],
    ['the strictest conditions', [20, 30], { ...ordinary, sensitivity: 'special' as const }, null, 'anonymised', 5, undefined],
  ] as const)('%s', (_name, sizes, plan, determined, finding, level, widest) => {
    const grading = gradingOf(reidentificationRisk(sizes)!, plan, determined);
    expect({ finding: grading.finding, level: grading.level, widest: grading.routes[0] }).toEqual({ finding, level, widest });
  });

  it('opens no more routes for smaller classes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 2, max: 60 }), { minLength: 1, maxLength: 8 }), (sizes) => {
        const routes = gradingOf(reidentificationRisk(sizes)!, ordinary, null).routes;
        const smaller = gradingOf(reidentificationRisk(sizes.map((size) => Math.ceil(size / 2)))!, ordinary, null).routes;
        expect(routes).toEqual(expect.arrayContaining([...smaller]));
      }),
    );
  });
});

describe('classSizes', () => {
  const trace = (more: Partial<PersonTrace> = {}): PersonTrace => ({
    modalities: ['CT'],
    bodyParts: ['CHEST'],
    devices: ['A'],
    studies: 1,
    ...more,
  });

  it('joins people who can’t be told apart by what is left, whatever the order of their values', () => {
    const people = [trace({ modalities: ['CT', 'MR'] }), trace({ modalities: ['MR', 'CT'] }), trace({ studies: 2 })];
    expect([...classSizes(people)].sort()).toEqual([1, 2]);
  });

  const examined = (devices: readonly string[][]) => devices.map((of) => trace({ devices: of }));
  const gradedOf = (devices: readonly string[][], options: readonly string[] = [], determined: Determination | null = null) =>
    gradingOf(reidentificationRisk(classSizes(examined(devices)))!, { ...ordinary, options }, determined);
  const common = Array.from({ length: 40 }, () => ['SIEMENS SOMATOM go.Top']);
  const rare = ['NeuroLogica BodyTom'];

  it('tells people apart by a device that few were examined on, since the Basic Profile leaves make and model', () => {
    expect(classSizes(examined([...common, rare]))).toEqual([40, 1]);
    expect(
      classSizes(
        examined([
          [...rare, ...common[0]!],
          [...common[0]!, ...rare],
        ]),
      ),
    ).toEqual([2]);
    expect(gradedOf(common)).toMatchObject({ finding: 'anonymised', level: 2 });
    expect(gradedOf([...common, rare])).toMatchObject({ finding: 'de-identified', level: 3, routes: ['statistics-only'] });
  });

  it('finds them anonymous again where membership is secret and the population wide, but never with the device’s own number', () => {
    expect(gradedOf([...common, rare], [], determination)).toMatchObject({ finding: 'anonymised' });
    expect(gradedOf(common, ['retain-device'], determination)).toMatchObject({ finding: 'de-identified', level: 3 });
  });
});
