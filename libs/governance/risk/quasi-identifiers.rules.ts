import { type Bilingual } from '#libs/kernel';
import { type ProfileOption } from '#libs/deidentification/dicom';

/** What is left of one person in the released files. */
export interface PersonTrace {
  readonly modalities: readonly string[];
  readonly bodyParts: readonly string[];
  /** Make and model. */
  readonly devices: readonly string[];
  readonly studies: number;
}

export interface QuasiIdentifier {
  readonly code: string;
  readonly title: Bilingual;
  valueOf(trace: PersonTrace): string;
}

export interface QuasiIdentifierRules {
  readonly version: string;
  readonly identifiers: readonly QuasiIdentifier[];
}

const set = (values: readonly string[]): string => [...new Set(values)].sort().join('\n');

/**
 * What the Basic Profile leaves that an acquaintance may know of a patient: what was examined, how, how often, and on what make and model of device:
 * (0008,0070) and (0008,1090) are no attributes of PS3.15 Table E.1-1, and a rare scanner says where somebody was. Sex, age, dates, institution and
 * the device's own number are removed. A number that `retain-device` keeps is not measured: such data is never found anonymised, whatever the
 * figures. Options that keep other personal traits are not offered, because they are not measured here.
 */
export const quasiIdentifierRules: QuasiIdentifierRules = {
  version: 'dicom-quasi-identifiers/2',
  identifiers: [
    { code: 'modality', title: { zh: '检查类型', en: 'Modality' }, valueOf: ({ modalities }) => set(modalities) },
    { code: 'body-part', title: { zh: '检查部位', en: 'Body part examined' }, valueOf: ({ bodyParts }) => set(bodyParts) },
    { code: 'studies', title: { zh: '检查次数', en: 'Number of studies' }, valueOf: ({ studies }) => String(studies) },
    { code: 'device', title: { zh: '设备厂商与型号', en: 'Make and model of the device' }, valueOf: ({ devices }) => set(devices) },
  ],
};

/** Options that leave no trace which could raise the risk beyond what is measured, and the device's, with which nothing is anonymised. */
export const offeredOptions = [
  'clean-descriptors',
  'clean-structured-content',
  'clean-graphics',
  'clean-pixel-data',
  'clean-recognizable-features',
  'retain-device',
] as const satisfies readonly ProfileOption[];

/** Sizes of the classes of people who share every quasi-identifier. */
export function classSizes(traces: Iterable<PersonTrace>, { identifiers }: QuasiIdentifierRules = quasiIdentifierRules): readonly number[] {
  const classes = new Map<string, number>();
  for (const trace of traces) {
    const key = JSON.stringify(identifiers.map((identifier) => identifier.valueOf(trace)));
    classes.set(key, (classes.get(key) ?? 0) + 1);
  }
  return [...classes.values()];
}
