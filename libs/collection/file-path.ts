import { ok, type Result } from '#libs/kernel';
import { refuseCollection } from './collection.errors';

/** UTF-8 bytes, as the table of files and most file systems count. */
const PATH_BYTES_LIMIT = 1024;
const NAME_BYTES_LIMIT = 255;
const DEPTH_LIMIT = 32;
/** C0, DEL and C1; line and paragraph separators; marks that turn the direction of text, by which `exe.dcm` can be shown as something else. */
const INVISIBLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The one form of a path within a dataset: relative, with `/`, in Unicode NFC, so that the same name typed on two systems is one file.
 * Refuses `collection.path-form` with the fact `rule`; the path itself is not repeated, since it may name a patient.
 */
export function parseFilePath(given: string): Result<string> {
  const broken = RULES.find(({ holds }) => !holds(given));
  if (broken) return refused(broken.rule);
  const path = given.normalize('NFC');
  const names = path.split('/');
  if (names.length > DEPTH_LIMIT) return refused('too-deep');
  if (Buffer.byteLength(path) > PATH_BYTES_LIMIT) return refused('too-long');
  if (names.some((name) => Buffer.byteLength(name) > NAME_BYTES_LIMIT)) return refused('name-too-long');
  return ok(path);
}

const RULES: readonly { readonly rule: string; holds(path: string): boolean }[] = [
  { rule: 'empty', holds: (path) => path.length > 0 },
  { rule: 'broken-text', holds: (path) => !LONE_SURROGATE.test(path) && !path.includes('\ufffd') },
  { rule: 'control-character', holds: (path) => !INVISIBLE.test(path) },
  { rule: 'absolute', holds: (path) => !path.startsWith('/') && !/^[A-Za-z]:/.test(path) },
  { rule: 'backslash', holds: (path) => !path.includes('\\') },
  { rule: 'parent-or-self', holds: (path) => !path.split('/').some((name) => name === '..' || name === '.') },
  { rule: 'empty-name', holds: (path) => path.split('/').every((name) => name.trim() !== '') },
];

const refused = (rule: string) =>
  refuseCollection('collection.path-form', 'A path is relative, with «/» between its names, and stays within the dataset.', {
    field: 'path',
    facts: { rule },
  });
