/** Goal: programs that others wrote take the synthetic files for sound CT images. Method: run them over every file. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoChestCt, generateChestCtStudy, type WrittenChestCt } from '../../apps/cli/synthetic';

let folder: string;
let written: WrittenChestCt;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'synthetic-system-'));
  written = await generateChestCtStudy({ ...demoChestCt, folder, slicesPerSeries: 4 });
});

afterAll(() => rm(folder, { recursive: true }));

/** Exit code and both outputs; a program that is not there fails the test and names the Debian package that has it. */
function run(
  program: string,
  packageName: string,
  args: readonly string[],
): { readonly code: number | null; readonly out: string; readonly err: string } {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: 'latin1', maxBuffer: 16 * 1024 * 1024 });
  if (error) throw new Error(`${program} can't be run (${error.message}): install the package ${packageName}`);
  return { code: status, out: stdout, err: stderr };
}

test('dcmdump reads every file without a word of complaint', () => {
  for (const file of written.files) {
    const { code, out, err } = run('dcmdump', 'dcmtk', ['--load-all', join(folder, file)]);
    expect({ file, code, err }).toEqual({ file, code: 0, err: '' });
    expect(out).toContain('(0008,0016) UI =CTImageStorage');
  }
});

test('dciodvfy finds a CT Image without errors', () => {
  for (const file of written.files) {
    const { err } = run('dciodvfy', 'dicom3tools', [join(folder, file)]);
    expect(err).toContain('CTImage');
    expect({ file, errors: err.split('\n').filter((line) => line.includes('Error')) }).toEqual({ file, errors: [] });
  }
});
