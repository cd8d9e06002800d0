import { spawn } from 'node:child_process';

/**
 * Stops Postgres when this process dies without having stopped it, kill -9 included: a shell waits on a pipe whose other end
 * only this process holds. It signals only while `postmaster.pid` still names that pid, so a pid used anew is safe.
 * On Windows there is no such guard.
 * @returns ends the guard; Postgres is left alone.
 */
export function guardAgainstOrphan(postgresPid: number, clusterFolder: string): () => void {
  if (process.platform === 'win32') return () => undefined;
  const script = 'read -r _; read -r pid < "$2/postmaster.pid" && [ "$pid" = "$1" ] && kill -INT "$1"';
  const guard = spawn('/bin/sh', ['-c', script, 'guard', String(postgresPid), clusterFolder], {
    // A session of its own: Ctrl-C reaches the whole group, and the guard must live on.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  (guard.stdin as unknown as { unref(): void }).unref();
  return () => guard.kill('SIGKILL');
}
