import { type Bilingual } from '#libs/kernel';
import { type ProfileOption } from '#libs/deidentification/dicom';

/** What is left of one person in the released files. */
export interface PersonTrace {
  readonly modalities: readonly string[];
  readonly bodyParts: readonly string[];
  readonly devices: readonly string[];
  readonly studies: number;
}

export interface QuasiIdentifier {
  readonly code: string;
  readonly title: Bilingual;
  /** Left only where this option of the profile is used; absent: always. */
  readonly leftBy?: ProfileOption;
  valueOf(trace: PersonTrace): string;
}

export interface QuasiIdentifierRules {
  readonly version: string;
  readonly identifiers: readonly QuasiIdentifier[];
}

const set = (values: readonly string[]): string => [...new Set(values)].sort().join('\n');

/**
 * What the Basic Profile leaves that an acquaintance may know of a patient: what was examined, how, how often. Sex, age, dates, institution and
 * device are removed by it. A device counts where its option keeps it. Options that keep other personal traits are not offered, because they are
 * not measured here.
 */
export const quasiIdentifierRules: QuasiIdentifierRules = {
  version: 'dicom-quasi-identifiers/1',
  identifiers: [
    { code: 'modality', title: { zh: '检查类型', en: 'Modality' }, valueOf: ({ modalities }) => set(modalities) },
    { code: 'body-part', title: { zh: '检查部位', en: 'Body part examined' }, valueOf: ({ bodyParts }) => set(bodyParts) },
    { code: 'studies', title: { zh: '检查次数', en: 'Number of studies' }, valueOf: ({ studies }) => String(studies) },
    { code: 'device', title: { zh: '设备', en: 'Device' }, leftBy: 'retain-device', valueOf: ({ devices }) => set(devices) },
  ],
};

/** Options whose traces are measured or that leave none. */
export const offeredOptions = [
  'clean-descriptors',
  'clean-structured-content',
  'clean-graphics',
  'clean-pixel-data',
  'clean-recognizable-features',
  'retain-device',
] as const satisfies readonly ProfileOption[];

/** Sizes of the classes of people who share every quasi-identifier that is left. */
export function classSizes(
  traces: Iterable<PersonTrace>,
  options: readonly ProfileOption[],
  { identifiers }: QuasiIdentifierRules = quasiIdentifierRules,
): readonly number[] {
  const left = identifiers.filter(({ leftBy }) => leftBy === undefined || options.includes(leftBy));
  const classes = new Map<string, number>();
  for (const trace of traces) {
    const key = JSON.stringify(left.map((identifier) => identifier.valueOf(trace)));
    classes.set(key, (classes.get(key) ?? 0) + 1);
  }
  return [...classes.values()];
}
