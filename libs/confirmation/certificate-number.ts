import { ok, type LegalDate, type Result } from '#libs/kernel';
import { refuseConfirmation } from './confirmation.errors';

/** A number's parts: `SJ`, 2 digits region, 1 digit agency, 6 digits year and month, 4 digits serial within the month (guide annex 6). */
export interface CertificateNumber {
  /** `SJ` with region and agency: 5 characters. */
  readonly prefix: string;
  /** yyyymm. */
  readonly month: string;
  readonly serial: number;
}

const FORM = /^(SJ\d{3})(\d{4}(?:0[1-9]|1[0-2]))(\d{4})$/;
const SERIAL_LIMIT = 9999;

/** What has been given out so far under an agency: its code, or one that is free, and the last serial by month. */
export interface Numbering {
  readonly region: string;
  readonly digit: number | null;
  readonly freeDigit: number | null;
  readonly lastSerials: Readonly<Record<string, number>>;
}

/** 15 characters. */
export const formatNumber = ({ prefix, month, serial }: CertificateNumber): string => `${prefix}${month}${String(serial).padStart(4, '0')}`;

/** Refuses `certificate.number-form`. */
export function parseNumber(text: string): Result<CertificateNumber> {
  const [, prefix, month, serial] = FORM.exec(text) ?? [];
  if (prefix === undefined || month === undefined || Number(serial) === 0)
    return refuseConfirmation('certificate.number-form', 'A certificate number has 15 characters: SJ and 13 digits.', { field: 'number' });
  return ok({ prefix, month, serial: Number(serial) });
}

/** The next number of the day's month. Refuses `confirmation.numbers-exhausted` for the 10,000th, `confirmation.agency-codes-exhausted` for a region's tenth agency. */
export function nextNumber(numbering: Numbering, today: LegalDate): Result<CertificateNumber & { readonly digit: number }> {
  const digit = numbering.digit ?? numbering.freeDigit;
  if (digit === null)
    return refuseConfirmation('confirmation.agency-codes-exhausted', `Region ${numbering.region} has no code left for another agency.`, {
      facts: { region: numbering.region },
    });
  const month = today.slice(0, 4) + today.slice(5, 7);
  const serial = (numbering.lastSerials[month] ?? 0) + 1;
  if (serial > SERIAL_LIMIT)
    return refuseConfirmation(
      'confirmation.numbers-exhausted',
      `All ${SERIAL_LIMIT} numbers of ${month} are given out; attest next month.`,
      {
        facts: { month, limit: SERIAL_LIMIT },
      },
    );
  return ok({ prefix: `SJ${numbering.region}${digit}`, month, serial, digit });
}
