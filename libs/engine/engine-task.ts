import { deidentifyFile, type TextRecognizer } from '#libs/deidentification/dicom';
import { canonicalJson, sha256Hex } from '#libs/kernel';
import { EngineFault, type DoneActions, type DoneFile, type EngineSettings, type EngineTask } from './engine.port';
import { indexOfRun, patientKeyBy } from './patient-key';

/** De-identifies one file in this process. What the file holds leads to a verdict; what the machine refuses is thrown as `EngineFault`. */
export async function performTask(task: EngineTask, settings: EngineSettings, recognizer: TextRecognizer): Promise<DoneFile> {
  const full = settings.detail === 'full';
  const began = full ? process.cpuUsage() : null;
  const index = indexOfRun(settings);
  const patients = index && patientKeyBy(index);
  const input = typeof task.input === 'string' ? task.input : Buffer.from(task.input);
  const given = {
    secret: settings.secret,
    retain: settings.options,
    recognizer,
    ...(task.pixels && { pixels: task.pixels }),
    ...(patients && { patientKey: patients.patientKey }),
  };
  const done = await deidentifyFile(input, task.output, given).catch((error: unknown) => {
    throw isSystemError(error) ? faultOf(error, task) : error;
  });
  const { verdict, reasons, pseudonyms, sha256, bytes } = done;
  const joined = patients && pseudonyms.patient !== null ? { joined: patients.joined() } : {};
  const file = { lost: null, verdict, reasons, pseudonyms, sha256, bytes: bytes.after, ...joined };
  if (!began) return { ...file, facts: null, actions: null, cpuMicroseconds: 0 };
  const actions = actionsOf(done.actions);
  const { user, system } = process.cpuUsage(began);
  return { ...file, facts: done.facts, actions, cpuMicroseconds: user + system };
}

function actionsOf(actions: readonly object[]): DoneActions | null {
  if (actions.length === 0) return null;
  const text = canonicalJson(actions);
  return { digest: sha256Hex(text), text };
}

type SystemError = NodeJS.ErrnoException & { readonly code: string; readonly syscall: string };

/** Node's own errors have codes too (`ERR_OUT_OF_RANGE`): those are defects of the engine, which cost the file and not the run. */
const isSystemError = (error: unknown): error is SystemError =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).errno === 'number' && 'syscall' in error && 'code' in error;

/** What can't be opened is named in the error; what is read is the input, for the output is only written. */
const faultOf = ({ code, syscall, path }: SystemError, { input }: EngineTask): EngineFault => {
  const ofInput = /^p?readv?$|^fstat$/.test(syscall) || (path !== undefined && Buffer.from(input).equals(Buffer.from(path)));
  return new EngineFault(ofInput ? 'input' : 'output', code);
};
