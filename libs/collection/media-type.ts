import { isDicom } from '#libs/deidentification/dicom';
import { constants, gunzipSync } from 'node:zlib';

/** What a file is by its content; its name is only checked against it. */
export type MediaType =
  | 'application/dicom'
  | 'application/pdf'
  | 'application/zip'
  | 'application/gzip'
  | 'application/x-7z-compressed'
  | 'application/vnd.rar'
  | 'application/x-tar'
  | 'application/x-nifti'
  | 'application/x-nifti+gzip'
  | 'application/vnd.openxmlformats'
  | 'image/png'
  | 'image/jpeg'
  | 'image/tiff'
  | 'application/x-ndjson'
  | 'application/json'
  | 'application/xml'
  | 'text/csv'
  | 'text/plain'
  | 'application/octet-stream'
  | 'executable';

/** Enough for every signature below; a file may be shorter. */
export const HEAD_BYTES = 4096;

/** Told by the first `HEAD_BYTES` of a file. A DICOM file with the preamble of a program is a program: PS3.10 Security Considerations. */
export function mediaTypeOf(head: Buffer): MediaType {
  if (isExecutable(head)) return 'executable';
  return bySignature(head) ?? (isDicom(head) ? 'application/dicom' : undefined) ?? textTypeOf(head) ?? 'application/octet-stream';
}

const ARCHIVES: ReadonlySet<MediaType> = new Set([
  'application/zip',
  'application/gzip',
  'application/x-7z-compressed',
  'application/vnd.rar',
  'application/x-tar',
]);
export const isArchive = (type: MediaType): boolean => ARCHIVES.has(type);

const startsWith = (head: Buffer, signature: string | readonly number[], at = 0): boolean => {
  const bytes = typeof signature === 'string' ? Buffer.from(signature, 'latin1') : Buffer.from(signature);
  return head.length >= at + bytes.length && head.subarray(at, at + bytes.length).equals(bytes);
};

/** Windows, Linux, macOS (thin and fat, which Java's classes share), shell scripts, Windows links, MSI and OLE documents with macros. */
const PROGRAMS: readonly (string | readonly number[])[] = [
  'MZ',
  '\x7fELF',
  [0xfe, 0xed, 0xfa, 0xce],
  [0xfe, 0xed, 0xfa, 0xcf],
  [0xce, 0xfa, 0xed, 0xfe],
  [0xcf, 0xfa, 0xed, 0xfe],
  [0xca, 0xfe, 0xba, 0xbe],
  '#!',
  [0x4c, 0x00, 0x00, 0x00, 0x01, 0x14, 0x02, 0x00],
  [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
  '\x00asm',
];
const isExecutable = (head: Buffer): boolean => PROGRAMS.some((signature) => startsWith(head, signature));

const DICM_AT = 128;
const NIFTI_AT = 344;

function bySignature(head: Buffer): MediaType | undefined {
  if (startsWith(head, 'DICM', DICM_AT)) return 'application/dicom';
  if (startsWith(head, 'PK\x03\x04')) return isOfficeDocument(head) ? 'application/vnd.openxmlformats' : 'application/zip';
  if (startsWith(head, 'PK\x05\x06')) return 'application/zip';
  if (startsWith(head, [0x1f, 0x8b])) return isNifti(gunzippedHead(head)) ? 'application/x-nifti+gzip' : 'application/gzip';
  if (startsWith(head, '7z\xbc\xaf\x27\x1c')) return 'application/x-7z-compressed';
  if (startsWith(head, 'Rar!\x1a\x07')) return 'application/vnd.rar';
  if (startsWith(head, 'ustar', 257)) return 'application/x-tar';
  if (startsWith(head, '%PDF-')) return 'application/pdf';
  if (startsWith(head, '\x89PNG\r\n\x1a\n')) return 'image/png';
  if (startsWith(head, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (startsWith(head, 'II*\x00') || startsWith(head, 'MM\x00*')) return 'image/tiff';
  return isNifti(head) ? 'application/x-nifti' : undefined;
}

/** NIfTI-1 has its mark at 344, NIfTI-2 at 4. */
const isNifti = (head: Buffer): boolean =>
  startsWith(head, 'n+1\0', NIFTI_AT) || startsWith(head, 'ni1\0', NIFTI_AT) || startsWith(head, 'n+2\0\r\n\x1a\n', 4);

/** OOXML packages begin with their list of parts. */
const isOfficeDocument = (head: Buffer): boolean =>
  startsWith(head, '[Content_Types].xml', 30) || startsWith(head, '_rels/.rels', 30) || startsWith(head, 'docProps/', 30);

function gunzippedHead(head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * HEAD_BYTES });
  } catch {
    return Buffer.alloc(0);
  }
}

function textTypeOf(head: Buffer): MediaType | undefined {
  const text = textOf(head);
  if (text === undefined) return undefined;
  const start = text.trimStart();
  if (start.startsWith('<?xml')) return 'application/xml';
  const line = start.split(/\r?\n/, 1)[0] ?? '';
  if (isJson(line) && start.length > line.length + 1) return 'application/x-ndjson';
  if (/^[[{]/.test(start)) return 'application/json';
  return looksLikeTable(text) ? 'text/csv' : 'text/plain';
}

/** Characters that no text holds: C0 controls other than tab, line feed, form feed and carriage return. Read as Latin-1, so that GB18030 passes too. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const BINARY = /[\x00-\x08\x0b\x0e-\x1f\x7f]/;

function textOf(head: Buffer): string | undefined {
  if (startsWith(head, [0xff, 0xfe])) return head.subarray(2, head.length - (head.length % 2)).toString('utf16le');
  const text = head.toString('latin1');
  if (BINARY.test(text)) return undefined;
  return startsWith(head, [0xef, 0xbb, 0xbf]) ? text.slice(3) : text;
}

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

/** The first two lines have the same number of separators, and some. */
function looksLikeTable(text: string): boolean {
  const [first = '', second] = text.split(/\r?\n/, 2);
  return [',', '\t', ';', '|'].some((separator) => {
    const columns = first.split(separator).length;
    return columns > 1 && (second === undefined || second === '' || second.split(separator).length >= columns);
  });
}

const TEXT = ['text/csv', 'text/plain', 'application/x-ndjson', 'application/json', 'application/xml'] as const;

/**
 * What a name's ending promises. An ending that is not here promises nothing. A DICOM file may be damaged at its very beginning: that is for
 * governance to find and for a person to see, as long as it is nothing else.
 */
const BY_ENDING: readonly (readonly [RegExp, readonly MediaType[]])[] = [
  [/\.(dcm|dicom)$/i, ['application/dicom', 'application/octet-stream']],
  [/\.pdf$/i, ['application/pdf']],
  [/\.png$/i, ['image/png']],
  [/\.jpe?g$/i, ['image/jpeg']],
  [/\.tiff?$/i, ['image/tiff', 'application/dicom']],
  [/\.nii$/i, ['application/x-nifti']],
  [/\.nii\.gz$/i, ['application/x-nifti+gzip']],
  [/\.(csv|tsv|txt|md)$/i, TEXT],
  [/\.(ndjson|jsonl)$/i, ['application/x-ndjson', 'application/json']],
  [/\.json$/i, ['application/json', 'application/x-ndjson']],
  [/\.xml$/i, ['application/xml', 'text/plain']],
  [/\.(xlsx|docx|pptx)$/i, ['application/vnd.openxmlformats']],
];

/** Endings by which a desktop starts a program, whatever the content. */
const PROGRAM_ENDING = /\.(exe|dll|com|scr|msi|bat|cmd|ps1|psm1|vbs|vbe|js|jse|wsf|hta|lnk|jar|sh|app|reg|cpl|xlsm|docm|pptm)$/i;

export const isProgramName = (path: string): boolean => PROGRAM_ENDING.test(path);

/** Undefined where the name promises nothing that the content does not hold; else what it promises. */
export function brokenPromise(path: string, type: MediaType): readonly MediaType[] | undefined {
  const promised = BY_ENDING.find(([ending]) => ending.test(path))?.[1];
  return promised && !promised.includes(type) ? promised : undefined;
}
