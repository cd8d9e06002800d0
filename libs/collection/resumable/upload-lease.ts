import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Result } from '#libs/kernel';
import { refuseCollection } from '../collection.errors';
import { type CaseOfTenant } from '../collection-file.store';
import { LEASE_SECONDS, type ResumableUpload, type UploadStore } from './resumable-upload.store';

const RENEW_EVERY_MS = 1000;
const LOOK_EVERY_MS = 100;
/** Longer than a lease: whoever died is waited for. */
const WAIT_MS = (LEASE_SECONDS + 3) * 1000;
/** Before its end a holder that could not renew lets go by itself. */
const LEASE_MS = (LEASE_SECONDS - 2) * 1000;

/** An upload in one process's hands alone. */
export interface HeldUpload {
  readonly upload: ResumableUpload;
  readonly holder: string;
  /** Aborts where somebody else wants to go on with it: usually its own sender, whose old connection is dead and does not know. */
  readonly signal: AbortSignal;
  /**
   * Whether the lease holds by this machine's clock. To be asked before each write: a process that was frozen past its lease must not write into
   * what another one has finished. What is frozen between asking and writing still does; sealing reads every object again.
   */
  stillHeld(): boolean;
}

/** One writer an upload, over all processes, by a lease in its row that ends by itself where its holder dies. */
export class UploadLeases {
  private readonly here = new Map<string, AbortController>();

  constructor(private readonly store: UploadStore) {}

  /** Waits for the upload and works with it; the work releases or removes the row. Refuses `collection.upload-busy`, `collection.no-such-upload`. */
  async hold<T>(of: CaseOfTenant, id: string, work: (held: HeldUpload) => Promise<Result<T>>): Promise<Result<T>> {
    const holder = randomUUID();
    const limit = Date.now() + WAIT_MS;
    for (;;) {
      const asked = Date.now();
      const got = await this.store.hold(of, id, holder);
      if (!got.ok) return got;
      if (got.value) return this.work(of, { upload: got.value, holder, since: asked }, work);
      this.here.get(id)?.abort();
      if (Date.now() > limit) return refuseCollection('collection.upload-busy', 'Another request works on this upload.');
      await delay(LOOK_EVERY_MS);
    }
  }

  /** Ends all writing of this process; what came is kept. */
  stop(): void {
    for (const controller of this.here.values()) controller.abort();
  }

  private async work<T>(
    of: CaseOfTenant,
    { upload, holder, since }: { upload: ResumableUpload; holder: string; since: number },
    work: (held: HeldUpload) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const controller = new AbortController();
    let renewed = since;
    this.here.set(upload.id, controller);
    const renewing = setInterval(() => {
      const asked = Date.now();
      void this.store.renew(of, upload.id, holder).then((answer) => {
        if (!answer.ok) return;
        if (answer.value !== undefined) renewed = asked;
        if (answer.value !== false) controller.abort();
      });
    }, RENEW_EVERY_MS);
    try {
      return await work({ upload, holder, signal: controller.signal, stillHeld: () => Date.now() - renewed < LEASE_MS });
    } finally {
      clearInterval(renewing);
      if (this.here.get(upload.id) === controller) this.here.delete(upload.id);
    }
  }
}
