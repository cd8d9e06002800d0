import { plainToInstance } from 'class-transformer';
import fc from 'fast-check';
import { money } from '#libs/cases';
import { checkPayload, payloadClassOf } from './payload-class';

describe('a money field', () => {
  const fieldOf = (min: number) => ({ fee: money('费', 'fee', { min }) });
  const check = (min: number, amount: unknown) => checkPayload(fieldOf(min), { fee: { amount, currency: 'CNY' } });

  it('takes whole fen from its least on, and nothing else, whatever its least is', () => {
    const amounts = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double(), fc.constantFrom(2 ** 53, 1.5, NaN, '5', null, -1));
    fc.assert(
      fc.property(fc.nat({ max: 1000 }), amounts, (min, amount) => {
        const fits = Number.isSafeInteger(amount) && (amount as number) >= min;
        return check(min, amount).ok === fits;
      }),
    );
  });

  it('names the amount', () => {
    expect(check(1, 2 ** 53)).toMatchObject({ refusal: { code: 'payload.invalid', field: 'fee.amount' } });
  });

  it('is of one class however often it is checked: a new one each time would never be let go', () => {
    const fields = { fee: money('费用', 'Fee', { min: 1 }) };
    const classOf = () =>
      (plainToInstance(payloadClassOf(fields), { fee: { amount: 1, currency: 'CNY' } }) as { fee: object }).fee.constructor;
    expect(classOf()).toBe(classOf());
  });
});
