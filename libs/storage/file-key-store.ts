import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ok, type Result } from '#libs/kernel';
import { refuseStorage } from './storage.errors';
import { type KeyStore } from './key-store';
import { openSecret, sealSecret } from './sealed-secret';

const SECRET_BYTES = 32;
const KEY_BYTES = 32;

/**
 * One file a secret under `keys/<organisation>/`, mode 0600, sealed with the home's key. What was destroyed leaves a mark, so that no new secret
 * takes its place without anyone noticing. Overwriting reaches what the file system still maps; copies in backups fall with the home's key.
 */
export class FileKeyStore implements KeyStore {
  private homeKey: Promise<Buffer> | undefined;

  /** @param folder of the home: it gets `home.key`, made at the first use, and `keys/` */
  constructor(private readonly folder: string) {}

  async secretOf(organisationId: string, assetId: string): Promise<Result<Buffer>> {
    const path = this.pathOf(organisationId, assetId);
    if (await readOrNull(destroyedMark(path))) {
      return refuseStorage('storage.secret-destroyed', "The asset's secret was destroyed.", { facts: { assetId } });
    }
    const owner = ownerOf(organisationId, assetId);
    const homeKey = await (this.homeKey ??= homeKeyIn(this.folder));
    const kept = (await readOrNull(path)) ?? (await createOnce(path, () => sealSecret(randomBytes(SECRET_BYTES), homeKey, owner)));
    const secret = openSecret(kept, homeKey, owner);
    if (secret?.length === SECRET_BYTES) return ok(secret);
    return refuseStorage('storage.secret-broken', "The asset's secret can't be opened with this home's key.", { facts: { assetId } });
  }

  async destroy(organisationId: string, assetId: string): Promise<Result<void>> {
    const path = this.pathOf(organisationId, assetId);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeSynced(destroyedMark(path), Buffer.from('destroyed\n'));
    await overwrite(path);
    await rm(path, { force: true });
    await syncFolder(dirname(path));
    return ok(undefined);
  }

  private pathOf(organisationId: string, assetId: string): string {
    if (!isUuid(organisationId) || !isUuid(assetId)) throw new TypeError('a secret is named by ids');
    return join(this.folder, 'keys', organisationId, `${assetId}.key`);
  }
}

/** 32 bytes in `home.key`, mode 0600. Whoever has it and the folder `keys` has every secret of the home. */
async function homeKeyIn(folder: string): Promise<Buffer> {
  const path = join(folder, 'home.key');
  const key = (await readOrNull(path)) ?? (await createOnce(path, () => randomBytes(KEY_BYTES)));
  if (key.length !== KEY_BYTES) throw new RangeError(`the key of a home has ${KEY_BYTES} bytes`);
  return key;
}

/** Of two who make it at once one wins, and both use his. */
async function createOnce(path: string, make: () => Buffer): Promise<Buffer> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomBytes(6).toString('hex')}.new`;
  await writeSynced(temporary, make());
  try {
    await link(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(temporary);
  }
  return readFile(path);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const isUuid = (value: string): boolean => UUID.test(value);
const ownerOf = (organisationId: string, assetId: string): string => `medbourse/asset-secret/${organisationId}/${assetId}`;
const destroyedMark = (path: string): string => `${path}.destroyed`;

async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function writeSynced(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function overwrite(path: string): Promise<void> {
  const known = await readOrNull(path);
  if (!known) return;
  const file = await open(path, 'r+');
  try {
    await file.write(randomBytes(known.length), 0, known.length, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
