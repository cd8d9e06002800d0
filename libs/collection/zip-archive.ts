import { type FileHandle } from 'node:fs/promises';
import { type Readable } from 'node:stream';
import { type Entry, fromFd, type ZipFile } from 'yauzl';
import { ok, type Result } from '#libs/kernel';
import { crcChecked } from './checked-stream';
import { refuseCollection } from './collection.errors';
import { entryName } from './zip-entry-name';

/** An entry of a zip, by its central directory; nothing of its content was read. */
export interface ZipEntry {
  /** Undefined where the name is no text in any of the ways that zips are written. */
  readonly name: string | undefined;
  readonly bytes: number;
  readonly compressedBytes: number;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly encrypted: boolean;
  readonly readable: boolean;
  open(): Promise<Readable>;
}

export interface ZipLimits {
  readonly entries: number;
  readonly expandedBytes: number;
}

/** How often a whole archive may be larger than its file before it counts as a bomb, beyond a size at which it can hurt. */
const RATIO_LIMIT = 100;
const HARMLESS_BYTES = 1_000_000_000;

/**
 * The entries of a zip. The file stays the caller's, to close when he has read them. Refuses `collection.not-an-archive`, `collection.archive-broken`,
 * `collection.archive-bomb` (too many entries, too large, or entries that share bytes: D. Fifield, A better zip bomb, 2019).
 */
export async function zipEntries(file: FileHandle, fileBytes: number, limits: ZipLimits): Promise<Result<readonly ZipEntry[]>> {
  const opened = await openZip(file);
  if (!opened) return refuseCollection('collection.not-an-archive', 'This is no zip, or its end is missing.');
  const { entryCount } = opened;
  if (entryCount > limits.entries) return bomb('entries', `An archive holds ${limits.entries} files at the most.`, limits.entries);
  const entries = await listEntries(opened);
  if (!entries) return refuseCollection('collection.archive-broken', 'The directory of the archive is damaged.');
  const expanded = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  if (expanded > limits.expandedBytes)
    return bomb('expanded-bytes', `An archive unpacks to ${limits.expandedBytes} bytes at the most.`, limits.expandedBytes);
  if (expanded > HARMLESS_BYTES && expanded > fileBytes * RATIO_LIMIT)
    return bomb('ratio', `An archive unpacks to ${RATIO_LIMIT} times its size at the most.`, RATIO_LIMIT);
  if (sharesBytes(entries)) return bomb('shared-bytes', 'Entries of the archive share bytes.', 0);
  return ok(entries.map((entry) => zipEntry(opened, entry)));
}

const bomb = (rule: string, message: string, limit: number) =>
  refuseCollection('collection.archive-bomb', message, { facts: { rule, limit } });

function openZip(file: FileHandle): Promise<ZipFile | undefined> {
  return new Promise((resolve) => {
    fromFd(file.fd, { lazyEntries: true, autoClose: false, decodeStrings: false }, (error, zip) => resolve(error ? undefined : zip));
  });
}

function listEntries(zip: ZipFile): Promise<Entry[] | undefined> {
  return new Promise((resolve) => {
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      zip.readEntry();
    });
    zip.once('end', () => resolve(entries));
    zip.once('error', () => resolve(undefined));
    zip.readEntry();
  });
}

const LOCAL_HEADER_BYTES = 30;

function sharesBytes(entries: readonly Entry[]): boolean {
  const inOrder = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  return inOrder.some((entry, index) => {
    const next = inOrder[index + 1];
    return next && entry.relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + entry.compressedSize > next.relativeOffsetOfLocalHeader;
  });
}

const UTF8_NAME = 0x800;
const STORED = 0;
const DEFLATED = 8;

function zipEntry(zip: ZipFile, entry: Entry): ZipEntry {
  // With `decodeStrings: false` names come as they are written.
  const name = entryName(entry.fileName as unknown as Buffer, (entry.generalPurposeBitFlag & UTF8_NAME) !== 0);
  return {
    name,
    bytes: entry.uncompressedSize,
    compressedBytes: entry.compressedSize,
    kind: kindOf(entry, name),
    encrypted: entry.isEncrypted(),
    readable: entry.compressionMethod === STORED || entry.compressionMethod === DEFLATED,
    open: () =>
      new Promise((resolve, reject) => {
        zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(crcChecked(stream, entry.crc32))));
      }),
  };
}

const UNIX = 3;
const MACOS = 19;
const TYPE_MASK = 0o170000;
const TYPES: Readonly<Record<number, ZipEntry['kind']>> = { 0: 'file', 0o100000: 'file', 0o040000: 'directory', 0o120000: 'link' };

/** Where it was packed on Unix, the mode says; elsewhere a name that ends in a slash. */
function kindOf({ versionMadeBy, externalFileAttributes }: Entry, name: string | undefined): ZipEntry['kind'] {
  if (name?.endsWith('/')) return 'directory';
  const system = versionMadeBy >> 8;
  if (system !== UNIX && system !== MACOS) return 'file';
  return TYPES[(externalFileAttributes >>> 16) & TYPE_MASK] ?? 'other';
}
