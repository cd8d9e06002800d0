import { type Readable } from 'node:stream';
import { type CaseStore } from '#libs/case-runtime';
import { type PersonActor } from '#libs/cases';
import { ok, type Refused, type Result } from '#libs/kernel';
import { refuseCollection } from './collection.errors';
import { type AddedFile } from './collection-file.store';
import { type Intake } from './intake.service';
import { collectionFor, type SeenCollection } from './intake-permission';
import { spool, type Spooled } from './spool';
import { zipEntries, type ZipEntry, type ZipLimits } from './zip-archive';
import { isLitter } from './zip-entry-name';

export interface ArchiveLimits extends ZipLimits {
  /** Of the archive itself, which lies at the home while it is unpacked. */
  readonly archiveBytes: number;
}

export const DEFAULT_ARCHIVE_LIMITS: ArchiveLimits = {
  archiveBytes: 200_000_000_000,
  entries: 200_000,
  expandedBytes: 1_000_000_000_000,
};

export interface IncomingArchive {
  readonly actor: PersonActor;
  readonly caseId: string;
  readonly bytes: Readable;
  readonly expectedSha256?: string;
  /** A folder of the dataset under which everything is put. */
  readonly under?: string;
}

export type SpooledArchive = Pick<IncomingArchive, 'actor' | 'under'>;

/** What became of each file of an archive. Shown to the sender alone: names may name patients. */
export interface ArchiveReport {
  readonly received: number;
  readonly already: number;
  readonly refused: number;
  readonly ignored: number;
  readonly files: readonly EntryReport[];
}

export type EntryReport =
  | { readonly path: string; readonly outcome: 'received' | 'already'; readonly sha256: string; readonly bytes: number }
  | { readonly path: string; readonly outcome: 'refused'; readonly code: string; readonly reason: string }
  | { readonly path: string; readonly outcome: 'ignored' };

/** Below this an entry may be as dense as it likes: a table of zeros is no bomb. */
const DENSE_BYTES = 50_000_000;
const DENSE_RATIO = 200;

/** Takes a zip in: each file of it as if it had been sent alone. A file that is refused is named, and the rest goes on. */
export class ArchiveIntake {
  constructor(
    private readonly cases: CaseStore,
    private readonly intake: Intake,
    /** At the home, on the file system that has room for raw data. */
    private readonly spoolFolder: string,
    readonly limits: ArchiveLimits = DEFAULT_ARCHIVE_LIMITS,
  ) {}

  /**
   * Refuses the whole for what `collectionFor`, `spool` and `zipEntries` refuse, and where the store gives out (`storage.no-space`): what came in
   * until then stays, and sending the archive again goes on from there.
   */
  async receive(archive: IncomingArchive): Promise<Result<ArchiveReport>> {
    archive.bytes.on('error', () => undefined);
    try {
      const seen = await collectionFor(this.cases, archive.actor, archive.caseId);
      if (!seen.ok) return seen;
      if (seen.value.state !== 'receiving')
        return refuseCollection('collection.not-receiving', `The collection is ${seen.value.state}.`, { state: seen.value.state });
      return await this.unpack(seen.value, archive);
    } finally {
      archive.bytes.destroy();
    }
  }

  private async unpack(collection: SeenCollection, archive: IncomingArchive): Promise<Result<ArchiveReport>> {
    const { archiveBytes } = this.limits;
    const spooled = await spool(this.spoolFolder, archive.bytes, { limitBytes: archiveBytes, expectedSha256: archive.expectedSha256 });
    if (!spooled.ok) return spooled;
    try {
      return await this.receiveSpooled(collection, archive, spooled.value);
    } finally {
      await spooled.value.file.close();
    }
  }

  /** The same for an archive that lies at the home already and whose digest was checked. Leaves the file open. */
  async receiveSpooled(collection: SeenCollection, archive: SpooledArchive, { file, bytes }: Spooled): Promise<Result<ArchiveReport>> {
    const entries = await zipEntries(file, bytes, this.limits);
    return entries.ok ? this.receiveEntries(collection, archive, entries.value) : entries;
  }

  private async receiveEntries(
    collection: SeenCollection,
    archive: SpooledArchive,
    entries: readonly ZipEntry[],
  ): Promise<Result<ArchiveReport>> {
    const files: EntryReport[] = [];
    for (const [index, entry] of entries.entries()) {
      if (entry.kind === 'directory') continue;
      const path = shown(entry.name, index);
      if (entry.name !== undefined && isLitter(entry.name)) {
        files.push({ path, outcome: 'ignored' });
        continue;
      }
      const result = await this.receiveEntry(collection, archive, entry);
      if (!result.ok && endsTheArchive(result)) return stopped(result, files.length, entries.length);
      files.push(entryReport(path, result));
    }
    return ok(reportOf(files));
  }

  private async receiveEntry(collection: SeenCollection, { actor, under }: SpooledArchive, entry: ZipEntry): Promise<Result<AddedFile>> {
    const broken = brokenEntry(entry);
    if (broken) return broken;
    const path = under === undefined ? entry.name! : `${under.replace(/\/+$/, '')}/${entry.name!}`;
    const bytes = await entry.open().catch(() => undefined);
    if (!bytes) return damaged();
    const faults: Error[] = [];
    bytes.on('error', (error: Error) => faults.push(error));
    try {
      const received = await this.intake.receiveInto(collection, { actor, path, bytes }, nested);
      return !received.ok && faults.length > 0 ? damaged() : received;
    } catch (error) {
      if (faults.length > 0) return damaged();
      throw error;
    } finally {
      bytes.destroy();
    }
  }
}

function brokenEntry(entry: ZipEntry): Refused | undefined {
  if (entry.name === undefined)
    return refuseCollection('collection.path-form', 'The name of this entry is no text.', { facts: { rule: 'broken-text' } });
  if (entry.kind !== 'file') return refuseCollection('collection.archive-entry-kind', 'Links and devices are not unpacked.');
  if (entry.encrypted) return refuseCollection('collection.archive-encrypted', 'The entry is encrypted; send it without a password.');
  if (!entry.readable) return refuseCollection('collection.archive-method', 'The entry is packed in a way other than deflate.');
  if (entry.bytes > DENSE_BYTES && entry.bytes > entry.compressedBytes * DENSE_RATIO)
    return refuseCollection('collection.archive-bomb', `An entry unpacks to ${DENSE_RATIO} times its size at the most.`, {
      facts: { rule: 'ratio', limit: DENSE_RATIO },
    });
  return undefined;
}

const damaged = (): Refused =>
  refuseCollection('collection.archive-broken', 'The entry is damaged: its bytes do not unpack to what is announced.');
const nested = (): Refused => refuseCollection('collection.nested-archive', 'Archives within archives are not unpacked.');

/** Nothing that comes after could fare better. */
const endsTheArchive = ({ refusal }: Refused): boolean =>
  (refusal.kind === 'unavailable' && refusal.code !== 'collection.try-again') || refusal.code === 'collection.not-receiving';

const stopped = ({ refusal }: Refused, done: number, entries: number): Refused => ({
  ok: false,
  refusal: { ...refusal, facts: { ...refusal.facts, done, entries } },
});

/** Control characters in a name must not reach a terminal. */
const shown = (name: string | undefined, index: number): string => name?.replace(/\p{Cc}|\p{Cf}/gu, '\ufffd') ?? `#${index + 1}`;

const entryReport = (path: string, result: Result<AddedFile>): EntryReport =>
  result.ok
    ? {
        path: result.value.file.path,
        outcome: result.value.already ? 'already' : 'received',
        sha256: result.value.file.sha256,
        bytes: result.value.file.bytes,
      }
    : { path, outcome: 'refused', code: result.refusal.code, reason: result.refusal.message };

function reportOf(files: readonly EntryReport[]): ArchiveReport {
  const count = (outcome: EntryReport['outcome']): number => files.filter((file) => file.outcome === outcome).length;
  return { received: count('received'), already: count('already'), refused: count('refused'), ignored: count('ignored'), files };
}
