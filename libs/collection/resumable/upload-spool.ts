import { mkdir, open, readdir, rm, stat, statfs, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The files of uploads that have not ended, `<organisation>/<upload>`, at the home. The length of a file is how far its upload has come. */
export class UploadSpool {
  constructor(private readonly folder: string) {}

  pathOf(organisationId: string, id: string): string {
    if (!ID.test(organisationId) || !ID.test(id)) throw new TypeError('an upload is named by ids');
    return join(this.folder, organisationId, id);
  }

  /** 0 where nothing has come. */
  async length(organisationId: string, id: string): Promise<number> {
    return (await stat(this.pathOf(organisationId, id)).catch(absent))?.size ?? 0;
  }

  /** For writing at any place; made where nothing has come. */
  async open(organisationId: string, id: string): Promise<FileHandle> {
    const path = this.pathOf(organisationId, id);
    await mkdir(join(this.folder, organisationId), { recursive: true, mode: 0o700 });
    return open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return open(path, 'wx+', 0o600);
    });
  }

  /** Drops what came behind a place. */
  cutTo(organisationId: string, id: string, bytes: number): Promise<void> {
    return truncate(this.pathOf(organisationId, id), bytes);
  }

  async remove(organisationId: string, id: string): Promise<void> {
    await rm(this.pathOf(organisationId, id), { force: true });
  }

  async freeBytes(): Promise<number> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = await statfs(this.folder);
    return bavail * bsize;
  }

  /** Ids of the organisations that have uploads here. */
  async organisations(): Promise<string[]> {
    return ((await readdir(this.folder).catch(absent)) ?? []).filter((name) => ID.test(name));
  }

  /** Ids of an organisation's uploads. */
  async uploads(organisationId: string): Promise<string[]> {
    return ((await readdir(join(this.folder, organisationId)).catch(absent)) ?? []).filter((name) => ID.test(name));
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
