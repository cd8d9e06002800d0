import { accessSync, constants } from 'node:fs';
import { createTextRecognizer, deidentifyFile } from '#libs/deidentification/dicom';
import {
  type FileAnswer,
  type FileAnswers,
  type FileBatch,
  type FileTask,
  refusedOutcome,
  SETTINGS_VARIABLE,
  type WorkerSettings,
} from './file-task';

/** A message costs as much as a tenth of a slice: answers wait so long for each other. */
const ANSWERS_WAIT_MS = 25;

const settings = JSON.parse(process.env[SETTINGS_VARIABLE] ?? 'null') as WorkerSettings;
// Starts with the first picture that has to be read: most folders have none.
const recognizer = createTextRecognizer();
const options = { secret: Buffer.from(settings.secret, 'hex'), retain: settings.options, recognizer };
const send = (answers: FileAnswers): void => void process.send?.(answers);

/** In the order of arrival, one at a time: when this process dies, it was on one of the unanswered files. */
let last: Promise<void> = Promise.resolve();
process.on('message', (batch: FileBatch) => {
  last = last.then(() => performAll(batch));
});
process.on('disconnect', () => process.exit());
send([]);

async function performAll(batch: FileBatch): Promise<void> {
  let answers: FileAnswer[] = [];
  let sentAt = performance.now();
  for (const task of batch) {
    answers.push(await perform(task));
    if (performance.now() - sentAt < ANSWERS_WAIT_MS) continue;
    send(answers);
    [answers, sentAt] = [[], performance.now()];
  }
  if (answers.length > 0) send(answers);
}

async function perform({ number, input, output }: FileTask): Promise<FileAnswer> {
  const path = typeof input === 'string' ? input : Buffer.from(input);
  try {
    const { verdict, reasons, sha256, pseudonyms } = await deidentifyFile(path, output, options);
    return { number, outcome: { verdict, reasons, sha256, pseudonyms } };
  } catch (error) {
    if (!isReadable(path)) return { number, outcome: refusedOutcome('command.unreadable') };
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error; // A defect of the engine: this process ends here, and it costs this file alone.
    return { number, fault: code };
  }
}

function isReadable(path: string | Buffer): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
