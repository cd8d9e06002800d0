import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { newId } from '#libs/kernel';
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

  it('sweeps what a crash left a day ago, not what is being written', async () => {
    const incoming = join(folder, 'incoming');
    const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
    await writeFile(join(incoming, 'old'), '');
    await utimes(join(incoming, 'old'), twoDaysAgo, twoDaysAgo);
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
