import { type CharacterSet } from './dicom-text';
import { type Dataset, isItems } from './dicom-element';
import { type IdentityKind, type PlantedText } from './planted-text';

/** One identity that a dataset holds, for a check that a de-identified copy of it does not. */
export interface PlantedIdentity {
  readonly kind: IdentityKind;
  /** Decoded, without padding. In the file it stands in `characterSet`. */
  readonly value: string;
  readonly characterSet: CharacterSet;
  /** Eight hexadecimal digits, of the innermost element. */
  readonly tag: string;
  /** From the outermost element: `OtherPatientIDsSequence[0].PatientID`; a private element by its tag, `(0071,1001)`. */
  readonly path: string;
  /** The first file that holds it, relative to the dataset's folder. */
  readonly file: string;
}

/**
 * What is planted in one file, taken from the very elements that are written, so that the two cannot differ. `seen` holds the
 * identities that earlier files of the same patient held at the same place, and grows by the new ones, which are returned.
 */
export function newIdentities(dataset: Dataset, file: string, characterSet: CharacterSet, seen: Set<string>): PlantedIdentity[] {
  return allIdentities(dataset, '').flatMap(({ path, tag, planted }) => {
    const key = `${path}\0${planted.text}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ kind: planted.kind, value: planted.text, characterSet, tag, path, file }];
  });
}

interface Found {
  readonly path: string;
  readonly tag: string;
  readonly planted: PlantedText;
}

function allIdentities(dataset: Dataset, parent: string): Found[] {
  return dataset.flatMap((element) => {
    const path = parent + element.name;
    const tag = element.tag.toString(16).padStart(8, '0');
    const own = element.planted.map((planted) => ({ path, tag, planted }));
    const nested = isItems(element.value) ? element.value.flatMap((item, index) => allIdentities(item, `${path}[${index}].`)) : [];
    return [...own, ...nested];
  });
}
