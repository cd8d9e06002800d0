import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LARGEST_SYNCHRONOUS_BYTES, openInput } from './input-file';

// Goal: whatever its size, a file that is open keeps its own bytes, though memory goes from one file to the next.

const folder = mkdtempSync(join(tmpdir(), 'input-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(bytes: number): { path: string; content: Buffer } {
  const path = join(folder, String(bytes));
  const content = randomBytes(bytes);
  writeFileSync(path, content);
  return { path, content };
}

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
const large = 24 * 1024 * 1024 + 1;

it.each([0, 1, 1000, LARGEST_SYNCHRONOUS_BYTES, LARGEST_SYNCHRONOUS_BYTES + 1, large])('reads %d bytes', async (bytes) => {
  const { path, content } = file(bytes);
  const input = await openInput(path);
  expect(input.size).toBe(bytes);
  expect(input.source.size).toBe(bytes);
  expect(input.source.bytes(0, bytes).equals(content)).toBe(true);
  expect(await input.sha256()).toBe(sha256(content));
  await input.close();
});

it('keeps apart files that are open at once, however often one is closed', async () => {
  const files = Array.from({ length: 12 }, (_, index) => file(50_000 + index));
  const closed = await openInput(files[0]!.path);
  await closed.close();
  await closed.close();
  const inputs = await Promise.all(files.map(({ path }) => openInput(path)));
  for (const [index, input] of inputs.entries()) expect(await input.sha256()).toBe(sha256(files[index]!.content));
  await Promise.all(inputs.map((input) => input.close()));
});

it('leaves nothing open where a file is missing or a folder', async () => {
  await expect(openInput(join(folder, 'none'))).rejects.toThrow('ENOENT');
  await expect(openInput(folder)).rejects.toThrow('EISDIR');
});
