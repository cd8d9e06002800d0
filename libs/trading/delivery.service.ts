import { createHash, randomBytes } from 'node:crypto';
import { pipeline, Transform, type Readable } from 'node:stream';
import { type PersonActor } from '#libs/cases';
import { type CaseRunner, type CaseStore } from '#libs/case-runtime';
import { newId, ok, orThrow, sha256Hex, type Result } from '#libs/kernel';
import { type Manifest } from '#libs/pipeline';
import { type ObjectStore } from '#libs/storage';
import { deliveryArchive } from './delivery-archive';
import { statesWithLinks } from './delivery.commands';
import { type DeliveryLink, type DeliveryLinkStore } from './delivery-link.store';
import { readDocument, readGovernedManifest } from './governed-manifest';
import { type OrderData } from './order.data';
import { type OrderRecordStore } from './order-record.store';
import { refuseTrading } from './trading.errors';

export interface DeliveryDependencies {
  readonly store: CaseStore;
  readonly objects: ObjectStore;
  readonly links: DeliveryLinkStore;
  readonly records: OrderRecordStore;
  readonly runner: () => CaseRunner;
}

export interface IssuedLink {
  /** Shown once; what is kept is its hash. */
  readonly token: string;
  /** Wall time. */
  readonly expiresAt: Date;
}

export interface OpenedDelivery {
  readonly stream: Readable;
  readonly fileName: string;
  readonly bytes: number;
}

const PREFIX = 'mbd_';
const FORM = /^mbd_[\w-]{43}$/;

/** Hands a buyer what he paid for: by links that serve one person once, for a quarter of an hour. */
export class DeliveryService {
  constructor(private readonly given: DeliveryDependencies) {}

  /** Refuses what the command `issue-link` of an order refuses. Every call makes a new link. */
  async issueLink(
    actor: PersonActor,
    orderId: string,
    request: { readonly expectedVersion?: number; readonly traceId?: string } = {},
  ): Promise<Result<IssuedLink>> {
    const token = PREFIX + randomBytes(32).toString('base64url');
    const linkId = newId();
    const payload = { linkId, tokenHash: sha256Hex(token) };
    const answer = await this.given.runner().command({ ...request, kind: 'order', caseId: orderId, command: 'issue-link', payload, actor });
    if (!answer.ok) return answer;
    const link = await this.given.links.find(actor.organisationId, payload.tokenHash);
    if (!link.ok) return link;
    if (!link.value) throw new Error(`the link ${linkId} was issued and is not there`);
    return ok({ token, expiresAt: link.value.expiresAt });
  }

  /**
   * The archive, once. Refuses `delivery.link-unknown` (also where the link is another organisation's), `delivery.link-not-yours`,
   * `delivery.link-used`, `delivery.link-expired`, `delivery.order-closed`, `delivery.file-missing`, `delivery.dataset-differs`. The link is used
   * up when the stream is handed out; a download that breaks off needs another one.
   */
  async open(actor: PersonActor, token: string): Promise<Result<OpenedDelivery>> {
    const unknown = refuseTrading('delivery.link-unknown', 'No such link.');
    if (!FORM.test(token)) return unknown;
    const found = await this.given.links.find(actor.organisationId, sha256Hex(token));
    if (!found.ok) return found;
    const link = found.value;
    if (!link || link.buyerOrganisationId !== actor.organisationId) return unknown;
    if (link.personId !== actor.personId) return refuseTrading('delivery.link-not-yours', 'The link was made for another person.');
    if (link.used) return refuseTrading('delivery.link-used', 'The link was used. Ask for another one.');
    const archive = await this.archiveOf(link);
    if (!archive.ok) return archive;
    const claimed = await this.given.links.claim(link);
    if (!claimed.ok) {
      archive.value.stream.destroy();
      return claimed;
    }
    return ok({ ...archive.value, stream: this.receipted(archive.value.stream, link, actor) });
  }

  private async archiveOf({ organisationId, orderId }: DeliveryLink): Promise<Result<OpenedDelivery>> {
    const { store, objects, records } = this.given;
    const order = (await store.read(organisationId, orderId))?.snapshot;
    if (!order || !(statesWithLinks as readonly string[]).includes(order.state))
      return refuseTrading('delivery.order-closed', 'The order delivers nothing any more.', { state: order?.state });
    const { subject, datasetVersion } = order.data as OrderData;
    const sale = { organisationId, assetId: order.assetId!, datasetVersion, governedDigest: subject.governedDigest };
    const manifest = await readGovernedManifest(objects, sale);
    if (!manifest.ok) return manifest;
    const report = await this.reportBeside(organisationId, subject.qualityReport, manifest.value.manifest);
    if (!report.ok) return report;
    const contract = orThrow(await records.contract(organisationId, orderId));
    if (!contract) throw new Error(`the order ${orderId} is paid and has no contract`);
    const archive = await deliveryArchive({
      files: manifest.value.manifest.files,
      open: (file) => objects.open(organisationId, file.sha256),
      documents: [
        { path: 'manifest.json', bytes: manifest.value.bytes },
        { path: 'contract.json', bytes: Buffer.from(contract.document) },
        ...report.value,
      ],
    });
    return ok({ ...archive, fileName: `medbourse-${orderId}.zip` });
  }

  /** The quality report at the top, where it is no file of the governed version itself. */
  private async reportBeside(
    organisationId: string,
    digest: string,
    { files }: Manifest,
  ): Promise<Result<readonly { readonly path: string; readonly bytes: Buffer }[]>> {
    if (files.some(({ sha256 }) => sha256 === digest)) return ok([]);
    const report = await readDocument(this.given.objects, organisationId, digest);
    return report.ok ? ok([{ path: 'quality-report.json', bytes: report.value }]) : report;
  }

  /**
   * The last part is held back until the receipt is written: who has the whole archive finds the order delivered, and a receipt that can't be
   * written leaves him without. What he has not taken off the wire yet is not known here.
   */
  private receipted(archive: Readable, link: DeliveryLink, actor: PersonActor): Readable {
    const hash = createHash('sha256');
    let bytes = 0;
    let held: Buffer | undefined;
    const metered = new Transform({
      transform(part: Buffer, _, done) {
        hash.update(part);
        bytes += part.length;
        const before = held;
        held = part;
        done(null, before);
      },
      flush: (done) => {
        this.record(link, actor, { sha256: hash.digest('hex'), bytes }).then(() => done(null, held), done);
      },
    });
    pipeline(archive, metered, () => undefined);
    return metered;
  }

  private async record(
    link: DeliveryLink,
    actor: PersonActor,
    received: { readonly sha256: string; readonly bytes: number },
  ): Promise<void> {
    const answer = await this.given.runner().command({
      kind: 'order',
      caseId: link.orderId,
      organisationId: link.organisationId,
      command: 'record-receipt',
      payload: { linkId: link.id, personId: actor.personId, ...received },
      actor: { kind: 'job', id: link.id },
      idempotencyKey: link.id,
    });
    orThrow(answer);
  }
}
