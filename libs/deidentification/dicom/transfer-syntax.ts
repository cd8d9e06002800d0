/** How the elements of a data set are written (PS3.5 section 7 and annex A). */
export interface Encoding {
  readonly explicit: boolean;
  readonly littleEndian: boolean;
}

export interface TransferSyntax extends Encoding {
  readonly uid: string;
  readonly deflated: boolean;
}

export const IMPLICIT_LITTLE: Encoding = { explicit: false, littleEndian: true };
export const EXPLICIT_LITTLE: Encoding = { explicit: true, littleEndian: true };
export const EXPLICIT_BIG: Encoding = { explicit: true, littleEndian: false };

const IMPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2';
const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
export const DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1.99';
const EXPLICIT_VR_BIG_ENDIAN = '1.2.840.10008.1.2.2';

const DEFLATED = new Set([DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, '1.2.840.10008.1.2.4.95', '1.2.840.10008.1.2.8.1']);
const NATIVE = new Set([
  IMPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_BIG_ENDIAN,
  '1.2.840.113619.5.2', // GE private: implicit little endian, pixel data big endian
]);

const LOSSY = new Set([
  ...['50', '51', '52', '53', '54', '55', '56', '59', '60', '61', '62', '63', '64', '65', '66', '81', '91', '93'],
  ...['100', '101', '102', '103', '104', '105', '106', '107', '108', '112', '203', '205'],
]);

/** Every syntax not named here is explicit little endian (PS3.5 section A.4: encapsulated, and all later ones). */
export function transferSyntaxOf(uid: string): TransferSyntax {
  if (uid === IMPLICIT_VR_LITTLE_ENDIAN || uid === '1.2.840.113619.5.2') return { uid, deflated: false, ...IMPLICIT_LITTLE };
  if (uid === EXPLICIT_VR_BIG_ENDIAN) return { uid, deflated: false, ...EXPLICIT_BIG };
  // The two JPIP deflated syntaxes and deflated image frames differ: only whole data sets are inflated here.
  return { uid, deflated: DEFLATED.has(uid) && uid !== '1.2.840.10008.1.2.8.1', ...EXPLICIT_LITTLE };
}

export const isEncapsulated = (uid: string): boolean => !NATIVE.has(uid);

/** Lossy by its own rules; JPEG-LS near-lossless and JPEG 2000 may also be lossless in fact. */
export const isLossySyntax = (uid: string): boolean => LOSSY.has(uid.replace('1.2.840.10008.1.2.4.', ''));

/** The uncompressed syntax that matches an encoding found in the bytes. */
export function syntaxForEncoding(encoding: Encoding): string {
  if (!encoding.explicit) return IMPLICIT_VR_LITTLE_ENDIAN;
  return encoding.littleEndian ? EXPLICIT_VR_LITTLE_ENDIAN : EXPLICIT_VR_BIG_ENDIAN;
}
