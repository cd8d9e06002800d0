import { InvalidArgumentError, type Command } from 'commander';
import { isId, type Refusal } from '#libs/kernel';
import { accessToken, TOKEN_VARIABLE } from './submit/access-token';
import { submitFolder, type SubmissionTotals } from './submit/submit-folder';
import { duration, size, TransferBar } from './submit/transfer-bar';
import { fail } from './terminal';

interface Options {
  readonly asset: string;
  readonly server: URL;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly jobs: number;
  readonly seal?: boolean;
  readonly json?: true;
}

const MOST_JOBS = 32;
/** What ended a run, and may be over when it is run again, perhaps with another token. */
const PASSING: ReadonlySet<string> = new Set(['submit.no-answer', 'storage.no-space', 'identity.token-invalid', 'request.not-signed-in']);
/** As a shell counts what a Ctrl-C ended. */
const INTERRUPTED = 130;

/** `medbourse submit`: a folder into an asset's collection, from the machine where the data lies. */
export function addSubmit(program: Command): void {
  program
    .command('submit')
    .description(
      'send a folder into the collection of an asset; a second run sends only what is missing; exit code 0 when every file is there',
    )
    .argument('<folder>', 'a folder, or one file')
    .requiredOption('--asset <id>', 'the asset; its collection is opened where none is open', assetId)
    .requiredOption('--server <url>', 'address of the exchange', server)
    .option('--token-file <file>', 'file that holds a token of a person of the IT staff')
    .option('--token <token>', `the token itself; others can see a command line, so better --token-file or ${TOKEN_VARIABLE}`)
    .option('--jobs <count>', 'files that are sent at the same time', jobs, 4)
    .option('--seal', 'seal the collection at the end, where every file is there')
    .option('--json', 'one JSON line with the totals and the refused files on the standard output')
    .action(async (folder: string, { asset, token, tokenFile, seal = false, json, ...options }: Options) => {
      const secret = await accessToken({ token, tokenFile });
      if (!secret.ok) return fail(secret.refusal);
      const ending = new AbortController();
      endAtSignals(ending);
      const submitted = await submitFolder({
        ...{ folder, assetId: asset, token: secret.value, seal, signal: ending.signal, ...options },
        bar: new TransferBar(process.stderr),
        onWait: waitingLines(process.stderr),
        onRefused: (path, refusal) => process.stderr.write(`${printable(path)}: ${refusal.message} (${refusal.code})\n`),
      }).catch((error: unknown) => {
        if (ending.signal.aborted) return undefined;
        throw error;
      });
      if (!submitted) return interrupted();
      if (!submitted.ok) return failed(submitted.refusal, json);
      process.stderr.write(summary(submitted.value));
      if (seal && !submitted.value.sealed) process.stderr.write('not sealed: not every file is there\n');
      if (json) process.stdout.write(`${JSON.stringify(submitted.value)}\n`);
      process.exitCode = isWhole(submitted.value) ? 0 : 1;
    });
}

const isWhole = ({ refused, stopped }: SubmissionTotals): boolean => refused.length === 0 && stopped === null;

function summary({ files, sent, already, ignored, refused, sentBytes, seconds, sealed, stopped }: SubmissionTotals): string {
  const lines = [
    `${files} files: ${sent} sent, ${already} there already, ${refused.length} refused${ignored > 0 ? `, ${ignored} ignored` : ''}; ` +
      `${size(sentBytes)} in ${duration(seconds)}`,
    ...(sealed ? [`sealed: ${sealed.files} files, ${size(sealed.bytes)}, digest ${sealed.digest}`] : []),
    ...(stopped
      ? [`stopped: ${stopped.reason} (${stopped.code})${PASSING.has(stopped.code) ? '; the same command goes on from here' : ''}`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function failed(refusal: Refusal, json: true | undefined): never {
  if (json) process.stdout.write(`${JSON.stringify({ stopped: { code: refusal.code, reason: refusal.message } })}\n`);
  return fail(refusal);
}

function interrupted(): never {
  process.stderr.write('\nstopped; what was sent is kept, and the same command goes on from here\n');
  process.exit(INTERRUPTED);
}

const WAITING_LINE_MS = 30_000;

/** On a terminal the bar says it; a log has a line when the waiting begins, and now and then. */
function waitingLines(out: NodeJS.WriteStream): (reason: string) => void {
  let saidAt = -Infinity;
  return (reason) => {
    if (out.isTTY || performance.now() - saidAt < WAITING_LINE_MS) return;
    saidAt = performance.now();
    out.write(`waiting for the server (${reason}); tried again for up to 5 minutes\n`);
  };
}

/** What comes of a file stays at the server, so there is nothing to wait for. */
function endAtSignals(ending: AbortController): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.once(signal, () => process.exit(INTERRUPTED));
      ending.abort();
    });
  }
}

/** A name must not reach a terminal as more than text. */
const printable = (path: string): string => path.replace(/\p{Cc}|\p{Cf}/gu, '\ufffd');

function assetId(text: string): string {
  if (!isId(text.toLowerCase())) throw new InvalidArgumentError('The id of an asset, as its page and its address show it.');
  return text.toLowerCase();
}

function server(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw new InvalidArgumentError('An address such as https://exchange.example.');
  return url;
}

function jobs(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > MOST_JOBS) throw new InvalidArgumentError(`A number from 1 to ${MOST_JOBS}.`);
  return count;
}
