import { type Preview, type ProfileOption } from '#libs/deidentification/dicom';
import { type EngineFault, type EngineOutcome, type EngineTask, type PreviewTask } from './engine.port';

/** From a worker to a process of the engine. Answers come in the order of the tasks, numbered by each process from 1. */
export type EngineRequest =
  | { readonly begin: number; readonly secret: string; readonly options: readonly ProfileOption[]; readonly patients?: string }
  | { readonly session: number; readonly task: EngineTask }
  | { readonly preview: PreviewTask }
  | { readonly end: number };

/** Back. */
export type EngineAnswer = { readonly ready: true } | ({ readonly number: number } & TaskAnswer);

/** The text of actions comes once a session from each process; after that their digest stands for it. A picture is in base64. */
export type TaskAnswer =
  | { readonly outcome: Omit<EngineOutcome, 'actions'>; readonly digest: string | null; readonly text?: string }
  | { readonly preview: (Omit<Preview, 'png'> & { readonly png: string }) | null }
  | { readonly fault: Pick<EngineFault, 'at' | 'code'> };
