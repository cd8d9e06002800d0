import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { deidentifyFile, isDicom, type DeidentifiedFile, type ProfileOption } from '#libs/deidentification/dicom';
import { ok, type Result } from '#libs/kernel';
import { type ObjectStore } from '#libs/storage';
import { refuseGovernance } from './governance.errors';
import { type SourceFile } from './run.store';

export interface FileWork {
  readonly organisationId: string;
  readonly objects: ObjectStore;
  readonly secret: Buffer;
  readonly options: readonly ProfileOption[];
  /** Empty when the work begins and when it ends. */
  readonly folder: string;
}

/** What became of one file. `reasons` are codes, never a value of the file. */
export interface GovernedFile extends Pick<DeidentifiedFile, 'verdict' | 'pseudonyms' | 'facts' | 'actions'> {
  readonly file: number;
  readonly reasons: readonly { readonly code: string; readonly tag?: string; readonly detail?: string }[];
  readonly sha256: string | null;
  readonly bytes: number | null;
}

const HEAD_BYTES = 1024;
const NONE = { patient: null, study: null, series: null, instance: null };

/**
 * De-identifies one file and stores what is released. A kind that no engine here understands is never passed by: it is held for a person.
 * Refuses `governance.source-changed`, and what the store refuses.
 */
export async function governFile(source: SourceFile, work: FileWork): Promise<Result<GovernedFile>> {
  const input = join(work.folder, 'input');
  const output = join(work.folder, 'output');
  try {
    const opened = await work.objects.open(work.organisationId, source.sha256);
    if (!opened.ok) return opened;
    await pipeline(opened.value, createWriteStream(input, { mode: 0o600 }));
    if (!isDicom(await headOf(input))) return ok(held(source.file, 'governance.kind-not-supported'));
    const done = await deidentifyFile(input, output, { secret: work.secret, retain: work.options });
    if (done.sha256.before !== source.sha256) {
      return refuseGovernance('governance.source-changed', 'A raw file is not the one that was sealed.', { facts: { file: source.file } });
    }
    const { verdict, reasons, pseudonyms, facts, actions, sha256, bytes } = done;
    if (verdict === 'released') {
      const put = await work.objects.put(work.organisationId, createReadStream(output), { expectedSha256: sha256.after ?? undefined });
      if (!put.ok) return put;
    }
    return ok({ file: source.file, verdict, reasons, pseudonyms, facts, actions, sha256: sha256.after, bytes: bytes.after });
  } finally {
    await rm(input, { force: true });
    await rm(output, { force: true });
  }
}

const held = (file: number, code: string): GovernedFile => ({
  file,
  verdict: 'quarantined',
  reasons: [{ code }],
  pseudonyms: NONE,
  facts: null,
  actions: [],
  sha256: null,
  bytes: null,
});

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
