import { defaultPatientKey, type PatientIdentifiers } from '#libs/deidentification/dicom';
import { PatientIndex, type PatientTable } from '#libs/deidentification/patients';

/** Keys of a table are apart from those that are made of what a file states. */
export const tableKey = (key: string): string => `table\0${key}`;

/** Which patient an image is of, by the table where it knows the image's numbers, and by what it states otherwise. */
export function patientKeyBy(index: PatientIndex): {
  readonly patientKey: (ids: PatientIdentifiers) => string;
  readonly joined: () => boolean;
} {
  let joined = false;
  return {
    patientKey: (ids) => {
      const key = index.keyOfImage(ids);
      joined = key !== null;
      return key === null ? defaultPatientKey(ids) : tableKey(key);
    },
    joined: () => joined,
  };
}

const indexes = new WeakMap<object, PatientIndex>();

/** The table of a run is read once in each process; it goes when the run's settings go. */
export function indexOfRun(settings: { readonly patients?: string | undefined }): PatientIndex | null {
  if (settings.patients === undefined) return null;
  const known = indexes.get(settings);
  if (known) return known;
  const made = new PatientIndex(JSON.parse(settings.patients) as PatientTable['entries']);
  indexes.set(settings, made);
  return made;
}
