import { createHash } from 'node:crypto';
import { mkdtemp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateChestCtStudy, type PlantedIdentity } from '../fixtures/synthetic-study';
import { startProgram, stopPrograms } from '../support';

interface Line {
  readonly input: string;
  readonly output: string | null;
  readonly verdict: string;
  readonly reasons: readonly { readonly code: string }[];
  readonly sha256: { readonly before: string | null; readonly after: string | null };
}

// Goal: the command as a person runs it. Method: a real process on synthetic patients, with files beside them that are none of DICOM.
describe('medbourse deidentify', () => {
  let folder: string;
  let study: string;
  let files: readonly string[];
  let identities: readonly PlantedIdentity[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deidentify-'));
    study = join(folder, 'study');
    ({ files, identities } = await generateChestCtStudy({
      folder: study,
      patients: 2,
      slicesPerSeries: 3,
      rows: 64,
      columns: 64,
      seed: 'deidentify',
    }));
    await writeFile(join(study, 'readme.dcm'), 'not an image');
    await writeFile(join(study, 'copy.dcm'), await readFile(join(study, files[0]!)));
    await symlink('/etc/passwd', join(study, 'link'));
  });
  afterEach(() => stopPrograms());
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = async (...parameters: string[]) => {
    const program = startProgram('apps/cli/main.ts', { parameters: ['deidentify', ...parameters] });
    const { code } = await program.ended;
    return { code, output: program.output() };
  };
  const report = async (path: string): Promise<Line[]> =>
    (await readFile(path, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  const verdicts = (lines: readonly Line[]) => lines.map(({ input, output, sha256 }) => [input, output, sha256.after]).sort();

  it('gives every file a verdict, and releases what bears no identity under a name of no meaning', async () => {
    const out = join(folder, 'out');
    const { code, output } = await run(study, out, '--report', join(folder, 'report.jsonl'), '--jobs', '2', '--json');
    expect({ code, output }).toMatchObject({ code: 0 });
    const lines = await report(join(folder, 'report.jsonl'));
    expect(lines.map(({ input }) => input).sort()).toEqual([...files, 'copy.dcm', 'link', 'readme.dcm'].sort());
    expect(lines.find(({ input }) => input === 'readme.dcm')).toMatchObject({
      verdict: 'refused',
      output: null,
      reasons: [{ code: 'not-dicom' }],
    });
    expect(lines.find(({ input }) => input === 'link')).toMatchObject({ verdict: 'refused', reasons: [{ code: 'command.not-a-file' }] });
    const released = lines.filter(({ verdict }) => verdict === 'released');
    expect(released).toHaveLength(files.length + 1);
    // The copy is the same object of the same instance, and has a file of its own all the same: nobody has to guess what became of an input.
    expect(new Set(released.map((line) => line.output)).size).toBe(released.length);
    expect(await filesBelow(out)).toEqual(released.map((line) => line.output!).sort());
    const numbers = identities.filter(({ kind, value }) => kind !== 'date' && /^[\x21-\x7e]{9,}$/.test(value));
    expect(numbers.length).toBeGreaterThan(10);
    for (const { output: path, sha256 } of released) {
      const bytes = await readFile(join(out, path!));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256.after);
      expect(path).toMatch(/^P[0-9A-Z]{16}\/2\.25\.\d+\/2\.25\.\d+\/2\.25\.\d+(-2)?\.dcm$/);
      expect(numbers.filter(({ value }) => bytes.includes(value))).toEqual([]);
    }
  });

  it('replaces alike under one secret and otherwise under another, however many work at it', async () => {
    const secret = join(folder, 'secret');
    const reports = ['a', 'b', 'c'].map((name) => join(folder, `${name}.jsonl`));
    const runs = [
      await run(study, join(folder, 'a'), '--report', reports[0]!, '--secret-file', secret),
      await run(study, join(folder, 'b'), '--report', reports[1]!, '--secret-file', secret, '--jobs', '2'),
      await run(study, join(folder, 'c'), '--report', reports[2]!),
    ];
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    const [first, second, other] = await Promise.all(reports.map(async (path) => verdicts(await report(path))));
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('refuses what could overwrite something, in one sentence', async () => {
    await mkdir(join(folder, 'full'));
    await writeFile(join(folder, 'full', 'kept'), 'kept');
    expect(await run(study, join(folder, 'full'))).toMatchObject({
      code: 1,
      output: expect.stringContaining('deidentify.output-not-empty'),
    });
    expect(await run(study, join(study, 'out'))).toMatchObject({ code: 1, output: expect.stringContaining('deidentify.folders-overlap') });
    expect(await run(join(folder, 'nowhere'), join(folder, 'x'))).toMatchObject({
      code: 1,
      output: expect.stringContaining('deidentify.input-unreadable'),
    });
    expect(await run(study, join(folder, 'x'), '--options', 'retain-all')).toMatchObject({ code: 1 });
    expect(await readdir(join(folder, 'full'))).toEqual(['kept']);
  });
});

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
