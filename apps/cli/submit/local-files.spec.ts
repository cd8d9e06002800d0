import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localFiles } from './local-files';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medbourse-local-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('finds every file, in the order of names, with the one form of its path', async () => {
  await mkdir(join(folder, '胸部'));
  await writeFile(join(folder, '胸部', 'é.dcm'), 'x');
  await writeFile(join(folder, '1.dcm'), 'abc');
  const { files } = await localFiles(folder);
  expect(files.map(({ path, bytes }) => [path, bytes])).toEqual([
    ['1.dcm', 3],
    ['胸部/é.dcm', 1],
  ]);
  expect((await localFiles(join(folder, '1.dcm'))).files).toMatchObject([{ path: '1.dcm', bytes: 3 }]);
});

it('reads names in which Chinese Windows writes, as an archive would be', async () => {
  const name = Buffer.from([0xd6, 0xd0, 0x2e, 0x64, 0x63, 0x6d]);
  await writeFile(Buffer.concat([Buffer.from(`${folder}/`), name]), 'x');
  const { files } = await localFiles(folder);
  expect(files).toMatchObject([{ path: '中.dcm' }]);
  expect(files[0]!.place.subarray(-name.length)).toEqual(name);
});

it('names what it does not send, and leaves out what desktops leave behind', async () => {
  await writeFile(join(folder, '1.dcm'), 'x');
  await writeFile(join(folder, '.DS_Store'), 'x');
  await writeFile(join(folder, 'Thumbs.db'), 'x');
  await mkdir(join(folder, '__MACOSX'));
  await writeFile(join(folder, '__MACOSX', '1.dcm'), 'x');
  await symlink('/etc/passwd', join(folder, 'link.dcm'));
  await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xff])]), 'x');
  await writeFile(join(folder, 'tab\t.dcm'), 'x');
  const { files, refused, ignored } = await localFiles(folder);
  expect(files.map(({ path }) => path)).toEqual(['1.dcm']);
  expect(refused.map(({ refusal }) => refusal.code).sort()).toEqual(['collection.path-form', 'collection.path-form', 'submit.not-a-file']);
  expect(ignored).toBe(3);
});
