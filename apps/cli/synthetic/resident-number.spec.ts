import fc from 'fast-check';
import { checkCharacter, residentNumber, unassignedRegion } from './resident-number';

const bodies = fc.stringMatching(/^\d{17}$/);

/** The weights of GB 11643 and ISO 7064 MOD 11-2, a second way to the same check. */
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1];
const weighted = (number: string): number =>
  [...number].reduce((sum, digit, place) => sum + (digit === 'X' ? 10 : Number(digit)) * weights[place]!, 0) % 11;

test("gives the standard's own example its check character", () => {
  expect(checkCharacter('11010519491231002')).toBe('X');
});

test('agrees with the weighted sum, which is 1 modulo 11', () => {
  fc.assert(fc.property(bodies, (body) => weighted(body + checkCharacter(body)) === 1));
});

test('tells every change of one digit', () => {
  fc.assert(
    fc.property(bodies, fc.nat(16), fc.integer({ min: 1, max: 9 }), (body, place, step) => {
      const changed = body.slice(0, place) + String((Number(body[place]) + step) % 10) + body.slice(place + 1);
      return checkCharacter(changed) !== checkCharacter(body);
    }),
  );
});

test('says region, birth date and sex', () => {
  fc.assert(
    fc.property(fc.constantFrom('M' as const, 'F' as const), fc.nat(499), fc.nat(100), (sex, order, choice) => {
      const number = residentNumber({ region: unassignedRegion('33', choice), birthDate: '19700102', sex, order });
      expect(number).toMatch(/^3399[789]\d19700102\d{3}[\dX]$/);
      expect(Number(number[16]) % 2).toBe(sex === 'M' ? 1 : 0);
    }),
  );
});

test.each(['1101051949123100', '110105194912310021', '1101051949123100x'])('refuses %s, which is not 17 digits', (body) => {
  expect(() => checkCharacter(body)).toThrow(RangeError);
});
