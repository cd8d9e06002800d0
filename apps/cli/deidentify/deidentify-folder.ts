import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { once } from 'node:events';
import { type Verdict } from '#libs/deidentification/dicom';
import { ok, refuse, type Result } from '#libs/kernel';
import { FilePool } from './file-pool';
import { refusedOutcome, type FileOutcome, type FileTask, type RunSettings } from './file-task';
import { type InputFiles, inputFilesOf } from './input-files';
import { OutputPlaces } from './output-place';
import { ProgressBar } from './progress-bar';

export interface FolderWork {
  readonly input: string;
  readonly output: string;
  readonly report?: string;
  readonly jobs: number;
  readonly settings: RunSettings;
}

export type Totals = Readonly<Record<Verdict, number>> & { readonly files: number };

/** De-identifies every file below a folder; one JSON line a file goes to the report, else to the standard output. */
export async function deidentifyFolder(work: FolderWork): Promise<Result<Totals>> {
  const found = await inputsOf(work);
  if (!found.ok) return found;
  const { files, others } = found.value;
  const partials = await mkdtemp(join(work.output, '.partial-'));
  const lines = work.report === undefined ? process.stdout : createWriteStream(work.report);
  const places = new OutputPlaces(work.output);
  const totals = { files: 0, released: 0, quarantined: 0, refused: 0 };
  const bar = new ProgressBar(process.stderr, files.length + others.length);
  const tell = (input: string, outcome: FileOutcome, output: string | null) => {
    const { verdict, reasons, sha256 } = outcome;
    lines.write(`${JSON.stringify({ input, output, verdict, reasons, sha256 })}\n`);
    totals.files += 1;
    totals[verdict] += 1;
    bar.show(totals.files);
  };
  const pool = new FilePool(work.jobs, work.settings, (task, outcome) => {
    const output = outcome.verdict === 'released' ? places.settle(task.output, task.number, outcome.pseudonyms) : null;
    tell(files[task.number]!.name, outcome, output);
  });
  const clearOnExit = endCleanly(pool, partials);
  try {
    for (const input of others) tell(input, refusedOutcome('command.not-a-file'), null);
    await pool.perform(files.map(({ path }, number): FileTask => ({ number, input: path, output: join(partials, String(number)) })));
  } finally {
    clearOnExit();
    await rm(partials, { recursive: true, force: true });
    if (lines !== process.stdout) await once(lines.end(), 'close');
  }
  return ok(totals);
}

/** The input's files, once it is sure that nothing of theirs or of anyone's can be overwritten. */
async function inputsOf({ input, output, report }: FolderWork): Promise<Result<InputFiles>> {
  const [from, to] = [resolve(input), resolve(output)];
  if (isWithin(to, from) || isWithin(from, to)) {
    return refuse('deidentify.folders-overlap', 'invalid', 'Input and output must not lie within each other.');
  }
  const files = await inputFilesOf(from).catch((error: NodeJS.ErrnoException) => error);
  if (files instanceof Error) return refuse('deidentify.input-unreadable', 'not-found', `The input can't be read (${files.code}).`);
  await mkdir(to, { recursive: true });
  // A report may stand beside the files, and an earlier one is written anew.
  const inTheWay = (await readdir(to)).filter((name) => report === undefined || resolve(report) !== join(to, name));
  if (inTheWay.length > 0) return refuse('deidentify.output-not-empty', 'conflict', `${output} is not empty.`);
  if (report !== undefined && isWithin(resolve(report), from)) {
    return refuse('deidentify.folders-overlap', 'invalid', 'The report must not lie within the input.');
  }
  if (report !== undefined && basename(report) !== '') await mkdir(dirname(resolve(report)), { recursive: true });
  return ok(files);
}

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** Ctrl-C leaves finished files and no half ones. */
function endCleanly(pool: FilePool, partials: string): () => void {
  const end = () => {
    void pool.stop();
    void rm(partials, { recursive: true, force: true }).then(() => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  return () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, end);
  };
}
