import { statSync } from 'node:fs';
import { EngineFault, EnginePool, type EnginePoolOptions, type EngineSession } from '#libs/engine';
import { refusedOutcome, type FileOutcome, type FileTask, type RunSettings } from './file-task';

/**
 * Does the files of one run in processes of the engine, so that a file which brings a process down, or hangs it, costs that file alone. Rejects
 * where an output can't be written, or where no process can be started.
 */
export class FilePool {
  private readonly engine: EnginePool;

  constructor(
    jobs: number,
    private readonly settings: RunSettings,
    private readonly done: (task: FileTask, outcome: FileOutcome) => void,
    options: Omit<EnginePoolOptions, 'processes'> = {},
  ) {
    this.engine = new EnginePool({ ...options, processes: jobs });
  }

  async perform(tasks: readonly FileTask[]): Promise<void> {
    const { secret, options } = this.settings;
    const session = this.engine.begin({ secret: Buffer.from(secret, 'hex'), options, detail: 'verdict' });
    const rest = tasks.values();
    const lane = async (): Promise<void> => {
      for (const task of rest) this.done(task, await outcomeOf(task, session));
    };
    try {
      await Promise.all(Array.from({ length: Math.min(this.engine.lanes, tasks.length) }, lane));
    } finally {
      await this.stop();
    }
  }

  stop(): Promise<void> {
    return this.engine.close();
  }
}

async function outcomeOf({ input, output }: FileTask, session: EngineSession): Promise<FileOutcome> {
  try {
    const outcome = await session.deidentify({ bytes: sizeOf(input), input, output });
    return outcome.lost === null ? outcome : refusedOutcome(`command.engine-${outcome.lost}`);
  } catch (error) {
    if (!(error instanceof EngineFault)) throw error;
    if (error.at === 'input') return refusedOutcome('command.unreadable');
    const said = error.at === 'output' ? `The output can't be written (${error.code}).` : `The engine can't be run (${error.code}).`;
    throw new Error(said, { cause: error });
  }
}

function sizeOf(path: string | Uint8Array): number {
  try {
    return statSync(typeof path === 'string' ? path : Buffer.from(path)).size;
  } catch {
    return 0; // What can't be looked at is met when it is read.
  }
}
