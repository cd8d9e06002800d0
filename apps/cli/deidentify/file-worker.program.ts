import { accessSync, constants } from 'node:fs';
import { deidentifyFile } from '#libs/deidentification/dicom';
import { type FileAnswer, type FileTask, refusedOutcome, SETTINGS_VARIABLE, type WorkerSettings } from './file-task';

const settings = JSON.parse(process.env[SETTINGS_VARIABLE] ?? 'null') as WorkerSettings;
const options = { secret: Buffer.from(settings.secret, 'hex'), retain: settings.options };

/** In the order of arrival, one at a time: when this process dies, the first unanswered file is the one that it died on. */
let last: Promise<void> = Promise.resolve();
process.on('message', (task: FileTask) => {
  last = last.then(() => perform(task)).then((answer) => void process.send?.(answer));
});
process.on('disconnect', () => process.exit());

async function perform({ number, input, output }: FileTask): Promise<FileAnswer> {
  try {
    const { verdict, reasons, sha256, pseudonyms } = await deidentifyFile(input, output, options);
    return { number, outcome: { verdict, reasons, sha256, pseudonyms } };
  } catch (error) {
    if (!isReadable(input)) return { number, outcome: refusedOutcome('command.unreadable') };
    return { number, fault: (error as NodeJS.ErrnoException).code ?? (error as Error).name };
  }
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
