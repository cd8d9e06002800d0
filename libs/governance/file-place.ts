import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ok, type Result } from '#libs/kernel';
import { type LocalObjects, type ObjectStore, type StoredObject } from '#libs/storage';
import { type SourceFile } from './run.store';

/** Where the files of one shard are read, and made. */
export interface FilePlace {
  inputOf(source: SourceFile): Promise<Result<string>>;
  outputOf(source: SourceFile): string;
  /** Makes an object of an output; it counts when `end` resolved. Refuses as `ObjectStore.put`. */
  keep(output: string, object: StoredObject): Promise<Result<void>>;
  /** Removes what is left of a file. */
  clear(source: SourceFile): Promise<void>;
  end(): Promise<Result<void>>;
}

/** Raw files are read where they lie, and outputs written where they stay. `folder` is one of the draft folder's. */
export function localPlace(local: LocalObjects, organisationId: string, folder: string): FilePlace {
  const batch = local.batch(organisationId);
  const outputOf = ({ file }: SourceFile): string => join(folder, `${file}`);
  return {
    inputOf: ({ sha256 }) => Promise.resolve(ok(local.pathOf(organisationId, sha256))),
    outputOf,
    keep: (output, { sha256 }) => batch.add(output, sha256),
    clear: () => Promise.resolve(),
    end: () => batch.end(),
  };
}

/** Raw files are fetched, one copy for as long as each is worked on, and outputs sent. */
export function remotePlace(objects: ObjectStore, organisationId: string, folder: string): FilePlace {
  const inputOf = ({ file }: SourceFile): string => join(folder, `${file}.input`);
  const outputOf = ({ file }: SourceFile): string => join(folder, `${file}.output`);
  return {
    inputOf: async (source) => {
      const opened = await objects.open(organisationId, source.sha256);
      if (!opened.ok) return opened;
      await pipeline(opened.value, createWriteStream(inputOf(source), { mode: 0o600 }));
      return ok(inputOf(source));
    },
    outputOf,
    keep: async (output, object) => {
      const put = await objects.put(organisationId, createReadStream(output), { expectedSha256: object.sha256 });
      return put.ok ? ok(undefined) : put;
    },
    clear: async (source) => {
      await rm(inputOf(source), { force: true });
      await rm(outputOf(source), { force: true });
    },
    end: () => Promise.resolve(ok(undefined)),
  };
}
