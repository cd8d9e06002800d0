import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { GetObjectCommand, PutObjectCommand, S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { newId, orThrow } from '#libs/kernel';
import { type Program, freePort, startProcess, stopPrograms, until } from '../../test/support';
import { describeObjectStore } from './contract/object-store.contract';
import { type ObjectStore } from './object-store';
import { copyObject } from './s3-copy';
import { sweepIncoming } from './s3-sweep';
import { storageFromUrl } from './storage-from-url';

const BUCKET = 'medbourse';

/** An S3 server to run on in place of s3rver, e.g. moto's; with a bucket `medbourse`, and keys in the environment. */
const OTHER_SERVER = process.env.MEDBOURSE_TEST_S3;

/** s3rver speaks S3 and keeps files; its one pair of keys is fixed, and it knows no UploadPartCopy. */
describe('objects in S3', () => {
  let folder: string;
  let server: Program | undefined;
  let endpoint: string;
  let client: S3Client;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), `medbourse-test-${process.pid}-s3-`));
    endpoint = OTHER_SERVER ?? (await startS3rver());
    client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
  });
  afterAll(async () => {
    client.destroy();
    await stopPrograms();
    await rm(folder, { recursive: true, force: true });
  });

  const startS3rver = async (): Promise<string> => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' });
    const port = String(await freePort());
    const program = 'node_modules/s3rver/bin/s3rver.js';
    const started = startProcess(process.execPath, [
      program,
      '-d',
      folder,
      '-a',
      '127.0.0.1',
      '-p',
      port,
      '--configure-bucket',
      BUCKET,
      '--silent',
    ]);
    const url = `http://127.0.0.1:${port}`;
    await until(
      () =>
        fetch(url).then(
          () => true,
          () => false,
        ),
      { what: 's3rver listens' },
    );
    server = started;
    return url;
  };
  const url = () => `s3://${BUCKET}/objects?endpoint=${endpoint}`;
  const open = async (): Promise<ObjectStore> => orThrow(await storageFromUrl(url()));
  const keys = async () => {
    const names: string[] = [];
    for await (const page of paginateListObjectsV2({ client }, { Bucket: BUCKET }))
      names.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''));
    return names;
  };

  describeObjectStore(async () => ({ store: await open(), contents: keys }));

  it('keeps all under its prefix', async () => {
    expect((await keys()).every((key) => key.startsWith('objects/'))).toBe(true);
  });

  it('sweeps what a crash left a day ago', async () => {
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'objects/incoming/left', Body: 'half' }));
    await sweepIncoming(client, BUCKET, 'objects/incoming/');
    expect(await keys()).toContain('objects/incoming/left');
    await sweepIncoming(client, BUCKET, 'objects/incoming/', new Date(Date.now() + 2 * 86_400_000));
    expect(await keys()).not.toContain('objects/incoming/left');
  });

  (OTHER_SERVER ? it : it.skip)('copies in parts what is too large for one request', async () => {
    const bytes = randomBytes(5 * 6_000_000 + 1);
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'large', Body: bytes }));
    await copyObject(client, BUCKET, 'large', 'copied in parts', bytes.length, 6_000_000);
    const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'copied in parts' }));
    expect((await buffer(Body as Readable)).equals(bytes)).toBe(true);
  });

  (OTHER_SERVER ? it.skip : it)('refuses where the server is gone', async () => {
    const store = await open();
    await server?.stop('SIGKILL');
    expect(await store.put(newId(), Readable.from([randomBytes(10)]))).toMatchObject({ refusal: { code: 'storage.unavailable' } });
    expect(await store.stat(newId(), 'a'.repeat(64))).toMatchObject({ refusal: { code: 'storage.unavailable' } });
    expect(await storageFromUrl(url())).toMatchObject({ refusal: { code: 'storage.unavailable' } });
  });
});
