import { MOST_FAILURES, type FuzzFailure, type FuzzReport } from '../../libs/deidentification/dicom/fuzz/fuzz';
import { FuzzProcess, type FuzzPart } from './fuzz-process';
import { type FuzzTask } from './fuzz.message';

export interface FuzzRunOptions extends Omit<FuzzTask, 'each'> {
  readonly progress?: (input: number) => void;
  /** For Node, of the processes. */
  readonly execArgv?: readonly string[];
  readonly longestSilenceMs?: number;
  /** Of any process, resident. */
  readonly mostMemoryBytes?: number;
}

export interface FuzzRunReport extends FuzzReport {
  /** Resident, of the process that had most. */
  readonly peakMemoryBytes: number;
  readonly processes: number;
}

const MOST_MEMORY_BYTES = 200e6;
/** An input has 5 s of processor; what else the machine does may take the rest. */
const LONGEST_SILENCE_MS = 60_000;
const RANGE = 1000;

/**
 * Fuzzes in processes of their own, one after the other: an input that hangs or kills one is a failure with a number and not the end of the run.
 * More memory than its bound (200 MB) in any of them is a failure too.
 */
export class FuzzRun {
  private readonly total = {
    inputs: 0,
    verdicts: { released: 0, quarantined: 0, refused: 0 },
    slowestMs: 0,
    peakMemoryBytes: 0,
    processes: 0,
  };
  private readonly failures: FuzzFailure[] = [];
  private process: FuzzProcess | null = null;

  constructor(private readonly options: FuzzRunOptions) {}

  async report(): Promise<FuzzRunReport> {
    const { from, count, progress } = this.options;
    try {
      for (let next = from; next < from + count && this.failures.length < MOST_FAILURES; progress?.(next)) {
        next = await this.range(next, Math.min(RANGE, from + count - next));
      }
    } finally {
      this.end();
    }
    return { ...this.total, failures: this.failures };
  }

  /** Answers with the next input to try. */
  private async range(from: number, count: number): Promise<number> {
    const part = await this.perform(from, count, false);
    if (part.report) return from + part.report.inputs;
    // Once more, input by input: what is done again comes to the same.
    const again = await this.perform(from, count, true);
    if (again.report) return from + again.report.inputs;
    const { at: input, problem } = again;
    for (let next = from; next < input;) {
      const before = await this.perform(next, input - next, false);
      if (!before.report) break;
      next += before.report.inputs;
    }
    this.failures.push({ input, problem });
    this.total.inputs += 1;
    return input + 1;
  }

  private async perform(from: number, count: number, each: boolean): Promise<FuzzPart> {
    const { seed, folder, longestSilenceMs = LONGEST_SILENCE_MS, execArgv = process.execArgv } = this.options;
    if (!this.process) this.total.processes += 1;
    this.process ??= new FuzzProcess(longestSilenceMs, execArgv);
    const part = await this.process.perform({ from, count, seed, each, ...(folder !== undefined && { folder }) });
    if (part.report) this.add(part.report, part.peakMemoryBytes, from);
    if (!part.report || part.report.inputs < count) this.end();
    return part;
  }

  private add({ inputs, verdicts, slowestMs, failures }: FuzzReport, peakMemoryBytes: number, from: number): void {
    const { total } = this;
    const { mostMemoryBytes = MOST_MEMORY_BYTES } = this.options;
    total.inputs += inputs;
    for (const verdict of ['released', 'quarantined', 'refused'] as const) total.verdicts[verdict] += verdicts[verdict];
    total.slowestMs = Math.max(total.slowestMs, slowestMs);
    this.failures.push(...failures);
    if (peakMemoryBytes > Math.max(mostMemoryBytes, total.peakMemoryBytes)) {
      const megabytes = Math.round(peakMemoryBytes / 1e6);
      this.failures.push({ input: from, problem: `${megabytes} MB of memory in one of the ${inputs} inputs from here` });
    }
    total.peakMemoryBytes = Math.max(total.peakMemoryBytes, peakMemoryBytes);
  }

  private end(): void {
    this.process?.end();
    this.process = null;
  }
}
