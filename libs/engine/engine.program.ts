import { createTextRecognizer, renderPreview } from '#libs/deidentification/dicom';
import { type EngineAnswer, type EngineMessage, type EngineNews, type EngineRequest } from './engine-message';
import { performTask } from './engine-task';
import { EngineFault, type EngineSettings } from './engine.port';

/** A message costs as much as a tenth of a slice: answers wait so long for each other. */
const ANSWERS_WAIT_MS = 25;

interface Session {
  readonly settings: EngineSettings;
  readonly told: Set<string>;
}

const retireAboveBytes = Number(process.argv[2]) * 1e6;
const sessions = new Map<number, Session>();
// Starts with the first picture that has to be read: most datasets have none.
const recognizer = createTextRecognizer();
let answers: EngineAnswer[] = [];
let answered = 0;
let toldAt = 0;

/** In the order of arrival, one at a time: when this process dies, it was on one of the unanswered requests. */
let last: Promise<void> = Promise.resolve();
process.on('message', (message: EngineMessage) => {
  last = last.then(() => serve(message));
});
// A terminal's Ctrl-C reaches the whole group: the parent decides when this ends, by ending the channel.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit());
tell({ ready: true });

async function serve(message: EngineMessage): Promise<void> {
  if ('begin' in message) {
    const { begin, settings } = message;
    sessions.set(begin, { settings: { ...settings, secret: Buffer.from(settings.secret) }, told: new Set() });
  } else if ('end' in message) sessions.delete(message.end);
  else await answerAll(message.requests);
}

async function answerAll(requests: readonly EngineRequest[]): Promise<void> {
  toldAt = performance.now();
  try {
    for (const request of requests) {
      answers.push(await answerTo(request));
      if (performance.now() - toldAt >= ANSWERS_WAIT_MS) tellAnswers();
    }
  } finally {
    tellAnswers();
  }
}

function tellAnswers(): void {
  if (answers.length === 0) return;
  tell({ from: answered, answers, grown: process.memoryUsage.rss() > retireAboveBytes });
  answered += answers.length;
  answers = [];
  toldAt = performance.now();
}

async function answerTo(request: EngineRequest): Promise<EngineAnswer> {
  try {
    if ('preview' in request) {
      const { input, frame, longestSide } = request.preview;
      return { preview: await renderPreview(input, { frame, longestSide }) };
    }
    const { settings, told } = sessions.get(request.session)!;
    const { actions, ...done } = await performTask(request.task, settings, recognizer);
    if (!actions || told.has(actions.digest)) return { done, digest: actions?.digest ?? null };
    told.add(actions.digest);
    return { done, digest: actions.digest, text: actions.text };
  } catch (error) {
    if (error instanceof EngineFault) return { fault: { at: error.at, code: error.code } };
    throw error; // A defect of the engine: it ends here, and costs this file alone.
  }
}

function tell(news: EngineNews): void {
  process.send?.(news);
}
