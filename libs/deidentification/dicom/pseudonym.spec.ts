import * as fc from 'fast-check';
import { defaultPatientKey, Pseudonymizer, pseudonymizerOf } from './pseudonym';

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));

describe('Pseudonymizer', () => {
  it('replaces the same UID by the same valid UID, another by another', () => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (key, one, other) => {
        const replaced = new Pseudonymizer(key).uid(one);
        expect(replaced).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
        expect(new Pseudonymizer(key).uid(one)).toBe(replaced);
        expect(new Pseudonymizer(key).uid(other) === replaced).toBe(one === other);
      }),
    );
  });

  it('can not be followed without the secret', () => {
    const [one, other] = [new Pseudonymizer(Buffer.alloc(32, 1)), new Pseudonymizer(Buffer.alloc(32, 2))];
    expect(one.uid('1.2.3')).not.toBe(other.uid('1.2.3'));
    expect(one.patient('7')).not.toBe(other.patient('7'));
  });

  it('names a patient in at most 17 characters that SH and LO allow', () =>
    fc.assert(
      fc.property(secret, fc.string(), (key, id) => expect(new Pseudonymizer(key).patient(id)).toMatch(/^P[0-9A-HJKMNP-TV-Z]{16}$/)),
    ));

  it('shifts back in time by up to five years, never by whole weeks', () => {
    fc.assert(
      fc.property(secret, fc.string(), (key, id) => {
        const days = new Pseudonymizer(key).shiftDays(id);
        expect(days).toBeLessThan(0);
        expect(days).toBeGreaterThanOrEqual(-1827);
        expect(Math.abs(days % 7)).not.toBe(0);
      }),
    );
  });

  it('wants the whole secret', () => expect(() => new Pseudonymizer(Buffer.alloc(31))).toThrow(RangeError));

  it('gives nothing out under a secret that was overwritten', () => {
    const key = Buffer.alloc(32, 1);
    const before = pseudonymizerOf(key).uid('1.2.3');
    key.fill(9);
    expect(pseudonymizerOf(key).uid('1.2.3')).not.toBe(before);
  });
});

describe('defaultPatientKey', () => {
  const nobody = { patientId: null, issuer: null, otherIds: [], accessionNumber: null, name: null, birthDate: null };

  it('tells two hospitals with the same number apart', () =>
    expect(defaultPatientKey({ ...nobody, patientId: '1', issuer: 'A' })).not.toBe(
      defaultPatientKey({ ...nobody, patientId: '1', issuer: 'B' }),
    ));

  it('falls back to name and birth date', () =>
    expect(defaultPatientKey({ ...nobody, name: 'A', birthDate: '19700101' })).toContain('19700101'));
  it('is empty for nobody', () => expect(defaultPatientKey(nobody)).toBe(''));
});
