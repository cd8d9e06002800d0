import { createPrivateKey, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import fc from 'fast-check';
import { type Result } from '#libs/kernel';
import { ed25519Signer, ed25519Verifier, jwkOf, verifierOfJwk } from './ed25519';
import { signDocument, verifyDocument } from './signed-document';

const TYPE = 'medbourse-certificate+json';
/** The key of RFC 8037, appendix A.1. */
const EXAMPLE = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
};
const signer = ed25519Signer(createPrivateKey({ key: EXAMPLE, format: 'jwk' }));
const verifier = ed25519Verifier(createPublicKey({ key: EXAMPLE, format: 'jwk' }));
const stranger = ed25519Signer(generateKeyPairSync('ed25519').privateKey);
const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.refusal.code);

describe('Ed25519 behind the signing port', () => {
  it('names a key by its thumbprint (RFC 8037, A.3)', () => {
    expect(signer.keyId).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
    expect(verifier.keyId).toBe(signer.keyId);
  });

  it('gives the signature of RFC 8037, A.4, over the same bytes', async () => {
    const input = 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc';
    const signature = await signer.sign(Buffer.from(input));
    expect(signature.toString('base64url')).toBe('hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg');
    expect(verifier.verify(Buffer.from(input), signature)).toBe(true);
  });

  it('publishes a key and takes it back', () => {
    expect(jwkOf(signer)).toEqual({ kty: 'OKP', crv: 'Ed25519', x: EXAMPLE.x });
    const read = verifierOfJwk(JSON.parse(JSON.stringify(jwkOf(signer))));
    expect(read.ok && read.value.keyId).toBe(signer.keyId);
    for (const other of [null, {}, { ...EXAMPLE, crv: 'X25519' }, { ...EXAMPLE, x: 'AA' }, { ...EXAMPLE, x: `${EXAMPLE.x}=` }])
      expect(codeOf(verifierOfJwk(other))).toBe('signature.malformed-key');
  });

  it('takes no key of another kind', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => ed25519Signer(privateKey)).toThrow(TypeError);
    expect(() => ed25519Verifier(publicKey)).toThrow(TypeError);
    expect(() => ed25519Verifier(createPrivateKey({ key: EXAMPLE, format: 'jwk' }))).toThrow(TypeError);
  });
});

describe('a signed document', () => {
  it('verifies in whatever order its members stand, and says who signed what', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (document) => {
        const signature = await signDocument(document, TYPE, signer);
        const reordered = Object.fromEntries(Object.entries(JSON.parse(JSON.stringify(document)) as object).reverse());
        expect(verifyDocument(reordered, signature, TYPE, [verifier])).toMatchObject({ ok: true, value: { keyId: signer.keyId } });
      }),
    );
  });

  it('is refused once a member changes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.integer(), { minKeys: 1 }), async (document) => {
        const signature = await signDocument(document, TYPE, signer);
        const [key, value] = Object.entries(document)[0] as [string, number];
        expect(codeOf(verifyDocument({ ...document, [key]: value + 1 }, signature, TYPE, [verifier]))).toBe('signature.wrong');
        expect(codeOf(verifyDocument({ ...document, [`${key}x`]: null }, signature, TYPE, [verifier]))).toBe('signature.wrong');
      }),
    );
  });

  it('is refused as another type, by another key, and with a forged key id', async () => {
    const document = { certificate: 'SJ1112026110001' };
    const signature = await signDocument(document, TYPE, signer);
    expect(codeOf(verifyDocument(document, signature, 'medbourse-opinion+json', [verifier]))).toBe('signature.wrong-type');
    expect(codeOf(verifyDocument(document, await signDocument(document, TYPE, stranger), TYPE, [verifier]))).toBe('signature.unknown-key');
    const forged = await signDocument(document, TYPE, { ...stranger, keyId: signer.keyId });
    expect(codeOf(verifyDocument(document, forged, TYPE, [verifier]))).toBe('signature.wrong');
  });

  it('is refused in any other spelling', async () => {
    const document = { a: 1 };
    const [header = '', value = ''] = (await signDocument(document, TYPE, signer)).split('..');
    // The last digit of 86 carries four bits that do not count.
    const lastDigit = value.at(-1) === 'A' ? 'B' : String.fromCharCode((value.at(-1) ?? '').charCodeAt(0) + 1);
    const spellings = ['', 'a..b', `${header}.e30.${value}`, `${header}..${value}=`];
    for (const spelling of [...spellings, `${header}..${value.slice(0, -1)}${lastDigit}`])
      expect(codeOf(verifyDocument(document, spelling, TYPE, [verifier]))).toMatch(/^signature\.(malformed|wrong)$/);
    expect(codeOf(verifyDocument(document, `${header}..${value.slice(0, -2)}`, TYPE, [verifier]))).toBe('signature.wrong');
  });

  it('is refused under a header that says more or other than ours, although the key signed it', async () => {
    const ours = { alg: 'EdDSA', kid: signer.keyId, typ: TYPE };
    const document = { a: 1 };
    const signedUnder = async (header: string) => {
      const encoded = Buffer.from(header).toString('base64url');
      const input = `${encoded}.${Buffer.from(JSON.stringify(document)).toString('base64url')}`;
      return `${encoded}..${(await signer.sign(Buffer.from(input))).toString('base64url')}`;
    };
    expect(codeOf(verifyDocument(document, await signedUnder(JSON.stringify(ours)), TYPE, [verifier]))).toBe('ok');
    const others = [
      { ...ours, crit: ['b64'], b64: false },
      { ...ours, alg: 'none' },
      { typ: TYPE, kid: ours.kid, alg: ours.alg },
      { kid: signer.keyId, typ: TYPE },
    ];
    for (const header of [...others.map((other) => JSON.stringify(other)), 'null', '{', JSON.stringify(ours, null, 1)])
      expect(codeOf(verifyDocument(document, await signedUnder(header), TYPE, [verifier]))).toBe('signature.malformed');
  });

  it('is an ordinary JSON Web Signature once its payload is back', async () => {
    const signature = await signDocument({ b: 1, a: '数据' }, TYPE, signer);
    const payload = Buffer.from('{"a":"数据","b":1}').toString('base64url');
    const [header, , value] = signature.replace('..', `.${payload}.`).split('.');
    const key = createPublicKey({ key: { ...jwkOf(signer) }, format: 'jwk' });
    expect(verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(value as string, 'base64url'))).toBe(true);
    expect(JSON.parse(Buffer.from(header as string, 'base64url').toString())).toEqual({ alg: 'EdDSA', kid: signer.keyId, typ: TYPE });
  });
});
