import { type ProfileOption } from './profile-option';
import { PROFILE_ROWS } from './standard/profile-table.generated';
import { elementOf, groupOf, isPrivate, parseTag, type Tag } from './tag';

/** PS3.15 Table E.1-1a: X remove, Z empty or dummy, D dummy, U replace the UID, C clean, K keep; several: by the type in the IOD. */
export type BasicCode = 'X' | 'Z' | 'D' | 'U' | 'X/Z' | 'X/D' | 'Z/D' | 'X/Z/D' | 'X/Z/U*';
export type OptionCode = 'K' | 'C';

export interface ProfileRow {
  readonly basic: BasicCode;
  readonly options: Readonly<Record<string, OptionCode>>;
}

const rows = new Map<Tag, ProfileRow>();
const patterns = new Map<string, ProfileRow>();
for (const line of PROFILE_ROWS.trim().split('\n')) {
  const [tag = '', basic, ...choices] = line.split(' ');
  const row = { basic: basic as BasicCode, options: Object.fromEntries(choices.map((choice) => choice.split('='))) };
  if (/^[0-9A-F]{8}$/.test(tag)) rows.set(parseTag(tag), row);
  else patterns.set(tag, row);
}

const REMOVED: ProfileRow = { basic: 'X', options: {} };
const byPattern = (pattern: string): ProfileRow => patterns.get(pattern) ?? REMOVED;
const PRIVATE = byPattern('odd');
const CURVE = byPattern('50XXXXXX');
const OVERLAY_DATA = byPattern('60XX3000');
const OVERLAY_COMMENTS = byPattern('60XX4000');

/** Table E.1-1's row for a tag, repeating groups and private ones included; undefined where the table does not name it. */
export function profileRow(tag: Tag): ProfileRow | undefined {
  if (isPrivate(tag)) return PRIVATE;
  const range = groupOf(tag) >>> 8;
  if (range === 0x50) return CURVE;
  if (range === 0x60) return elementOf(tag) === 0x4000 ? OVERLAY_COMMENTS : OVERLAY_DATA;
  return rows.get(tag);
}

export const PROFILE_ROW_COUNT = rows.size + patterns.size;

/** Which of a row's option columns applies: to keep wins over to clean, but shifted dates win over full ones. */
export function optionCode(row: ProfileRow, columns: ReadonlySet<string>): OptionCode | undefined {
  let chosen: OptionCode | undefined;
  for (const [column, code] of Object.entries(row.options)) {
    if (!columns.has(column)) continue;
    if (column === 'modified') return code;
    if (chosen !== 'K') chosen = code;
  }
  return chosen;
}

export const optionColumns = (
  options: readonly ProfileOption[],
  table: Readonly<Record<ProfileOption, { column: string | null }>>,
): ReadonlySet<string> => new Set(options.flatMap((option) => table[option].column ?? []));
