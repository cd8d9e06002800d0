import { createHmac, hash } from 'node:crypto';

/** What a file says of who the patient is, for joining parts of an asset whose identifiers differ (影像号, 住院号, 门诊号). */
export interface PatientIdentifiers {
  readonly patientId: string | null;
  readonly issuer: string | null;
  readonly otherIds: readonly string[];
  readonly accessionNumber: string | null;
  readonly name: string | null;
  readonly birthDate: string | null;
}

export const SECRET_BYTES = 32;
/** Shifts stay within five years, so that ages and device epochs remain plausible. */
const LONGEST_SHIFT_DAYS = 1826;
/** Patients, and the UIDs of a series, recur in each instance; beyond that there is nothing to gain. */
const MOST_REMEMBERED = 4096;

/** Replacements keyed by the secret of an asset: the same input gives the same replacement, and without the secret none can be traced back. */
export class Pseudonymizer {
  private readonly uids = new Map<string, string>();
  private readonly patients = new Map<string, string>();
  private readonly shifts = new Map<string, number>();
  private readonly fingerprint: string;

  constructor(private readonly secret: Buffer) {
    this.fingerprint = hash('sha256', secret);
    if (secret.length !== SECRET_BYTES) throw new RangeError(`the secret of an asset has ${SECRET_BYTES} bytes`);
  }

  /** False once the secret was overwritten: what was derived from it is then no longer given out. */
  holds(secret: Buffer): boolean {
    return hash('sha256', secret) === this.fingerprint;
  }

  /** `2.25.` and a UUID as a decimal number (PS3.5 section B.2), at most 44 characters. */
  uid(original: string): string {
    return remembered(this.uids, original, () => {
      const bytes = this.mac('uid', original).subarray(0, 16);
      bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80; // version 8: made by the application (RFC 9562)
      bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
      return `2.25.${BigInt(`0x${bytes.toString('hex')}`)}`;
    });
  }

  /** `P` and 16 characters of base 32 (80 bits): fits SH, and no two of a million patients meet. */
  patient(key: string): string {
    return remembered(this.patients, key, () => `P${base32(this.mac('patient', key).subarray(0, 10))}`);
  }

  /** Days to add to every date of a patient: back in time, never a whole number of weeks, so that weekdays do not survive. */
  shiftDays(patientKey: string): number {
    return remembered(this.shifts, patientKey, () => {
      const drawn = this.mac('shift', patientKey).readUInt32BE(0) % LONGEST_SHIFT_DAYS;
      return -(drawn % 7 === 0 ? drawn + 1 : drawn);
    });
  }

  private mac(purpose: string, text: string): Buffer {
    return createHmac('sha256', this.secret).update(`${purpose}\0${text}`).digest();
  }
}

function remembered<T>(known: Map<string, T>, original: string, make: () => T): T {
  const before = known.get(original);
  if (before !== undefined) return before;
  const made = make();
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(original, made);
  return made;
}

const pseudonymizers = new WeakMap<Buffer, Pseudonymizer>();

/** One for each secret in use; it goes when its secret goes. */
export function pseudonymizerOf(secret: Buffer): Pseudonymizer {
  const known = pseudonymizers.get(secret);
  if (known?.holds(secret)) return known;
  const made = new Pseudonymizer(secret);
  pseudonymizers.set(secret, made);
  return made;
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function base32(bytes: Buffer): string {
  let number = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let digit = 0; digit < (bytes.length * 8) / 5; digit += 1) {
    text = ALPHABET.charAt(Number(number % 32n)) + text;
    number /= 32n;
  }
  return text;
}

/** The issuer counts: two hospitals may both have a patient 1. Without an id, name and birth date stand for the patient. */
export function defaultPatientKey(ids: PatientIdentifiers): string {
  if (ids.patientId) return `id\0${ids.issuer ?? ''}\0${ids.patientId}`;
  if (ids.name || ids.birthDate) return `name\0${ids.name ?? ''}\0${ids.birthDate ?? ''}`;
  return ids.otherIds[0] ? `other\0${ids.otherIds[0]}` : '';
}

/**
 * The replacements that a patient may have in an asset: by his key of a mapping table, and by the number that images bear as Patient ID, with
 * its issuer where they name one.
 */
export function patientPseudonyms(
  secret: Buffer,
  { patientId, issuer, key }: { readonly patientId: string; readonly issuer: string | null; readonly key: string | null },
): string[] {
  const pseudonymizer = pseudonymizerOf(secret);
  const none = { otherIds: [], accessionNumber: null, name: null, birthDate: null };
  const keys = [...(key === null ? [] : [key]), defaultPatientKey({ patientId: patientId.trim(), issuer, ...none })];
  return keys.map((each) => pseudonymizer.patient(each));
}
