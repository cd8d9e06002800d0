import { type Readable } from 'node:stream';
import { type CaseStore } from '#libs/case-runtime';
import { type PersonActor } from '#libs/cases';
import { ok, type Result } from '#libs/kernel';
import { type RawReads } from '#libs/pipeline';
import { type ObjectStore } from '#libs/storage';
import { refuseCollection } from './collection.errors';
import { type CollectionFile, type CollectionFiles } from './collection-file.store';
import { parseFilePath } from './file-path';
import { collectionFor } from './intake-permission';

/** Reading back what was received: the manifest, and raw files with the reason on record. For the hospital's IT staff alone. */
export class RawFiles {
  constructor(
    private readonly cases: CaseStore,
    private readonly files: CollectionFiles,
    private readonly objects: ObjectStore,
    private readonly reads: RawReads,
  ) {}

  /** The bytes that the dataset's digest is of. Refuses `collection.not-sealed`. */
  async manifest(actor: PersonActor, caseId: string): Promise<Result<{ digest: string; bytes: Readable }>> {
    const seen = await collectionFor(this.cases, actor, caseId);
    if (!seen.ok) return seen;
    const { sealed } = seen.value.data;
    if (!sealed)
      return refuseCollection('collection.not-sealed', 'There is a manifest once the collection is sealed.', { state: seen.value.state });
    const opened = await this.objects.open(seen.value.organisationId, sealed.digest);
    return opened.ok ? ok({ digest: sealed.digest, bytes: opened.value }) : opened;
  }

  /** One raw file. Refuses what `collectionFor` and `RawReads.open` refuse, and `collection.no-such-file`. */
  async open(
    actor: PersonActor,
    caseId: string,
    path: string,
    purpose: string,
  ): Promise<Result<{ file: CollectionFile; bytes: Readable }>> {
    const seen = await collectionFor(this.cases, actor, caseId);
    if (!seen.ok) return seen;
    const parsed = parseFilePath(path);
    if (!parsed.ok) return parsed;
    const found = await this.files.find(seen.value, parsed.value);
    if (!found.ok) return found;
    if (!found.value) return refuseCollection('collection.no-such-file', 'There is no such file in this collection.');
    const { organisationId } = seen.value;
    const opened = await this.reads.open({ organisationId, caseId, sha256: found.value.sha256, actor, purpose });
    return opened.ok ? ok({ file: found.value, bytes: opened.value }) : opened;
  }
}
