/** PS3.5 section 6.2. `UN` also stands for what the dictionary does not know. */
const VALUE_REPRESENTATIONS = [
  ...['AE', 'AS', 'AT', 'CS', 'DA', 'DS', 'DT', 'FD', 'FL', 'IS', 'LO', 'LT', 'OB', 'OD', 'OF', 'OL', 'OV', 'OW'],
  ...['PN', 'SH', 'SL', 'SQ', 'SS', 'ST', 'SV', 'TM', 'UC', 'UI', 'UL', 'UN', 'UR', 'US', 'UT', 'UV'],
] as const;

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

/** A value of odd length is padded to even: NUL for UIDs and bytes, a space for text (PS3.5 section 6.2). */
export const paddingOf = (vr: string): number => (isText(vr) && vr !== 'UI' ? 0x20 : 0);
