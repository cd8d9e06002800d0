import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputFilesOf } from './input-files';

const folder = mkdtempSync(join(tmpdir(), 'files-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('finds files whose names are no UTF-8, and tells of them byte by byte', async () => {
  mkdirSync(join(folder, 'a'));
  const gbk = Buffer.concat([Buffer.from(`${folder}/a/`), Buffer.from('d5c5ceb0', 'hex'), Buffer.from('.dcm')]);
  writeFileSync(gbk, 'in GBK');
  writeFileSync(join(folder, 'a', '张伟.dcm'), 'in UTF-8');
  writeFileSync(join(folder, 'b'), 'plain');
  symlinkSync('/etc/passwd', join(folder, 'link'));
  const { files, others } = await inputFilesOf(folder);
  expect(files.map(({ name }) => name)).toEqual(['a/\\xd5\\xc5\\xce\\xb0.dcm', 'a/张伟.dcm', 'b']);
  expect(files.map(({ path }) => readFileSync(path, 'utf8'))).toEqual(['in GBK', 'in UTF-8', 'plain']);
  expect(others).toEqual(['link']);
});

it('takes one file by itself', async () => {
  const path = join(folder, 'b');
  expect(await inputFilesOf(path)).toEqual({ files: [{ path, name: 'b' }], others: [] });
});
