import { readFile } from 'node:fs/promises';
import { ok, refuse, type Result } from '#libs/kernel';

export const TOKEN_VARIABLE = 'MEDBOURSE_TOKEN';

/** The token of the command line, of a file, or of the environment, in this order. Refuses `submit.no-token`. */
export async function accessToken(given: { readonly token?: string; readonly tokenFile?: string }): Promise<Result<string>> {
  const file = given.tokenFile === undefined ? undefined : await readFile(given.tokenFile, 'utf8').catch(() => undefined);
  if (given.tokenFile !== undefined && file === undefined)
    return refuse('submit.no-token', 'invalid', `The file of the token can't be read.`);
  const token = (given.token ?? file ?? process.env[TOKEN_VARIABLE] ?? '').trim();
  if (/^[\x21-\x7e]+$/.test(token)) return ok(token);
  return refuse('submit.no-token', 'invalid', `There is no token: give --token-file, --token or ${TOKEN_VARIABLE}.`);
}
