import { pino, type Logger } from 'pino';
import { RefusalError } from '#libs/kernel';

/** Told to the parent process, where there is one, as soon as the program serves. */
export interface ReadyMessage {
  readonly ready: true;
}

const EXIT_LIMIT_MS = 30_000;
/**
 * Calls to the file system at a time. Most of those that store a file wait for the disk: with Node's four, files that come in side by side would wait
 * for one another.
 */
const FILE_THREADS = '16';

/**
 * Runs a process of the exchange: `begin` starts it and answers how to stop it. SIGINT and SIGTERM stop it in order, and so does the end of a
 * parent that started it over IPC. What it refuses to start for is one line in the log.
 */
export async function runProgram(name: string, begin: (logger: Logger) => Promise<() => Promise<void>>): Promise<void> {
  // Read at the first call to the file system that does not block.
  process.env['UV_THREADPOOL_SIZE'] ??= FILE_THREADS;
  const logger = pino({ base: { program: name }, level: process.env['LOG_LEVEL'] || 'info' });
  try {
    const stop = await begin(logger);
    const end = once(async (reason: string) => {
      logger.info({ reason }, 'stopping');
      setTimeout(() => process.exit(1), EXIT_LIMIT_MS).unref();
      await stop();
      process.exit(0);
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(signal));
    process.on('disconnect', () => void end('the parent ended'));
    process.send?.({ ready: true } satisfies ReadyMessage);
  } catch (error) {
    logger.fatal(faultOf(error), 'did not start');
    process.exitCode = 1;
    process.disconnect?.();
  }
}

const faultOf = (error: unknown): object =>
  error instanceof RefusalError
    ? { code: error.refusal.code, reason: error.refusal.message }
    : { reason: (error as Error).stack ?? String(error) };

function once<A>(work: (argument: A) => Promise<void>): (argument: A) => Promise<void> {
  let running: Promise<void> | undefined;
  return (argument) => (running ??= work(argument));
}
