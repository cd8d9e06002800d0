import { closeSync, openSync, readSync } from 'node:fs';
import { deidentifyFile, isDicom, type TextRecognizer } from '#libs/deidentification/dicom';
import { canonicalJson, sha256Hex } from '#libs/kernel';
import { indexOfRun, patientKeyBy } from '../patient-key';
import { EngineFault, type DoneActions, type EngineOutcome, type EngineSettings, type EngineTask, type FileReason } from './engine.port';

const HEAD_BYTES = 1024;

/**
 * De-identifies one file in this process. A kind that no engine here understands is never passed by: it is held for a person. What the file
 * holds leads to a verdict; what the machine refuses is thrown as `EngineFault`.
 */
export async function performTask(task: EngineTask, settings: EngineSettings, recognizer: TextRecognizer): Promise<EngineOutcome> {
  const began = process.cpuUsage();
  if (!isDicom(headOf(task.input))) return heldOutcome('quarantined', { code: 'governance.kind-not-supported' });
  const { secret, options } = settings;
  const index = indexOfRun(settings);
  const patients = index && patientKeyBy(index);
  const given = {
    secret,
    retain: options,
    recognizer,
    ...(task.pixels && { pixels: task.pixels }),
    ...(patients && { patientKey: patients.patientKey }),
  };
  const done = await deidentifyFile(task.input, task.output, given).catch((error: NodeJS.ErrnoException) => {
    throw error.code === undefined ? error : new EngineFault('output', error.code);
  });
  const { verdict, reasons, pseudonyms, facts, sha256, bytes } = done;
  const { user, system } = process.cpuUsage(began);
  const outcome = { verdict, reasons, pseudonyms, facts, sha256, bytes: bytes.after };
  const joined = patients && pseudonyms.patient !== null ? { joined: patients.joined() } : {};
  return { ...outcome, ...joined, actions: actionsOf(done.actions), cpuMicroseconds: user + system };
}

/** A file that no engine changed, held for this reason. */
export const heldOutcome = (verdict: 'quarantined' | 'refused', reason: FileReason): EngineOutcome => ({
  verdict,
  reasons: [reason],
  pseudonyms: { patient: null, study: null, series: null, instance: null },
  facts: null,
  sha256: { before: null, after: null },
  bytes: null,
  actions: null,
  cpuMicroseconds: 0,
});

function actionsOf(actions: readonly object[]): DoneActions | null {
  if (actions.length === 0) return null;
  const text = canonicalJson(actions);
  return { digest: sha256Hex(text), text };
}

function headOf(path: string): Buffer {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const head = Buffer.alloc(HEAD_BYTES);
    return head.subarray(0, readSync(descriptor, head, 0, HEAD_BYTES, 0));
  } catch (error) {
    throw new EngineFault('input', (error as NodeJS.ErrnoException).code ?? 'UNKNOWN');
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
