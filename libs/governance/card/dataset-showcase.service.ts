import { type Readable } from 'node:stream';
import { type CaseStore } from '#libs/case-runtime';
import { type PersonActor } from '#libs/cases';
import { type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { type DatasetCard } from '#libs/pipeline';
import { type ObjectStore } from '#libs/storage';
import { refuseGovernance } from '../governance.errors';
import { READERS, seenCase } from '../seen-case';
import { bytesOf } from '../stored-document';
import { thumbnailsOf, type Thumbnail } from '../thumbnail.store';

/** One form of the card, as its digest counts it. */
export interface CardText {
  readonly text: Buffer;
  readonly sha256: string;
}

/** What the hospital's people see of a governed dataset before and after it is released. It holds no identity. Refuses as `seenCase`. */
export class DatasetShowcase {
  constructor(
    private readonly store: CaseStore,
    private readonly tenancy: Tenancy,
    private readonly objects: ObjectStore,
  ) {}

  /** Refuses `governance.no-card` until the governed version is sealed, and for one that was sealed without. */
  async card(actor: PersonActor, caseId: string, form: keyof DatasetCard): Promise<Result<CardText>> {
    const seen = await seenCase(this.store, actor, caseId, READERS);
    if (!seen.ok) return seen;
    const sha256 = seen.value.data.governed?.card?.[form];
    if (!sha256) return refuseGovernance('governance.no-card', 'The card is made when the governed version is sealed.');
    const bytes = await bytesOf(this.objects, seen.value.organisationId, sha256);
    return bytes.ok ? ok({ text: bytes.value, sha256 }) : bytes;
  }

  /** Series with a preview, by name, from the one after `after`. */
  async thumbnails(actor: PersonActor, caseId: string, page: { after?: string; limit: number }): Promise<Result<Thumbnail[]>> {
    const seen = await seenCase(this.store, actor, caseId, READERS);
    if (!seen.ok) return seen;
    return this.tenancy.readTenant(seen.value.organisationId, async (query) => ok(await thumbnailsOf(query, seen.value, page)));
  }

  /** The PNG. Refuses `governance.no-thumbnail`. */
  async thumbnail(actor: PersonActor, caseId: string, series: string): Promise<Result<{ bytes: Readable; length: number }>> {
    const seen = await seenCase(this.store, actor, caseId, READERS);
    if (!seen.ok) return seen;
    const { organisationId } = seen.value;
    const found = await this.tenancy.readTenant(organisationId, async (query) =>
      ok(await thumbnailsOf(query, seen.value, { series, limit: 1 })),
    );
    if (!found.ok) return found;
    const [thumbnail] = found.value;
    if (!thumbnail) return refuseGovernance('governance.no-thumbnail', 'There is no preview of such a series.');
    const opened = await this.objects.open(organisationId, thumbnail.sha256);
    return opened.ok ? ok({ bytes: opened.value, length: thumbnail.bytes }) : opened;
  }
}
