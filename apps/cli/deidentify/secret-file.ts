import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { SECRET_BYTES } from '#libs/deidentification/dicom';
import { ok, refuse, type Result } from '#libs/kernel';

/** The secret as hexadecimal text: of the file, which is made where it is missing; without a file one that nobody ever sees. */
export async function secretFrom(path: string | undefined): Promise<Result<string>> {
  const fresh = randomBytes(SECRET_BYTES).toString('hex');
  if (path === undefined) return ok(fresh);
  const text = (await readFile(path, 'utf8').catch(absent))?.trim().toLowerCase();
  if (text === undefined) {
    await writeFile(path, `${fresh}\n`, { flag: 'wx', mode: 0o600 });
    return ok(fresh);
  }
  if (text.length === 2 * SECRET_BYTES && /^[0-9a-f]+$/.test(text)) return ok(text);
  return refuse('deidentify.secret-malformed', 'invalid', `The secret file must hold ${2 * SECRET_BYTES} hexadecimal characters.`);
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
