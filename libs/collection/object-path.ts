import { type ObjectHead } from '#libs/deidentification/dicom';

/** Where an object that came without a name lies in the dataset. Its UIDs are raw data, as file names are: the hospital's IT staff alone sees them. */
export function objectPath(under: readonly string[], { uids }: Pick<ObjectHead, 'uids'>): string {
  const names = [...under, uids.study ?? 'no-study', uids.series ?? 'no-series'].map(plainName);
  return `${names.join('/')}/${uids.instance ?? 'no-instance'}.dcm`;
}

/** Beside an object of the same UID that has other bytes. */
export const twinPath = (path: string, sha256: string): string => path.replace(/\.dcm$/, `~${sha256.slice(0, DIGEST_DIGITS)}.dcm`);

const DIGEST_DIGITS = 16;

/** An AE title may hold any printable character but a backslash; a name in a path holds no `/` and is not `..`. */
const plainName = (text: string): string => text.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_');
