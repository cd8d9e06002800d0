import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ok, type Refused, type Result } from '#libs/kernel';
import { type LocalFile, unreadable } from './local-files';
import { persist, type Persistence } from './persistence';
import { type RemoteState } from './remote-files';
import { refusalOf, type ServerAnswer, type ServerClient } from './server-client';

/** Up to here a file is held in memory and sent in one; more, and a broken connection would cost too much of it. */
const WHOLE_LIMIT_BYTES = 8 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;
/** An upload that is gone is announced anew: like a server that is away for a moment. */
const EXPIRED_STATUS = 503;

export interface SenderParts {
  readonly client: ServerClient;
  readonly collection: string;
  readonly remote: RemoteState;
  readonly persistence: Persistence;
  /** Bytes of a file that left this machine. */
  readonly onSent: (path: string, bytes: number) => void;
  /** How far the server says that a file has come. */
  readonly onOffset: (path: string, bytes: number) => void;
}

/** Sends one file where it is not at the server already. */
export class FileSender {
  constructor(private readonly parts: SenderParts) {}

  /** Whether it was sent or was there already. Refuses what the server refuses, `submit.unreadable`. */
  async send(file: LocalFile): Promise<Result<'sent' | 'already'>> {
    const there = this.parts.remote.files.get(file.path);
    if (there && there.bytes !== file.bytes) return taken();
    const whole = file.bytes <= WHOLE_LIMIT_BYTES;
    const read = await (whole ? readWhole(file) : readThrough(file)).catch(unreadable);
    if ('ok' in read) return read;
    if (there && there.fault === null) return there.sha256 === read.sha256 ? ok('already') : taken();
    const answer = read.content ? await this.put(file, read.content, read.sha256) : await this.resume(file, read.sha256);
    return answer.status < 300 ? ok('sent') : { ok: false, refusal: refusalOf(answer) };
  }

  private put({ path }: LocalFile, bytes: Buffer, sha256: string): Promise<ServerAnswer> {
    const address = path.split('/').map(encodeURIComponent).join('/');
    const { client, collection, persistence } = this.parts;
    const onSent = (sent: number): void => this.parts.onSent(path, sent);
    const headers = { 'content-type': 'application/octet-stream', 'x-content-sha256': sha256 };
    return persist(
      () => client.send({ method: 'PUT', path: `/api/collections/${collection}/files/${address}`, bytes, headers, onSent }),
      persistence,
    );
  }

  /** By tus 1.0.0: what an earlier run or connection brought is not sent again. */
  private async resume(file: LocalFile, sha256: string): Promise<ServerAnswer> {
    const begun = this.parts.remote.uploads.get(file.path);
    const known = begun?.bytes === file.bytes && begun.sha256 === sha256;
    const upload = { location: known ? begun.location : undefined, offset: known ? undefined : 0 };
    return persist((gotOn) => this.goOn(file, sha256, upload, gotOn), this.parts.persistence);
  }

  /** One look where it stands, where that is not known, and one part: all that is left. */
  private async goOn(
    file: LocalFile,
    sha256: string,
    upload: { location?: string; offset?: number },
    gotOn: () => void,
  ): Promise<ServerAnswer> {
    if (upload.location === undefined) {
      const announced = await this.announce(file, sha256);
      if (announced.status !== 201) return announced;
      [upload.location, upload.offset] = [String(announced.headers['location']), 0];
    }
    const { location } = upload;
    if (upload.offset === undefined) {
      const looked = await this.tus('HEAD', location);
      if (looked.status === 404) upload.location = undefined;
      if (looked.status !== 200) return looked.status === 404 ? { ...looked, status: EXPIRED_STATUS } : looked;
      upload.offset = Number(looked.headers['upload-offset']);
      if (upload.offset === file.bytes) return looked;
    }
    const from = upload.offset;
    upload.offset = undefined;
    this.parts.onOffset(file.path, from);
    if (from > 0) gotOn();
    return this.sendFrom(file, location, from);
  }

  private announce({ path, bytes }: LocalFile, sha256: string): Promise<ServerAnswer> {
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const metadata = `path ${base64(path)},sha256 ${base64(sha256)},kind ${base64('file')}`;
    const headers = { 'upload-length': String(bytes), 'upload-metadata': metadata };
    return this.tus('POST', `/api/collections/${this.parts.collection}/uploads`, headers);
  }

  private sendFrom({ path, place, bytes }: LocalFile, location: string, from: number): Promise<ServerAnswer> {
    const stream = {
      length: bytes - from,
      open: () => createReadStream(place, { start: from, end: bytes - 1, highWaterMark: READ_BYTES }),
    };
    const headers = {
      ...{ 'tus-resumable': '1.0.0', 'upload-offset': String(from), 'content-type': 'application/offset+octet-stream' },
    };
    return this.parts.client.send({ method: 'PATCH', path: location, headers, stream, onSent: (sent) => this.parts.onSent(path, sent) });
  }

  private tus(method: 'HEAD' | 'POST', path: string, headers: Readonly<Record<string, string>> = {}): Promise<ServerAnswer> {
    return this.parts.client.send({ method, path, headers: { 'tus-resumable': '1.0.0', ...headers } });
  }
}

interface Read {
  readonly sha256: string;
  readonly content?: Buffer;
}

async function readWhole({ place }: LocalFile): Promise<Read> {
  const content = await readFile(place);
  return { content, sha256: createHash('sha256').update(content).digest('hex') };
}

async function readThrough({ place }: LocalFile): Promise<Read> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(place, { highWaterMark: READ_BYTES }), hash);
  return { sha256: hash.digest('hex') };
}

const taken = (): Refused => ({
  ok: false,
  refusal: { code: 'collection.path-taken', kind: 'conflict', message: 'Another file is at this path; withdraw it first.' },
});
