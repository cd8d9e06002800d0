/** PS3.5 section 6.2. `UN` also stands for what the dictionary does not know. */
export const VALUE_REPRESENTATIONS = [
  ...['AE', 'AS', 'AT', 'CS', 'DA', 'DS', 'DT', 'FD', 'FL', 'IS', 'LO', 'LT', 'OB', 'OD', 'OF', 'OL', 'OV', 'OW'],
  ...['PN', 'SH', 'SL', 'SQ', 'SS', 'ST', 'SV', 'TM', 'UC', 'UI', 'UL', 'UN', 'UR', 'US', 'UT', 'UV'],
] as const;

export type ValueRepresentation = string;

const known = new Set<string>(VALUE_REPRESENTATIONS);

/** Explicit VR with a 32-bit length after two reserved bytes (PS3.5 table 7.1-1). */
const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
/** Text whose repertoire Specific Character Set (0008,0005) governs (PS3.5 section 6.1.2.3). */
const ENCODED_TEXT = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);
const SINGLE_VALUED_TEXT = new Set(['LT', 'ST', 'UR', 'UT']);
const ASCII_TEXT = new Set(['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'TM', 'UI', 'UR']);

export const isKnownVr = (vr: string): boolean => known.has(vr);
export const hasLongLength = (vr: string): boolean => LONG.has(vr);
export const isEncodedText = (vr: string): boolean => ENCODED_TEXT.has(vr);
export const isText = (vr: string): boolean => ENCODED_TEXT.has(vr) || ASCII_TEXT.has(vr);
export const isMultiValuedText = (vr: string): boolean => !SINGLE_VALUED_TEXT.has(vr);

/** Longest value in characters of the representations in which a replacement could grow too long. */
export const LONGEST_VALUE: Readonly<Record<string, number>> = { AE: 16, CS: 16, LO: 64, SH: 16, ST: 1024, LT: 10240, UI: 64 };

/** A value of odd length is padded to even: NUL for UIDs and bytes, a space for text (PS3.5 section 6.2). */
export const paddingOf = (vr: string): number => (isText(vr) && vr !== 'UI' ? 0x20 : 0);
