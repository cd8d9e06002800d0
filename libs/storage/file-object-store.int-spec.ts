import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { newId, ok, orThrow } from '#libs/kernel';
import { describeObjectStore } from './contract/object-store.contract';
import { FileObjectStore } from './file-object-store';
import { storageFromUrl } from './storage-from-url';

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('objects as files', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), `medbourse-test-${process.pid}-objects-`));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  describeObjectStore(async () => ({ store: await FileObjectStore.at(folder), contents: () => filesIn(folder) }));

  it('makes objects of finished files in place, and reads objects where they lie', async () => {
    const store = await FileObjectStore.at(folder);
    const organisation = newId();
    const files = [randomBytes(5000), randomBytes(7), Buffer.alloc(0)];
    const batch = store.local.batch(organisation);
    const digests: string[] = [];
    for (const [index, bytes] of files.entries()) {
      const draft = join(store.local.draftFolder, `draft-${index}`);
      await writeFile(draft, bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(await batch.add(draft, sha256)).toEqual(ok(undefined));
      digests.push(sha256);
    }
    expect(await batch.end()).toEqual(ok(undefined));
    for (const [index, sha256] of digests.entries()) {
      expect(orThrow(await store.stat(organisation, sha256))?.bytes).toBe(files[index]!.length);
      expect(await readFile(store.local.pathOf(organisation, sha256))).toEqual(files[index]);
    }
    expect((await readdir(store.local.draftFolder)).filter((name) => name.startsWith('draft-'))).toEqual([]);
    expect(() => store.local.pathOf('../x', digests[0]!)).toThrow(TypeError);
    await expect(batch.add(join(store.local.draftFolder, 'missing'), digests[0]!)).rejects.toThrow('ENOENT');
  });

  it('sweeps what a crash left a day ago, not what is being written', async () => {
    const incoming = join(folder, 'incoming');
    const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
    await writeFile(join(incoming, 'old'), '');
    await utimes(join(incoming, 'old'), twoDaysAgo, twoDaysAgo);
    await mkdir(join(incoming, 'old-job'));
    await writeFile(join(incoming, 'old-job', '1'), '');
    await utimes(join(incoming, 'old-job'), twoDaysAgo, twoDaysAgo);
    await writeFile(join(incoming, 'now'), '');
    await FileObjectStore.at(folder);
    expect(await readdir(incoming)).toEqual(['now']);
  });

  it('refuses a folder that can not be written, and a store of another kind', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await storageFromUrl(`file:${join(folder, 'file', 'below')}`)).toMatchObject({ refusal: { code: 'storage.unavailable' } });
    expect(await storageFromUrl('ftp://somewhere')).toMatchObject({ refusal: { code: 'storage.unusable-url' } });
  });

  const asRootOnLinux = process.getuid?.() === 0 && process.platform === 'linux' ? it : it.skip;
  asRootOnLinux('refuses what the disk has no space for, and keeps nothing', async () => {
    const disk = join(folder, 'disk');
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
    try {
      const store = await FileObjectStore.at(disk);
      const bytes = Readable.from([randomBytes(700_000), randomBytes(700_000)]);
      expect(await store.put(newId(), bytes)).toMatchObject({ refusal: { code: 'storage.no-space' } });
      expect(await filesIn(disk)).toEqual([]);
      expect(await store.put(newId(), Readable.from([randomBytes(700_000)]))).toMatchObject({ ok: true });
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});
