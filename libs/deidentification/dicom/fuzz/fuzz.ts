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
  readonly progress?: (done: number) => void;
}

export interface FuzzReport {
  readonly inputs: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Inputs that threw, whose output could not be read again, or that took longer than `LONGEST_INPUT_MS`; by their number in the run. */
  readonly failures: readonly { readonly input: number; readonly problem: string }[];
  readonly slowestMs: number;
  readonly peakMemoryBytes: number;
}

const LONGEST_INPUT_MS = 5000;
const LARGEST_SEED_BYTES = 64 * 1024;
const MOST_FAILURES = 20;

/** Feeds mutated objects to the engine. The same seed, count and folder give the same inputs. */
export async function fuzz({ count, seed = 1, from = 0, folder, progress }: FuzzOptions): Promise<FuzzReport> {
  const originals = seeds(folder);
  const pseudonymizer = new Pseudonymizer(Buffer.alloc(32, 1));
  const options = { secret: Buffer.alloc(32, 1) };
  const verdicts: Record<Verdict, number> = { released: 0, quarantined: 0, refused: 0 };
  const failures: { input: number; problem: string }[] = [];
  let done = 0;
  let slowestMs = 0;
  let peakMemoryBytes = 0;
  for (let input = from; input < from + count && failures.length < MOST_FAILURES; input += 1) {
    const random = randomFrom(seed * 0x9e3779b1 + input);
    const bytes = mutate(originals[Math.floor(random() * originals.length)] ?? Buffer.alloc(0), random);
    const started = performance.now();
    try {
      verdicts[await attempt(bytes, pseudonymizer, options)] += 1;
    } catch (error) {
      failures.push({ input, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
    done += 1;
    const took = performance.now() - started;
    slowestMs = Math.max(slowestMs, took);
    if (took > LONGEST_INPUT_MS) failures.push({ input, problem: `took ${Math.round(took)} ms` });
    if (input % 1000 === 0) {
      peakMemoryBytes = Math.max(peakMemoryBytes, process.memoryUsage().rss);
      progress?.(input);
    }
  }
  return { inputs: done, verdicts, failures, slowestMs, peakMemoryBytes };
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
