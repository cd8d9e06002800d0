import { createHash } from 'node:crypto';
import { digestOfHeaders } from './digest-header';

const hash = createHash('sha256').update('x').digest();
const hex = hash.toString('hex');
const base64 = hash.toString('base64');

describe('the digest that a sender announces', () => {
  it.each([
    [{}, undefined],
    [{ 'x-content-sha256': hex.toUpperCase() }, hex],
    [{ 'repr-digest': `sha-256=:${base64}:` }, hex],
    [{ 'content-digest': `md5=:AAAA:, sha-256=:${base64}:` }, hex],
  ])('%j is %s', (headers, digest) => {
    expect(digestOfHeaders(headers)).toEqual({ ok: true, value: digest });
  });

  it.each([{ 'x-content-sha256': 'abc' }, { 'repr-digest': 'sha-256=abc' }, { 'repr-digest': `sha-512=:${base64}:` }])(
    '%j is refused: it must not count as none',
    (headers) => {
      expect(digestOfHeaders(headers)).toMatchObject({ ok: false, refusal: { code: 'collection.digest-form' } });
    },
  );
});
