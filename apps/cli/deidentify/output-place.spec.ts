import fc from 'fast-check';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileOutcome } from './file-task';
import { OutputPlaces, pathPart } from './output-place';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'output-place-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const hostile = fc.oneof(fc.string(), fc.constantFrom('..', '.', '', '../../etc', 'a/b', '1.2\0', 'a\\b', '..\\..', 'AUX', 'nul', '1.2-2'));
const filesOf = (path: string): string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(path, name)).isFile());

it('keeps a UID and a pseudonym as they are', () => {
  for (const text of ['2.25.3141592653589793', 'P0123456789ABCDEF', 'no-study', 'file-12']) expect(pathPart(text)).toBe(text);
});

it('leads out of no folder, whatever text was retained', () => {
  fc.assert(fc.property(hostile, (text) => expect(join('/out', pathPart(text), 'x')).toMatch(/^\/out\/[0-9A-Za-z.-]+\/x$/)));
});

it('gives texts that differ names that differ in more than their case', () => {
  const text = fc.oneof(hostile, fc.constantFrom('1.2', '1.2.a', '1.2.A', 'P0123456789ABCDEF', 'p0123456789abcdef', 'UNNAMED', 'file-2'));
  fc.assert(fc.property(text, text, (one, other) => one === other || pathPart(one).toLowerCase() !== pathPart(other).toLowerCase()));
});

// Few texts, so that places meet: the same instance again, UIDs that differ in case, one that ends like a number put behind another.
const uid = fc.constantFrom(null, '1.2', '1.2-2', '1.2.A', '1.2.a', '../x');
const pseudonyms = fc.record({ patient: fc.constantFrom(null, 'P0123456789ABCDEF'), study: uid, series: uid, instance: uid });

it('gives each file a place of its own, and leaves alone what lies there', () => {
  fc.assert(
    fc.property(fc.array(pseudonyms, { minLength: 1, maxLength: 12 }), (outcomes) => {
      const out = mkdtempSync(join(folder, 'out-'));
      // Two runs that know nothing of each other share the folder.
      const places = [new OutputPlaces(out), new OutputPlaces(out)];
      const settled = outcomes.map((each, number) => settle(places[number % 2]!, number, each));
      expect(new Set(settled.map((path) => path.toLowerCase())).size).toBe(outcomes.length);
      settled.forEach((path, number) => expect(readFileSync(join(out, path), 'utf8')).toBe(`content of ${number}`));
      expect(filesOf(out)).toHaveLength(outcomes.length);
    }),
    { numRuns: 60 },
  );
});

it('gives equal objects a file each', () => {
  const places = new OutputPlaces(folder);
  const same = { patient: 'P0123456789ABCDEF', study: '1.2', series: '1.3', instance: '1.4' };
  expect([1, 2, 3].map((number) => settle(places, number, same))).toEqual([
    'P0123456789ABCDEF/1.2/1.3/1.4.dcm',
    'P0123456789ABCDEF/1.2/1.3/1.4-2.dcm',
    'P0123456789ABCDEF/1.2/1.3/1.4-3.dcm',
  ]);
});

it('loses no file to another process that fills the same places', async () => {
  const out = join(folder, 'out');
  mkdirSync(join(out, 'P0123456789ABCDEF/1.2/1.3'), { recursive: true });
  // The other process makes the same names, in the way of one who must not overwrite either.
  const program = `const fs=require('node:fs');let made=0;for(let n=2;made<200;n+=1)try{fs.writeFileSync(process.argv[1]+'-'+n+'.dcm','other',{flag:'wx'});made+=1}catch{}`;
  const other = spawn(process.execPath, ['-e', program, join(out, 'P0123456789ABCDEF/1.2/1.3/1.4')]);
  const ended = once(other, 'exit');
  const places = new OutputPlaces(out);
  const same = { patient: 'P0123456789ABCDEF', study: '1.2', series: '1.3', instance: '1.4' };
  let number = 0;
  while (other.exitCode === null && number < 2000) {
    settle(places, (number += 1), same);
    await new Promise(setImmediate);
  }
  expect(await ended).toEqual([0, null]);
  const contents = filesOf(out).map((name) => readFileSync(join(out, name), 'utf8'));
  expect(contents.filter((content) => content === 'other')).toHaveLength(200);
  expect(new Set(contents).size).toBe(number + 1);
}, 30_000);

function settle(places: OutputPlaces, number: number, outcome: FileOutcome['pseudonyms']): string {
  const partial = join(folder, `partial-${number}`);
  writeFileSync(partial, `content of ${number}`);
  return places.settle(partial, number, outcome);
}
