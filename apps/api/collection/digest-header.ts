import { type IncomingHttpHeaders } from 'node:http';
import { ok, type Result } from '#libs/kernel';
import { refuseCollection } from '#libs/collection';

/**
 * The SHA-256 that the sender says the body has: `Repr-Digest` or `Content-Digest` (RFC 9530, `sha-256=:base64:`), or `X-Content-SHA256` in
 * hexadecimal. Undefined where none is sent. Refuses `collection.digest-form`: a digest that can't be read must not count as none.
 */
export function digestOfHeaders(headers: IncomingHttpHeaders): Result<string | undefined> {
  const plain = headers['x-content-sha256'];
  if (typeof plain === 'string') return /^[0-9a-fA-F]{64}$/.test(plain) ? ok(plain.toLowerCase()) : unreadable('X-Content-SHA256');
  for (const name of ['repr-digest', 'content-digest']) {
    const field = headers[name];
    if (typeof field !== 'string') continue;
    const [, base64] = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(field) ?? [];
    return base64 === undefined ? unreadable(name) : ok(Buffer.from(base64, 'base64').toString('hex'));
  }
  return ok(undefined);
}

const unreadable = (header: string) =>
  refuseCollection('collection.digest-form', `${header} holds no SHA-256 that can be read.`, { field: header });
