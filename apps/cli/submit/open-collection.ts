import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ok, refuse, type Result } from '#libs/kernel';
import { persist, type Persistence } from './persistence';
import { refusalOf, type ServerAnswer, type ServerClient, type ServerRequest } from './server-client';

const SEAL_LOOK_MS = 500;

interface CaseView {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly data: { readonly sealed: SealedDigest | null; readonly failure: { readonly code: string } | null };
}

export interface SealedDigest {
  readonly digest: string;
  readonly files: number;
  readonly bytes: number;
}

/** What the command asks of cases: an asset's collection, opened where there is none, and sealed at the end. */
export class AssetCollection {
  constructor(
    private readonly client: ServerClient,
    private readonly persistence: Persistence,
  ) {}

  /**
   * The collection that receives. Where the asset has gone on, the one that was sealed last: what is there can be told, and what is missing is refused by
   * its state. Refuses what the server refuses.
   */
  async receiving(assetId: string): Promise<Result<string>> {
    const found = await this.ask({ method: 'GET', path: `/api/collections?assetId=${encodeURIComponent(assetId)}&limit=50` });
    if (!found.ok) return found;
    const [newest] = ((found.value.body['items'] ?? []) as readonly CaseView[]).filter(({ state }) => state !== 'abandoned');
    if (newest?.state === 'receiving' || newest?.state === 'sealing') return ok(newest.id);
    const id = newest?.state === 'draft' ? ok(newest.id) : await this.open(assetId);
    if (!id.ok) return newest && id.refusal.code === 'collection.asset-not-in-collection' ? ok(newest.id) : id;
    const begun = await this.give(id.value, 'begin-receiving');
    return begun.ok ? id : begun;
  }

  /** Seals and waits for the end of it: every file is read again. Refuses what the server refuses, and the code for which a sealing failed. */
  async seal(id: string): Promise<Result<SealedDigest>> {
    const found = await this.look(id);
    if (!found.ok) return found;
    const given = found.value.state === 'receiving' ? await this.give(id, 'seal') : found;
    if (!given.ok) return given;
    for (;;) {
      const looked = await this.look(id);
      if (!looked.ok) return looked;
      const { state, data } = looked.value;
      if (state === 'sealed' && data.sealed) return ok(data.sealed);
      if (state !== 'sealing') return refuse(data.failure?.code ?? 'submit.not-sealed', 'conflict', 'The collection could not be sealed.');
      await delay(SEAL_LOOK_MS, undefined, { signal: this.persistence.signal });
    }
  }

  private async look(id: string): Promise<Result<CaseView>> {
    const looked = await this.ask({ method: 'GET', path: `/api/collections/${id}` });
    return looked.ok ? ok(looked.value.body as unknown as CaseView) : looked;
  }

  private async open(assetId: string, part = 'version'): Promise<Result<string>> {
    const path = `/api/assets/${encodeURIComponent(assetId)}/collections`;
    const opened = await this.ask({ method: 'POST', path, json: { part }, headers: { 'idempotency-key': randomUUID() } });
    if (opened.ok) return ok(String(opened.value.body['caseId']));
    const { code, facts } = opened.refusal;
    return code === 'collection.part-mismatch' && part === 'version' ? this.open(assetId, String(facts?.['expected'])) : opened;
  }

  /** A command on the case as it stands now; the same one when it is asked again. */
  private async give(id: string, name: string): Promise<Result<ServerAnswer>> {
    const key = randomUUID();
    const looked = await this.look(id);
    if (!looked.ok) return looked;
    const headers = { 'idempotency-key': key, 'if-match': `"${looked.value.version}"` };
    return this.ask({ method: 'POST', path: `/api/collections/${id}/${name}`, json: {}, headers });
  }

  private async ask(request: ServerRequest): Promise<Result<ServerAnswer>> {
    const answer = await persist(() => this.client.send(request), this.persistence);
    return answer.status < 300 ? ok(answer) : { ok: false, refusal: refusalOf(answer) };
  }
}
