import { type EngineAnswer, type EngineRequest } from './engine-message';
import { performTask } from './engine-task';
import { EngineFault, type EngineSettings, type EngineTask } from './engine.port';

interface Session {
  readonly settings: EngineSettings;
  readonly told: Set<string>;
}

const sessions = new Map<number, Session>();

/** In the order of arrival, one at a time: when this process dies, the first unanswered file is the one that it died on. */
let last: Promise<void> = Promise.resolve();
process.on('message', (request: EngineRequest) => {
  last = last.then(() => serve(request));
});
// A terminal's Ctrl-C reaches the whole group: the worker decides when this ends, by ending the channel.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit());
answer({ ready: true });

async function serve(request: EngineRequest): Promise<void> {
  if ('begin' in request) {
    const settings = { secret: Buffer.from(request.secret, 'base64'), options: request.options };
    sessions.set(request.begin, { settings, told: new Set() });
  } else if ('end' in request) sessions.delete(request.end);
  else answer(await perform(request.task, sessions.get(request.session)!));
}

async function perform(task: EngineTask, { settings, told }: Session): Promise<EngineAnswer> {
  try {
    const { actions, ...outcome } = await performTask(task, settings);
    const done = { file: task.file, outcome, digest: actions?.digest ?? null };
    if (!actions || told.has(actions.digest)) return done;
    told.add(actions.digest);
    return { ...done, text: actions.text };
  } catch (error) {
    if (error instanceof EngineFault) return { file: task.file, fault: { at: error.at, code: error.code } };
    throw error; // A defect of the engine: it ends here, and costs this file alone.
  }
}

function answer(message: EngineAnswer): void {
  process.send?.(message);
}
