import { type Readable } from 'node:stream';
import { type CaseStore } from '#libs/case-runtime';
import { isPermitted, partsOf, type Permission, type PersonActor } from '#libs/cases';
import { type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { type ObjectStore } from '#libs/storage';
import { type ManifestFile } from '../handover';
import { refusePipeline } from '../pipeline.errors';
import { governedDocuments, isGovernedDocument, type GovernedDocumentName } from './governed-documents.data';
import { GovernedReads, type GovernedRead } from './governed-read.store';
import { governedSummary, type GovernedSummary } from './governed-summary';
import { searchGovernedManifest } from './manifest-search';

/** How a stage's cases show the governed version that they examine, and to whom. */
export interface GovernedView {
  readonly kind: string;
  readonly readers: readonly Permission[];
  /** Of the governed version that the case's document binds it to. Undefined: at this point of the case nobody has a reason to look. */
  digestOf(data: unknown, state: string): string | undefined;
}

export interface OpenDocument {
  readonly bytes: Readable;
  readonly length: number;
  readonly sha256: string;
  readonly mediaType: string;
}

interface SeenVersion {
  readonly digest: string;
  readonly organisationId: string;
  readonly caseId: string;
  readonly entries: ReadonlyMap<string, ManifestFile>;
}

const BY_PATH = new Map(Object.entries(governedDocuments).map(([name, { path }]) => [path as string, name as GovernedDocumentName]));
/** Report and card hold counts and rules; the report grows with the number of series. */
const SUMMARISED_BYTES = 64 * 1024 * 1024;
const READS_SHOWN = 200;

/**
 * What others than the hospital see of what governance did: documents of the very version that the case is bound to, found by its digest. No
 * governance case is opened for it, so that nothing that was held back, no raw name and no mapping of patients is in reach. That a case is seen
 * at all is for row-level security to say (`case_party`). Each look is on record at the hospital.
 *
 * Refuses `governed.no-such-case` (also for a foreign case), `governed.not-permitted`, `governed.not-yet`, `governed.no-such-document`.
 */
export class GovernedReading {
  private readonly reads: GovernedReads;

  constructor(private readonly parts: { readonly store: CaseStore; readonly tenancy: Tenancy; readonly objects: ObjectStore }) {
    this.reads = new GovernedReads(parts.tenancy);
  }

  async summary(actor: PersonActor, view: GovernedView, caseId: string): Promise<Result<GovernedSummary>> {
    const seen = await this.version(actor, view, caseId, 'summary');
    if (!seen.ok) return seen;
    const { digest, entries } = seen.value;
    const quality = await this.text(seen.value, 'quality.json');
    if (!quality.ok) return quality;
    const card = await this.text(seen.value, 'dataset-card.json');
    if (!card.ok) return card;
    const documents = [...entries.values()].map(({ path, bytes, sha256 }) => {
      const name = BY_PATH.get(path)!;
      const { title, mediaType } = governedDocuments[name];
      return { name, title, mediaType, bytes, sha256 };
    });
    return ok(governedSummary({ governedDigest: digest, documents }, { quality: quality.value, card: card.value }));
  }

  async document(actor: PersonActor, view: GovernedView, caseId: string, name: string): Promise<Result<OpenDocument>> {
    const seen = await this.version(actor, view, caseId, isGovernedDocument(name) ? name : 'unknown');
    if (!seen.ok) return seen;
    const entry = isGovernedDocument(name) ? seen.value.entries.get(governedDocuments[name].path) : undefined;
    if (!entry) return refusePipeline('governed.no-such-document', 'The governed version has no such document.');
    const opened = await this.parts.objects.open(seen.value.organisationId, entry.sha256);
    if (!opened.ok) return opened;
    const { mediaType } = governedDocuments[name as GovernedDocumentName];
    return ok({ bytes: opened.value, length: entry.bytes, sha256: entry.sha256, mediaType });
  }

  /** Who looked, for the organisation whose data it is; empty for every other. */
  async readers(actor: PersonActor, view: GovernedView, caseId: string): Promise<Result<GovernedRead[]>> {
    const seen = await this.caseOf(actor, view, caseId);
    return seen.ok ? this.reads.ofCase(actor.organisationId, caseId, READS_SHOWN) : seen;
  }

  private async caseOf(actor: PersonActor, view: GovernedView, caseId: string) {
    const snapshot = (await this.parts.store.read(actor.organisationId, caseId))?.snapshot;
    if (snapshot?.kind !== view.kind) return refusePipeline('governed.no-such-case', 'There is no such case.');
    if (!isPermitted(actor, partsOf(actor, snapshot.parties), view.readers))
      return refusePipeline('governed.not-permitted', `This is for ${view.readers.join(', ')}.`, { facts: { by: view.readers } });
    return ok(snapshot);
  }

  private async version(actor: PersonActor, view: GovernedView, caseId: string, document: string): Promise<Result<SeenVersion>> {
    const seen = await this.caseOf(actor, view, caseId);
    if (!seen.ok) return seen;
    const { organisationId, data, state } = seen.value;
    const digest = view.digestOf(data, state);
    if (digest === undefined)
      return refusePipeline('governed.not-yet', 'The case does not open its dataset, not yet or no more.', { state });
    const recorded = await this.reads.record(actor, { organisationId, caseId, document });
    if (!recorded.ok) return recorded;
    const manifest = await this.parts.objects.open(organisationId, digest);
    if (!manifest.ok) return manifest;
    const entries = await searchGovernedManifest(manifest.value as AsyncIterable<Buffer>, digest, new Set(BY_PATH.keys()));
    return entries.ok ? ok({ digest, organisationId, caseId, entries: entries.value }) : entries;
  }

  /** Null where the version has none, or one beyond what is read whole. */
  private async text({ organisationId, entries }: SeenVersion, name: GovernedDocumentName): Promise<Result<string | null>> {
    const entry = entries.get(governedDocuments[name].path);
    if (!entry || entry.bytes > SUMMARISED_BYTES) return ok(null);
    const opened = await this.parts.objects.open(organisationId, entry.sha256);
    if (!opened.ok) return opened;
    const chunks: Buffer[] = [];
    for await (const chunk of opened.value as AsyncIterable<Buffer>) chunks.push(chunk);
    return ok(Buffer.concat(chunks).toString('utf8'));
  }
}
