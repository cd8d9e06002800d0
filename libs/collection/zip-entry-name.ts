/**
 * The name of a zip entry. Marked UTF-8 it must be that; unmarked it is UTF-8 where that fits (macOS), else GB18030, in which Chinese Windows
 * writes. Backslashes are separators there. Undefined where it is neither.
 */
export function entryName(raw: Buffer, marked: boolean): string | undefined {
  const text = decode(raw, 'utf-8') ?? (marked ? undefined : decode(raw, 'gb18030'));
  return text?.replaceAll('\\', '/');
}

function decode(raw: Buffer, encoding: 'utf-8' | 'gb18030'): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    return undefined;
  }
}

/** What desktops leave in archives. */
export const isLitter = (name: string): boolean =>
  name.startsWith('__MACOSX/') || /(^|\/)(\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)$/i.test(name);
