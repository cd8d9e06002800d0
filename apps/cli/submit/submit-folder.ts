import { ok, RefusalError, type Refusal, type Result } from '#libs/kernel';
import { FileSender } from './file-sender';
import { type LocalFile, localFiles, unreadable } from './local-files';
import { AssetCollection, type SealedDigest } from './open-collection';
import { type Persistence } from './persistence';
import { remoteState } from './remote-files';
import { ServerClient } from './server-client';
import { type TransferBar, type TransferState } from './transfer-bar';

export interface Submission {
  readonly folder: string;
  readonly assetId: string;
  readonly server: URL;
  readonly token: string;
  readonly jobs: number;
  readonly seal: boolean;
  readonly signal: AbortSignal;
  readonly bar: TransferBar;
  readonly onRefused: (path: string, refusal: Refusal) => void;
  /** Is told why nothing moves, each time that it is tried again. */
  readonly onWait: (reason: string) => void;
}

export interface SubmissionTotals {
  readonly collection: string;
  readonly files: number;
  readonly sent: number;
  readonly already: number;
  readonly ignored: number;
  readonly refused: readonly { readonly path: string; readonly code: string; readonly reason: string }[];
  readonly bytes: number;
  /** That left this machine, with what had to go twice. */
  readonly sentBytes: number;
  readonly seconds: number;
  readonly sealed: SealedDigest | null;
  /** Why it ended before every file was tried. */
  readonly stopped: { readonly code: string; readonly reason: string } | null;
}

/** After these no other file would fare better. */
const ENDS_ALL: ReadonlySet<string> = new Set([
  ...['collection.not-receiving', 'collection.no-such-collection', 'collection.not-permitted', 'storage.no-space'],
  ...['request.not-signed-in', 'identity.token-invalid', 'submit.no-answer', 'http.401', 'http.403'],
]);

/** Sends a folder into the asset's collection; what is there already is not sent again. Refuses what keeps it from beginning. */
export async function submitFolder(submission: Submission): Promise<Result<SubmissionTotals>> {
  const began = performance.now();
  const local = await localFiles(submission.folder).catch((error: unknown) => unreadable(error, submission.folder));
  if ('ok' in local) return local;
  const client = new ServerClient(submission.server, submission.token, submission.signal);
  const run = new SubmissionRun(submission, local.files);
  for (const { path, refusal } of local.refused) run.refuse(path, refusal);
  try {
    const collections = new AssetCollection(client, run.persistence);
    const collection = await collections.receiving(submission.assetId);
    if (!collection.ok) return collection;
    const remote = await remoteState(client, collection.value, run.persistence);
    if (!remote.ok) return remote;
    const { persistence, onSent, onOffset } = run;
    await run.perform(new FileSender({ client, collection: collection.value, remote: remote.value, persistence, onSent, onOffset }));
    const sealed = submission.seal && run.isWhole ? await collections.seal(collection.value) : ok(null);
    if (!sealed.ok) run.stop(sealed.refusal);
    const seconds = Math.round(performance.now() - began) / 1000;
    return ok({ collection: collection.value, ...run.totals(), ignored: local.ignored, seconds, sealed: sealed.ok ? sealed.value : null });
  } catch (error) {
    if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
    throw error;
  } finally {
    client.close();
  }
}

class SubmissionRun {
  readonly persistence: Persistence;
  private readonly refused: { path: string; code: string; reason: string }[] = [];
  private stopped: { code: string; reason: string } | null = null;
  private sent = 0;
  private already = 0;
  private done = { files: 0, bytes: 0 };
  /** Of files that are being sent, what has gone of them. */
  private readonly under = new Map<string, number>();
  private sentBytes = 0;
  private waiting: string | null = null;
  private readonly bytes: number;

  constructor(
    private readonly submission: Submission,
    private readonly files: readonly LocalFile[],
  ) {
    this.bytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
    const onWait = (reason: string | null): void => {
      if (reason !== null) submission.onWait(reason);
      this.waiting = reason;
      this.show();
    };
    this.persistence = { signal: submission.signal, onWait };
  }

  get isWhole(): boolean {
    return this.stopped === null && this.refused.length === 0;
  }

  readonly onSent = (path: string, bytes: number): void => {
    this.sentBytes += bytes;
    this.waiting = null;
    this.onOffset(path, (this.under.get(path) ?? 0) + bytes);
  };

  readonly onOffset = (path: string, bytes: number): void => {
    this.under.set(path, bytes);
    this.show();
  };

  refuse(path: string, { code, message, ...refusal }: Refusal): void {
    this.refused.push({ path, code, reason: message });
    this.submission.bar.clear();
    this.submission.onRefused(path, { ...refusal, code, message });
  }

  stop({ code, message }: Refusal): void {
    this.stopped ??= { code, reason: message };
  }

  async perform(sender: FileSender): Promise<void> {
    const waiting = [...this.files].reverse();
    const lane = async (): Promise<void> => {
      for (let file = waiting.pop(); file && !this.stopped; file = waiting.pop()) this.settle(file, await sendOne(sender, file));
    };
    await Promise.all(Array.from({ length: this.submission.jobs }, lane));
    this.submission.bar.show(this.state(), { last: true });
  }

  totals() {
    const { refused, stopped, sent, already, bytes, sentBytes } = this;
    return { files: this.files.length, sent, already, refused, bytes, sentBytes, stopped };
  }

  private settle(file: LocalFile, result: Result<'sent' | 'already'>): void {
    if (result.ok) this[result.value] += 1;
    else if (ENDS_ALL.has(result.refusal.code)) return this.stop(result.refusal);
    else this.refuse(file.path, result.refusal);
    this.done = { files: this.done.files + 1, bytes: this.done.bytes + file.bytes };
    this.under.delete(file.path);
    this.show();
  }

  private show(): void {
    this.submission.bar.show(this.state());
  }

  private state(): TransferState {
    const { files, bytes, sentBytes, waiting } = this;
    const under = [...this.under.values()].reduce((sum, value) => sum + value, 0);
    const doneBytes = Math.min(bytes, this.done.bytes + under);
    return { files: files.length, bytes, done: { files: this.done.files, bytes: doneBytes }, sentBytes, waiting };
  }
}

async function sendOne(sender: FileSender, file: LocalFile): Promise<Result<'sent' | 'already'>> {
  try {
    return await sender.send(file);
  } catch (error) {
    if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
    throw error;
  }
}
