import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deidentifyFile } from './deidentify';
import { type ProfileOption } from './profile-option';
import { describeWithData } from './shared-data';

// Goal: what is released is no less valid than what came in, by dciodvfy (dicom3tools), and dcmdump (dcmtk) reads it.

const secret = Buffer.alloc(32, 5);
const tool = (name: string, ...args: string[]) => spawnSync(name, args, { encoding: 'latin1', maxBuffer: 64 * 1024 * 1024 });
const missing = ['dciodvfy', 'dcmdump'].filter((name) => tool(name, '--version').error !== undefined);

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'dicom-valid-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Errors by their text, without values: replacements differ from what they replace. */
function errors(path: string): Map<string, number> {
  const { stdout, stderr } = tool('dciodvfy', path);
  const counts = new Map<string, number>();
  for (const line of `${stdout}\n${stderr}`.split('\n').filter((each) => each.startsWith('Error'))) {
    const text = line.replace(/<[^>]*>/g, '').replace(/UID \S+$/, 'UID');
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

const files = (path: string): string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((name) => statSync(name).isFile());

const run = missing.length > 0 && process.env.CI !== 'true' ? describe.skip : describe;
run(missing.length > 0 ? `conformance (not installed: ${missing.join(', ')})` : 'conformance', () => {
  for (const data of ['dicom', 'seeded/dicom']) {
    describeWithData(data, `released files of ${data}`, (path) => {
      it.each<[string, ProfileOption[]]>([
        ['the basic profile', []],
        ['cleaned and shifted', ['clean-descriptors', 'clean-structured-content', 'clean-graphics', 'retain-modified-dates']],
      ])(
        'have no new error: %s',
        async (_name, retain) => {
          const found: string[] = [];
          for (const input of files(path)) {
            const output = join(folder, 'out.dcm');
            const { verdict } = await deidentifyFile(input, output, { secret, retain });
            if (verdict !== 'released') continue;
            const before = errors(input);
            for (const [error, count] of errors(output)) if (count > (before.get(error) ?? 0)) found.push(`${input}: ${error}`);
            if (tool('dcmdump', '-q', output).status !== 0) found.push(`${input}: dcmdump can't read it`);
          }
          expect(found).toEqual([]);
        },
        300_000,
      );
    });
  }
});
