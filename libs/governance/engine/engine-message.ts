import { type ProfileOption } from '#libs/deidentification/dicom';
import { type EngineFault, type EngineOutcome, type EngineTask } from './engine.port';

/** From the worker to a process of the engine, in this order for each session. */
export type EngineRequest =
  | { readonly begin: number; readonly secret: string; readonly options: readonly ProfileOption[] }
  | { readonly session: number; readonly task: EngineTask }
  | { readonly end: number };

/** Back. The text of actions comes once a session from each process; after that their digest stands for it. */
export type EngineAnswer =
  | { readonly ready: true }
  | { readonly file: number; readonly outcome: Omit<EngineOutcome, 'actions'>; readonly digest: string | null; readonly text?: string }
  | { readonly file: number; readonly fault: Pick<EngineFault, 'at' | 'code'> };
