import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FilePool } from '../../apps/cli/deidentify/file-pool';
import { sha256Of } from '../../apps/cli/demo/collection.act';
import { generateChestCtStudy } from '../fixtures/synthetic-study';
import { newAsset, newHospital, withExchange, type BenchExchange, type BenchPerson } from './bench-exchange';
import { figure, inTurns, median, rounded, type Figure } from './figure';
import { memoryOf } from './process-memory';

/** `GOVERNANCE_FILES` asks for others; with fewer than a thousand, the steps of the case weigh more than the files. */
const FILES = Number(process.env['GOVERNANCE_FILES'] ?? 1000);
const ROUNDS = 3;
const PROCESSES = 2;
const UPLOADS_AT_ONCE = 4;
const UID_DIGITS = 8;

/** Governance through the queue, with database and object store, from `start` to `review`, against the engine alone on the same files in as many processes; by the clock. */
export const governanceBench = (): Promise<Figure> =>
  withExchange(async (exchange) => {
    const { folder } = exchange.database;
    const source = join(folder, 'source');
    const files = await slices(source);
    const cases: string[] = [];
    const person = await newHospital(exchange);
    for (let round = 0; round < ROUNDS; round += 1) cases.push(await sealedCase(person, source, files));
    const cpu: number[] = [];
    const ours = async (): Promise<number> => {
      const caseId = cases.pop()!;
      const began = performance.now();
      await person.command('governance', caseId, 'start');
      const { data } = await person.waitFor<Governed>('governance', caseId, 'review', 'blocked');
      const rate = files.length / ((performance.now() - began) / 1000);
      if (data.measured?.tally.released !== files.length) throw new Error(`not everything was released: ${JSON.stringify(data.blocked)}`);
      cpu.push(data.measured.cpuMilliseconds / files.length);
      return rate;
    };
    const turns = await inTurns(ROUNDS, ours, () => engineRate(exchange, source, files));
    const { peakMb } = await memoryOf(exchange.server.pids.worker!);
    return figure('governance', 'files/s', turns, {
      files: files.length,
      'processes of the engine': PROCESSES,
      'processor time booked, ms a file': rounded(median(cpu)),
      'worker beside its engine at the highest, MB': peakMb,
    });
  });

interface Governed {
  readonly blocked: object | null;
  readonly measured: { readonly tally: { readonly released: number }; readonly cpuMilliseconds: number } | null;
}

/** Slices of 512 × 512: some are made, and multiplied under instance UIDs of their own. */
async function slices(folder: string): Promise<readonly string[]> {
  const made = await generateChestCtStudy({ folder, patients: 2, slicesPerSeries: 50, rows: 512, columns: 512, seed: 'bench' });
  const files = [...made.files];
  for (let copy = 1; files.length < FILES; copy += 1) {
    for (const file of made.files.slice(0, FILES - files.length)) {
      const name = `${file}.${copy}`;
      await writeFile(join(folder, name), renumbered(await readFile(join(folder, file)), copy));
      files.push(name);
    }
  }
  return files;
}

/** The same object under another instance UID of the same length, in the file meta information and in the data set. */
function renumbered(bytes: Buffer, copy: number): Buffer {
  const at = bytes.indexOf(Buffer.from([0x02, 0x00, 0x03, 0x00])) + 8;
  const uid = bytes
    .subarray(at, at + bytes.readUInt16LE(at - 2))
    .toString('latin1')
    .replace(/\0$/, '');
  const other = uid.slice(0, -UID_DIGITS) + String(10 ** UID_DIGITS - copy).slice(-UID_DIGITS);
  const result = Buffer.from(bytes);
  for (let found = result.indexOf(uid); found >= 0; found = result.indexOf(uid, found + 1)) result.write(other, found, 'latin1');
  return result;
}

/** An asset whose files were uploaded and sealed, and whose governance is planned. */
async function sealedCase(person: BenchPerson, source: string, files: readonly string[]): Promise<string> {
  const assetId = await newAsset(person);
  const collection = await person.open(`/api/assets/${assetId}/collections`, { part: 'version' });
  await person.command('collections', collection, 'begin-receiving');
  const rest = files.values();
  const lane = async (): Promise<void> => {
    for (const file of rest) {
      const path = join(source, file);
      await person.putFile(
        `/api/collections/${collection}/files/${file.split('/').map(encodeURIComponent).join('/')}`,
        path,
        await sha256Of(path),
      );
    }
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, lane));
  await person.command('collections', collection, 'seal');
  await person.waitFor('assets', assetId, 'governance');
  return person.open(`/api/assets/${assetId}/governance`, {});
}

/** Files a second by the clock in as many processes, started for it; what they write goes to the same disk, unsynced. */
async function engineRate({ database }: BenchExchange, source: string, files: readonly string[]): Promise<number> {
  const out = join(database.folder, 'out');
  await rm(out, { recursive: true, force: true });
  await mkdir(out);
  const began = performance.now();
  const pool = new FilePool(PROCESSES, { secret: '07'.repeat(32), options: [] }, () => undefined);
  await pool.perform(files.map((file, number) => ({ number, input: join(source, file), output: join(out, String(number)) })));
  const seconds = (performance.now() - began) / 1000;
  if ((await readdir(out)).length !== files.length) throw new Error('the engine did not release every file');
  return files.length / seconds;
}
