import { PROFILE_OPTIONS, type ProfileOption } from './profile-option';
import { type OutputElement } from './writer';

const text = (value: string): Buffer => Buffer.from(value, 'latin1');
const value = (tag: number, vr: string, content: string): OutputElement => ({ kind: 'value', tag, vr, value: text(content) });

const coded = (code: string, meaning: string) => ({
  undefinedLength: false,
  elements: [value(0x00080100, 'SH', code), value(0x00080102, 'SH', 'DCM'), value(0x00080104, 'LO', meaning)],
});

/** What PS3.15 section E.1.1 asks an object to say of its own de-identification, as elements in the order of their tags. */
export function methodRecord(options: readonly ProfileOption[], cleanPixels = false): OutputElement[] {
  const applied = new Set<ProfileOption>(cleanPixels ? [...options, 'clean-pixel-data'] : options);
  // Faces are found and held back, never taken out: no file that leaves was cleaned of one.
  applied.delete('clean-recognizable-features');
  const items = [
    coded('113100', 'Basic Application Confidentiality Profile'),
    ...[...applied].map((option) => coded(PROFILE_OPTIONS[option].code, PROFILE_OPTIONS[option].meaning)),
  ];
  return [
    value(0x00120062, 'CS', 'YES'),
    value(0x00120063, 'LO', 'Medbourse, DICOM PS3.15 2025e Annex E'),
    { kind: 'sequence', tag: 0x00120064, undefinedLength: false, items },
    value(0x00280303, 'CS', temporalInformation(options)),
  ];
}

function temporalInformation(options: readonly ProfileOption[]): string {
  if (options.includes('retain-modified-dates')) return 'MODIFIED';
  return options.includes('retain-full-dates') ? 'UNMODIFIED' : 'REMOVED';
}
