import { type Preview } from '#libs/deidentification/dicom';
import { type DoneFile, type EngineFault, type EngineSettings, type EngineTask, type PreviewTask } from './engine.port';

/** To a process of the engine, in the form of `node:v8`. What is to be done is answered in its order. */
export type EngineMessage =
  | { readonly begin: number; readonly settings: Omit<EngineSettings, 'secret'> & { readonly secret: Uint8Array } }
  | { readonly end: number }
  | { readonly requests: readonly EngineRequest[] };

export type EngineRequest = { readonly session: number; readonly task: EngineTask } | { readonly preview: PreviewTask };

/** Back: first that it began; then answers, the first of which has the number `from`, counted by each process from 0. */
export type EngineNews =
  | { readonly ready: true }
  | {
      readonly from: number;
      readonly answers: readonly EngineAnswer[];
      /** It holds more memory than it may keep, and is to be ended. */
      readonly grown: boolean;
    };

/** The text of actions comes once a session from each process; after that their digest stands for it. */
export type EngineAnswer =
  | { readonly done: Omit<DoneFile, 'actions'>; readonly digest: string | null; readonly text?: string }
  | { readonly preview: (Omit<Preview, 'png'> & { readonly png: Uint8Array }) | null }
  | { readonly fault: Pick<EngineFault, 'at' | 'code'> };
