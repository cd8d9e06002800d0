import { ok, type Result } from '#libs/kernel';
import { persist, type Persistence } from './persistence';
import { refusalOf, type ServerClient } from './server-client';

const PAGE = 200;

export interface RemoteFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly fault: string | null;
}

/** An upload that an earlier run began. */
export interface BegunUpload {
  readonly location: string;
  readonly kind: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string | null;
}

/** What is at the server already. */
export interface RemoteState {
  readonly files: ReadonlyMap<string, RemoteFile>;
  readonly uploads: ReadonlyMap<string, BegunUpload>;
}

export async function remoteState(client: ServerClient, collection: string, persistence: Persistence): Promise<Result<RemoteState>> {
  const files = new Map<string, RemoteFile>();
  for (let after: string | null = ''; after !== null;) {
    const query: string = after === '' ? '' : `&after=${after}`;
    const path = `/api/collections/${collection}/files?limit=${PAGE}${query}`;
    const answer = await persist(() => client.send({ method: 'GET', path }), persistence);
    if (answer.status !== 200) return { ok: false, refusal: refusalOf(answer) };
    for (const file of answer.body['items'] as RemoteFile[]) files.set(file.path, file);
    after = answer.body['next'] as string | null;
  }
  const begun = await persist(() => client.send({ method: 'GET', path: `/api/collections/${collection}/uploads` }), persistence);
  if (begun.status !== 200) return { ok: false, refusal: refusalOf(begun) };
  const uploads = (begun.body['items'] as BegunUpload[]).filter(({ kind }) => kind === 'file');
  return ok({ files, uploads: new Map(uploads.map((upload) => [upload.path, upload])) });
}
