export { deidentifyFile, readImagingFacts, type DeidentifiedFile } from './deidentify';
export { isDicom } from './file-parser';
export { type ImagingFacts } from './imaging-facts';
export { type DeidentifyOptions, type Pseudonyms } from './prepared-file';
export { isProfileOption, PROFILE_OPTIONS, type ProfileOption } from './profile-option';
export { SECRET_BYTES, type PatientIdentifiers } from './pseudonym';
export { type Reason, type ReasonCode, UnreadableInput, type Verdict } from './reason';
export { seriesQuality, type SeriesQuality, type Share } from './series-quality';
export { type Rule, type TagAction } from './tag-action';
