import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, orThrow } from '#libs/kernel';
import { FileKeyStore } from './file-key-store';
import { openSecret, sealSecret } from './sealed-secret';

describe('FileKeyStore', () => {
  let folder: string;
  const [organisation, asset] = [newId(), newId()];
  const fileOf = (assetId: string) => join(folder, 'keys', organisation, `${assetId}.key`);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'key-store-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('gives the same secret to all who ask at once, and after a restart', async () => {
    const stores = Array.from({ length: 8 }, () => new FileKeyStore(folder));
    const secrets = (await Promise.all(stores.map((store) => store.secretOf(organisation, asset)))).map(orThrow);
    expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(1);
    expect(secrets[0]).toHaveLength(32);
    expect(orThrow(await new FileKeyStore(folder).secretOf(organisation, asset))).toEqual(secrets[0]);
    expect((await readdir(join(folder, 'keys', organisation))).sort()).toEqual([`${asset}.key`]);
  });

  it('is for its user alone', async () => {
    await new FileKeyStore(folder).secretOf(organisation, asset);
    for (const path of [join(folder, 'home.key'), fileOf(asset)]) expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('refuses a file that was changed, and one of another asset', async () => {
    const store = new FileKeyStore(folder);
    const other = newId();
    await store.secretOf(organisation, asset);
    await store.secretOf(organisation, other);
    await copyFile(fileOf(other), fileOf(asset));
    expect(await store.secretOf(organisation, asset)).toMatchObject({ ok: false, refusal: { code: 'storage.secret-broken' } });
    const bytes = await readFile(fileOf(other));
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    await writeFile(fileOf(other), bytes);
    expect(await store.secretOf(organisation, other)).toMatchObject({ ok: false, refusal: { code: 'storage.secret-broken' } });
  });

  it('destroys for good, also what was never made, and twice', async () => {
    const store = new FileKeyStore(folder);
    orThrow(await store.secretOf(organisation, asset));
    for (const id of [asset, asset, newId()]) {
      orThrow(await store.destroy(organisation, id));
      expect(await store.secretOf(organisation, id)).toMatchObject({ ok: false, refusal: { code: 'storage.secret-destroyed' } });
    }
    await expect(stat(fileOf(asset))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('takes no path for an id', async () => {
    await expect(new FileKeyStore(folder).secretOf('../elsewhere', asset)).rejects.toThrow(TypeError);
  });
});

describe('sealSecret', () => {
  it('opens with its key for its owner alone, and never seals twice alike', () => {
    const [secret, key] = [randomBytes(32), randomBytes(32)];
    const sealed = sealSecret(secret, key, 'a');
    expect(openSecret(sealed, key, 'a')).toEqual(secret);
    expect(openSecret(sealed, key, 'b')).toBeUndefined();
    expect(openSecret(sealed, randomBytes(32), 'a')).toBeUndefined();
    expect(openSecret(sealed.subarray(0, 10), key, 'a')).toBeUndefined();
    expect(sealSecret(secret, key, 'a').equals(sealed)).toBe(false);
  });
});
