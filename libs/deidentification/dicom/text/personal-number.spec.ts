import fc from 'fast-check';
import { IdentityCollector } from './known-identities';
import { isPersonalNumber, isWellFormed } from './personal-number';

const collector = new IdentityCollector();
collector.addText('1024');
collector.addText('20661234');
const known = collector.build();
const WINDOW_CENTER = 0x00281050;
const TOTAL_DOSE = 0x00181074;

it.each([
  ['the number of the record', 'DS', '20661234', true],
  ['a resident identity number', 'DS', '440305196901021819', true],
  ['a mobile number, as the second value', 'IS', '1\\13900772837 ', true],
  ['an offset that equals a short number of a record', 'DS', '-1024', false],
  ['the same without a sign', 'DS', '1024', false],
  ['a date', 'DA', '20240131', false],
  ['a time with eleven digits', 'TM', '13900772837', false],
  ['a fraction', 'DS', '1.3900772837', false],
])('%s (%s)', (_name, vr, value, expected) => expect(isPersonalNumber(WINDOW_CENTER, vr, value, known)).toBe(expected));

it('takes an activity for one', () => expect(isPersonalNumber(TOTAL_DOSE, 'DS', '13900772837', known)).toBe(false));

describe('a well-formed value', () => {
  it('is any number, whatever its padding', () => {
    const padding = fc.constantFrom('', ' ', '  ', '\0');
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), padding, (number, pad) =>
        isWellFormed('DS', `${pad}${number}\\1${pad}`),
      ),
    );
  });

  it.each(['1969-12-04', '1969.12.04', 'ZHANG', '1e', '139-0077-2837'])('is not %s', (text) => {
    expect(isWellFormed('DS', text)).toBe(false);
  });

  it('is judged in time, however long', () => {
    const from = performance.now();
    isWellFormed('DS', `${'1'.repeat(200_000)}x`);
    isWellFormed('DS', `${'1 '.repeat(100_000)}x`);
    expect(performance.now() - from).toBeLessThan(1000);
  });
});
