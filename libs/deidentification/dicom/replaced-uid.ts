import { type Pseudonymizer } from './pseudonym';

/** Of the standard: classes, but also instances that are the same everywhere, such as its colour palettes (PS3.6 table A-1). No component has more digits. */
const WELL_KNOWN_UID = /^1\.2\.840\.10008(?:\.\d{1,4})+$/;

/** The replacement of a UID, the same wherever it stands: in the data set, the file meta information and the file's name. */
export const replacedUid = (uid: string, pseudonymizer: Pseudonymizer): string =>
  uid === '' || WELL_KNOWN_UID.test(uid) ? uid : pseudonymizer.uid(uid);

/** Digits and dots name an object or a class; anything else in a UID is none, and may be a name. Several values and their padding count too. */
export const isUid = (latin1: string): boolean => UIDS.test(latin1);
const UIDS = /^[\d.\\\s\0]*$/;
