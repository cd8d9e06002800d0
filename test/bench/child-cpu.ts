import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Processor seconds, user and system, of a program and of all it started; rejects where it fails. */
export async function cpuSecondsOf(program: string, ...parameters: string[]): Promise<number> {
  // `times` tells them of the shell itself first, then of what it waited for.
  const { stdout } = await run('sh', ['-c', '"$@" > /dev/null 2>&1 || exit 1; times', 'sh', program, ...parameters], {
    maxBuffer: MOST_OUTPUT_BYTES,
  });
  const children = stdout.trim().split('\n').at(-1) ?? '';
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}

export async function isInstalled(program: string): Promise<boolean> {
  return run('sh', ['-c', 'command -v "$1"', 'sh', program]).then(
    () => true,
    () => false,
  );
}
