import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { runDemo } from '../../apps/cli/demo/demo-run';
import { LiveView } from '../../apps/cli/demo/live-view';
import { PASSWORD, withExchange } from './bench-exchange';
import { type Figure, rounded } from './figure';
import { memoryOf } from './process-memory';

/** Memory of API and worker, at rest after their start and at its highest under the demo. The anchor is a bare Node process of the same moment; ours is the larger of the two at its highest, so less is better. */
export const memoryBench = (): Promise<Figure> =>
  withExchange(async ({ server, database }) => {
    const pids = { api: server.pids.api!, worker: server.pids.worker! };
    const rest = { api: await memoryOf(pids.api), worker: await memoryOf(pids.worker) };
    const view = new LiveView(new PassThrough().resume() as unknown as NodeJS.WriteStream, false);
    await runDemo({ server, dataFolder: database.folder, password: PASSWORD, view });
    const after = { api: await memoryOf(pids.api), worker: await memoryOf(pids.worker) };
    const anchor = await bareNodeMb();
    const peak = Math.max(after.api.peakMb, after.worker.peakMb);
    return {
      name: 'memory',
      ours: peak,
      anchor,
      ratio: rounded(peak / anchor),
      unit: 'MB at the highest',
      details: {
        'API at rest, MB': rest.api.nowMb,
        'worker at rest, MB': rest.worker.nowMb,
        'API under the demo, MB': after.api.peakMb,
        'worker under the demo, MB': after.worker.peakMb,
      },
    };
  });

async function bareNodeMb(): Promise<number> {
  const child = spawn(process.execPath, ['-e', "process.stdout.write('up'); setInterval(() => undefined, 1000)"], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await once(child.stdout, 'data');
    return (await memoryOf(child.pid!)).nowMb;
  } finally {
    child.kill();
  }
}
