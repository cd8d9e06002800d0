import { type PixelJudgement } from '#libs/deidentification/dicom';
import { EngineFault, type EngineSession } from '#libs/engine';
import { ok, type Result } from '#libs/kernel';
import { refuseStorage } from '#libs/storage';
import { fileOutcome, type FileOutcome } from './file-outcome';
import { type FilePlace } from './file-place';
import { refuseGovernance } from './governance.errors';
import { type ShardFile } from './shard.store';

export interface FileWork {
  readonly place: FilePlace;
  readonly engine: EngineSession;
}

/** What became of one file of the sealed manifest. */
export interface GovernedFile extends FileOutcome {
  readonly file: number;
}

/**
 * De-identifies one file and stores what is released. Refuses `governance.source-changed`, `governance.worker-stopped`, and what the store refuses.
 */
export async function governFile(source: ShardFile, { place, engine }: FileWork): Promise<Result<GovernedFile>> {
  const input = await place.inputOf(source);
  if (!input.ok) return input;
  const output = place.outputOf(source);
  try {
    const outcome = fileOutcome(await engine.deidentify({ bytes: source.bytes, input: input.value, output, ...judgementOn(source) }));
    const { before, after } = outcome.sha256;
    if (before !== null && before !== source.sha256) {
      return refuseGovernance('governance.source-changed', 'A raw file is not the one that was sealed.', { facts: { file: source.file } });
    }
    if (after !== null) {
      const kept = await place.keep(output, { sha256: after, bytes: outcome.bytes ?? 0 });
      if (!kept.ok) return kept;
    }
    return ok({ file: source.file, ...outcome });
  } catch (error) {
    if (error instanceof EngineFault) return refusalOf(error);
    throw error;
  } finally {
    await place.clear(source);
  }
}

function judgementOn({ judgement }: ShardFile): { pixels?: PixelJudgement } {
  if (!judgement) return {};
  const { decision, regions } = judgement;
  return { pixels: decision === 'clear' ? { kind: 'clear' } : { kind: 'blank', regions: regions ?? [] } };
}

function refusalOf({ at, code }: EngineFault): Result<never> {
  if (at === 'engine')
    return refuseGovernance('governance.worker-stopped', 'The worker stops; another takes the shard.', { facts: { code } });
  if (code === 'ENOSPC' || code === 'EDQUOT') return refuseStorage('storage.no-space', 'There is no space left where the data is stored.');
  if (at === 'input' && code === 'ENOENT') return refuseStorage('storage.not-found', 'No such object.');
  return refuseStorage('storage.unavailable', 'The store can not be read or written.', { facts: { code } });
}
