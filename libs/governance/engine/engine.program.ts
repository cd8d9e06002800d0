import { createTextRecognizer, renderPreview } from '#libs/deidentification/dicom';
import { type EngineAnswer, type EngineRequest, type TaskAnswer } from './engine-message';
import { performTask } from './engine-task';
import { EngineFault, type EngineSettings, type EngineTask, type PreviewTask } from './engine.port';

interface Session {
  readonly settings: EngineSettings;
  readonly told: Set<string>;
}

const sessions = new Map<number, Session>();
const recognizer = createTextRecognizer();
let answered = 0;

/** In the order of arrival, one at a time: when this process dies, the first unanswered task is the one that it died on. */
let last: Promise<void> = Promise.resolve();
process.on('message', (request: EngineRequest) => {
  last = last.then(() => serve(request));
});
// A terminal's Ctrl-C reaches the whole group: the worker decides when this ends, by ending the channel.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit());
tell({ ready: true });

async function serve(request: EngineRequest): Promise<void> {
  if ('begin' in request) {
    const settings = {
      secret: Buffer.from(request.secret, 'base64'),
      options: request.options,
      ...(request.patients !== undefined && { patients: request.patients }),
    };
    sessions.set(request.begin, { settings, told: new Set() });
  } else if ('end' in request) sessions.delete(request.end);
  else tell({ number: (answered += 1), ...(await answerTo(request)) });
}

async function answerTo(request: Extract<EngineRequest, { task: EngineTask } | { preview: PreviewTask }>): Promise<TaskAnswer> {
  try {
    return 'preview' in request ? await show(request.preview) : await perform(request.task, sessions.get(request.session)!);
  } catch (error) {
    if (error instanceof EngineFault) return { fault: { at: error.at, code: error.code } };
    throw error; // A defect of the engine: it ends here, and costs this file alone.
  }
}

async function perform(task: EngineTask, { settings, told }: Session): Promise<TaskAnswer> {
  const { actions, ...outcome } = await performTask(task, settings, recognizer);
  const done = { outcome, digest: actions?.digest ?? null };
  if (!actions || told.has(actions.digest)) return done;
  told.add(actions.digest);
  return { ...done, text: actions.text };
}

async function show({ input, frame, longestSide }: PreviewTask): Promise<TaskAnswer> {
  const preview = await renderPreview(input, { frame, longestSide });
  return { preview: preview && { ...preview, png: preview.png.toString('base64') } };
}

function tell(message: EngineAnswer): void {
  process.send?.(message);
}
