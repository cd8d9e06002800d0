/** The options of PS3.15 Annex E.3, and what each is called in (0012,0064) (PS3.16 CID 7050). */
export const PROFILE_OPTIONS = {
  'retain-safe-private': { column: 'private', code: '113111', meaning: 'Retain Safe Private Option' },
  'retain-uids': { column: 'uids', code: '113110', meaning: 'Retain UIDs Option' },
  'retain-device': { column: 'device', code: '113109', meaning: 'Retain Device Identity Option' },
  'retain-institution': { column: 'institution', code: '113112', meaning: 'Retain Institution Identity Option' },
  'retain-patient-characteristics': { column: 'characteristics', code: '113108', meaning: 'Retain Patient Characteristics Option' },
  'retain-full-dates': {
    column: 'full',
    code: '113106',
    meaning: 'Retain Longitudinal Temporal Information Full Dates Option',
  },
  'retain-modified-dates': {
    column: 'modified',
    code: '113107',
    meaning: 'Retain Longitudinal Temporal Information Modified Dates Option',
  },
  'clean-descriptors': { column: 'descriptors', code: '113105', meaning: 'Clean Descriptors Option' },
  'clean-structured-content': { column: 'structured', code: '113104', meaning: 'Clean Structured Content Option' },
  'clean-graphics': { column: 'graphics', code: '113103', meaning: 'Clean Graphics Option' },
  // Done by default where there is something to clean, and then recorded; asked for, it is recorded for every file.
  'clean-pixel-data': { column: null, code: '113101', meaning: 'Clean Pixel Data Option' },
  // Heads from which a face can be rendered are quarantined with or without it. Nothing defaces them, so it is never recorded as done.
  'clean-recognizable-features': { column: null, code: '113102', meaning: 'Clean Recognizable Visual Features Option' },
} as const satisfies Readonly<Record<string, { column: string | null; code: string; meaning: string }>>;

export type ProfileOption = keyof typeof PROFILE_OPTIONS;

export const isProfileOption = (name: string): name is ProfileOption => Object.hasOwn(PROFILE_OPTIONS, name);
