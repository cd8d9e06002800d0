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

  /** The collection that receives. Refuses what the server refuses, and `submit.sealing`. */
  async receiving(assetId: string): Promise<Result<string>> {
    const found = await this.ask({ method: 'GET', path: `/api/collections?assetId=${encodeURIComponent(assetId)}&limit=50` });
    if (!found.ok) return found;
    const cases = (found.value.body['items'] ?? []) as readonly CaseView[];
    const open = cases.find(({ state }) => state !== 'sealed' && state !== 'abandoned');
    if (open?.state === 'receiving') return ok(open.id);
    if (open?.state === 'sealing') return refuse('submit.sealing', 'conflict', 'The collection is being sealed; it takes no more files.');
    const id = open ? ok(open.id) : await this.open(assetId);
    if (!id.ok) return id;
    const begun = await this.give(id.value, 'begin-receiving');
    return begun.ok ? id : begun;
  }

  /** Seals and waits for the end of it: every file is read again. Refuses what the server refuses, and the code for which a sealing failed. */
  async seal(id: string): Promise<Result<SealedDigest>> {
    const given = await this.give(id, 'seal');
    if (!given.ok) return given;
    for (;;) {
      const looked = await this.ask({ method: 'GET', path: `/api/collections/${id}` });
      if (!looked.ok) return looked;
      const { state, data } = looked.value.body as {
        state: string;
        data: { sealed: SealedDigest | null; failure: { code: string } | null };
      };
      if (state === 'sealed' && data.sealed) return ok(data.sealed);
      if (state !== 'sealing') return refuse(data.failure?.code ?? 'submit.not-sealed', 'conflict', 'The collection could not be sealed.');
      await delay(SEAL_LOOK_MS, undefined, { signal: this.persistence.signal });
    }
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
    const looked = await this.ask({ method: 'GET', path: `/api/collections/${id}` });
    if (!looked.ok) return looked;
    const headers = { 'idempotency-key': key, 'if-match': `"${String(looked.value.body['version'])}"` };
    return this.ask({ method: 'POST', path: `/api/collections/${id}/${name}`, json: {}, headers });
  }

  private async ask(request: ServerRequest): Promise<Result<ServerAnswer>> {
    const answer = await persist(() => this.client.send(request), this.persistence);
    return answer.status < 300 ? ok(answer) : { ok: false, refusal: refusalOf(answer) };
  }
}
