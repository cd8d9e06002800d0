import { createHmac, randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RolePasswords, forEachRole } from './roles';

const SECRET_LIMIT_CHARACTERS = 32;

/**
 * Passwords for a real server, derived so that every machine of an installation knows them from one configured secret.
 * @param secret at least 32 characters; changing it changes every password at the next `prepareDatabase`.
 */
export function rolePasswordsFrom(secret: string): RolePasswords {
  if (secret.length < SECRET_LIMIT_CHARACTERS)
    throw new RangeError(`the database secret needs at least ${SECRET_LIMIT_CHARACTERS} characters`);
  return forEachRole((role) => createHmac('sha256', secret).update(`medbourse database role ${role}`).digest('base64url'));
}

/** Random passwords, kept in the folder (mode 0600) and the same at every later start. */
export async function rolePasswordsIn(folder: string): Promise<RolePasswords> {
  const file = join(folder, 'role-passwords.json');
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '{}';
  });
  const known = JSON.parse(kept) as Partial<RolePasswords>;
  const passwords = forEachRole((role) => known[role] ?? randomBytes(24).toString('base64url'));
  const text = `${JSON.stringify(passwords, undefined, 2)}\n`;
  if (text !== kept) {
    await writeFile(`${file}.new`, text, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
  return passwords;
}
