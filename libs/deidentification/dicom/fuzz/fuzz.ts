import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MemorySource } from '../byte-source';
import { parseDicomFile } from '../file-parser';
import { prepare } from '../prepared-file';
import { Pseudonymizer } from '../pseudonym';
import { verdictOf, type Verdict } from '../reason';
import { sampleElements, sampleFile } from '../sample-object';
import { EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE } from '../transfer-syntax';
import { mutate, randomFrom } from './mutation';

export interface FuzzOptions {
  readonly count: number;
  readonly seed?: number;
  /** Number of the first input: to repeat one that failed, its number with a count of 1. */
  readonly from?: number;
  /** Real files to mutate beside the synthetic ones; larger ones than 64 KiB are left out. */
  readonly folder?: string;
  /** Told before each input; a run ends before one for which it answers false. */
  readonly before?: (input: number) => boolean;
}

export interface FuzzReport {
  readonly inputs: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Inputs that threw, whose output could not be read again, or that took longer than `LONGEST_INPUT_MS`; by their number in the run. */
  readonly failures: readonly FuzzFailure[];
  /** Of processor time: what else the machine does is not the input's fault. */
  readonly slowestMs: number;
}

export interface FuzzFailure {
  readonly input: number;
  readonly problem: string;
}

const LONGEST_INPUT_MS = 5000;
const LARGEST_SEED_BYTES = 64 * 1024;
export const MOST_FAILURES = 20;

/** Feeds mutated objects to the engine. The same seed, number and folder give the same input. */
export async function fuzz({ count, seed = 1, from = 0, folder, before = () => true }: FuzzOptions): Promise<FuzzReport> {
  const originals = seeds(folder);
  const pseudonymizer = new Pseudonymizer(Buffer.alloc(32, 1));
  const options = { secret: Buffer.alloc(32, 1) };
  const verdicts: Record<Verdict, number> = { released: 0, quarantined: 0, refused: 0 };
  const failures: FuzzFailure[] = [];
  let slowestMs = 0;
  let input = from;
  for (; input < from + count && failures.length < MOST_FAILURES && before(input); input += 1) {
    const random = randomFrom(seed * 0x9e3779b1 + input);
    const bytes = mutate(originals[Math.floor(random() * originals.length)] ?? Buffer.alloc(0), random);
    const began = process.cpuUsage();
    try {
      verdicts[await attempt(bytes, pseudonymizer, options)] += 1;
    } catch (error) {
      failures.push({ input, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
    const { user, system } = process.cpuUsage(began);
    const took = (user + system) / 1000;
    slowestMs = Math.max(slowestMs, took);
    if (took > LONGEST_INPUT_MS) failures.push({ input, problem: `took ${Math.round(took)} ms` });
  }
  return { inputs: input - from, verdicts, failures, slowestMs };
}

/** The verdict on one input; a released output must be readable again. */
async function attempt(bytes: Buffer, pseudonymizer: Pseudonymizer, options: { secret: Buffer }): Promise<Verdict> {
  const prepared = await prepare(new MemorySource(bytes), pseudonymizer, options);
  const verdict = verdictOf(prepared.reasons);
  if (verdict !== 'released' || !prepared.chunks) return verdict;
  const { source } = prepared;
  const output = Buffer.concat(
    prepared.chunks.map((chunk) => (Buffer.isBuffer(chunk) ? chunk : source.bytes(chunk.start, chunk.end - chunk.start))),
  );
  const again = parseDicomFile(new MemorySource(output));
  if (again.truncatedAt !== null) throw new Error('the output ends too early');
  return verdict;
}

function seeds(folder: string | undefined): Buffer[] {
  const synthetic = [EXPLICIT_LITTLE, IMPLICIT_LITTLE, EXPLICIT_BIG].map((encoding) =>
    sampleFile({ encoding, elements: sampleElements(encoding) }),
  );
  if (folder === undefined) return synthetic;
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => join(folder, path));
  const real = paths.filter((path) => statSync(path).isFile() && statSync(path).size <= LARGEST_SEED_BYTES);
  return [...synthetic, ...real.map((path) => readFileSync(path))];
}
