import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ed25519Signer, type Signer } from '#libs/transparency';

const NAME = /^[0-9a-z-]{1,64}$/;

/**
 * Private keys of the exchange's organisations, in the data folder, readable by its user alone: `keys/<name>.pem`. A key is made at its first use; of
 * two processes that make one at once, both use the one that was there first.
 */
export class SigningKeys {
  private readonly signers = new Map<string, Promise<Signer>>();

  constructor(private readonly folder: string) {}

  /** The signer of an organisation (by id), or of a role of the exchange itself (`log`). */
  signerOf(name: string): Promise<Signer> {
    if (!NAME.test(name)) throw new TypeError('a key is named by an id');
    const known = this.signers.get(name) ?? this.keyOf(name).then(ed25519Signer);
    this.signers.set(name, known);
    known.catch(() => this.signers.delete(name));
    return known;
  }

  private async keyOf(name: string): Promise<KeyObject> {
    const path = join(this.folder, `${name}.pem`);
    const kept = await readFile(path).catch(unlessMissing);
    return createPrivateKey(kept ?? (await this.make(path)));
  }

  private async make(path: string): Promise<Buffer> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync('ed25519');
    const temporary = `${path}.${randomUUID()}`;
    await writeFile(temporary, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flush: true });
    try {
      await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
    } finally {
      await rm(temporary, { force: true });
    }
    return readFile(path);
  }
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
