import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { type Result } from '#libs/kernel';
import { openCheckpoint, signCheckpoint, type Checkpoint } from './checkpoint';
import { ed25519Signer, verifierOfJwk, jwkOf } from './ed25519';
import { logReceipt, verifyReceipt } from './log-receipt';
import { leafHash } from './merkle-hash';
import { planInclusion, proofFrom } from './merkle-proof';
import { appendLeaf, EMPTY_TREE, rootOf } from './merkle-tree';
import { noteKeyOf, openNote, signNote } from './signed-note';
import { type Signer, type Verifier } from './signing';

const ORIGIN = 'exchange.example/certificates';
const signer = ed25519Signer(generateKeyPairSync('ed25519').privateKey);
const keys = [verifierOf(signer)];
const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.refusal.code);

/** The example of golang.org/x/mod/sumdb/note: a key, a text and their signature. */
const NEUMANN = {
  name: 'PeterNeumann',
  seed: 'gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS_F1ccoMXM',
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
};

describe('a signed note', () => {
  it('is opened by the name and key that signed it, among others', async () => {
    const note = await signNote(NEUMANN.text, ORIGIN, signer);
    const foreign = '— somebody.example AAAAAHk=\n';
    expect(openNote(note, ORIGIN, keys)).toEqual({ ok: true, value: { text: NEUMANN.text, keyId: signer.keyId } });
    expect(openNote(note.replace('\n\n', `\n\n${foreign}`), ORIGIN, keys).ok).toBe(true);
    expect(codeOf(openNote(note, 'another.example/log', keys))).toBe('signature.unknown-key');
    expect(codeOf(openNote(note, ORIGIN, [verifierOf(ed25519Signer(generateKeyPairSync('ed25519').privateKey))]))).toBe(
      'signature.unknown-key',
    );
    expect(codeOf(openNote(note.replace('answer', 'Answer'), ORIGIN, keys))).toBe('signature.wrong');
  });

  it('is refused where it is no note', async () => {
    const note = await signNote('text\n', ORIGIN, signer);
    for (const broken of [
      '',
      'text\n',
      note.slice(0, -1),
      note.replace('— ', '- '),
      `${note}\n`,
      note.replace('text', 'te\rxt'),
      'text\n\n',
    ])
      expect(codeOf(openNote(broken, ORIGIN, keys))).toBe('signature.malformed');
    await expect(signNote('no newline', ORIGIN, signer)).rejects.toThrow(RangeError);
    await expect(signNote('text\n', 'two words', signer)).rejects.toThrow(RangeError);
  });
});

describe('a checkpoint', () => {
  const checkpoints = fc.record<Checkpoint>({
    origin: fc.constant(ORIGIN),
    size: fc.maxSafeNat(),
    root: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
    extensions: fc.array(fc.constantFrom('SIMULATION', 'time 2026-11-22', '数据'), { maxLength: 3 }),
  });

  it('says what was signed', async () => {
    await fc.assert(
      fc.asyncProperty(checkpoints, async (checkpoint) => {
        const note = await signCheckpoint(checkpoint, signer);
        expect(openCheckpoint(note, ORIGIN, keys)).toEqual({ ok: true, value: { ...checkpoint, keyId: signer.keyId } });
      }),
    );
  });

  it('is the three lines of c2sp.org/tlog-checkpoint, then the signature', async () => {
    const note = await signCheckpoint({ origin: ORIGIN, size: 0, root: rootOf(EMPTY_TREE), extensions: ['SIMULATION'] }, signer);
    expect(note.startsWith(`${ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nSIMULATION\n\n— ${ORIGIN} `)).toBe(true);
  });

  it('is refused for another log, although one key signs for both', async () => {
    const stolen = await signNote('another.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n', ORIGIN, signer);
    expect(codeOf(openCheckpoint(stolen, ORIGIN, keys))).toBe('checkpoint.wrong-origin');
  });

  it.each([
    `${ORIGIN}\n`,
    `${ORIGIN}\n01\nAAAA\n`,
    `${ORIGIN}\n1\nAAAA\n`,
    `${ORIGIN}\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`,
  ])('is refused where its text is none: %j', async (text) =>
    expect(codeOf(openCheckpoint(await signNote(text, ORIGIN, signer), ORIGIN, keys))).toBe('checkpoint.malformed'),
  );

  it('cannot smuggle a line in', async () => {
    const checkpoint = { origin: ORIGIN, size: 1, root: rootOf(EMPTY_TREE), extensions: ['a\nb'] };
    await expect(signCheckpoint(checkpoint, signer)).rejects.toThrow(RangeError);
  });
});

describe('a receipt', () => {
  const entries = ['one', 'two', 'three', 'four', 'five'].map((text) => Buffer.from(text));

  it('proves an entry with nothing but itself and the keys, and no other entry', async () => {
    const receipt: unknown = JSON.parse(JSON.stringify(await receiptOf(3)));
    expect(verifyReceipt(Buffer.from('four'), receipt, ORIGIN, keys)).toMatchObject({
      ok: true,
      value: { size: 5, extensions: ['SIMULATION'] },
    });
    expect(codeOf(verifyReceipt(Buffer.from('five'), receipt, ORIGIN, keys))).toBe('merkle.wrong-root');
    expect(codeOf(verifyReceipt(Buffer.from('four'), receipt, ORIGIN, []))).toBe('signature.unknown-key');
  });

  it('is refused where it is none', async () => {
    const receipt = await receiptOf(3);
    const broken = [null, 'receipt', {}, { ...receipt, proof: ['zz'] }, { ...receipt, proof: Array(54).fill('0'.repeat(64)) }];
    for (const other of broken) expect(codeOf(verifyReceipt(Buffer.from('four'), other, ORIGIN, keys))).toBe('receipt.malformed');
    expect(codeOf(verifyReceipt(Buffer.from('four'), { ...receipt, index: 0.5 }, ORIGIN, keys))).toBe('merkle.malformed-proof');
  });

  async function receiptOf(index: number) {
    const nodes = new Map<string, Buffer>();
    let state = EMPTY_TREE;
    for (const entry of entries) {
      const appended = appendLeaf(state, leafHash(entry));
      for (const { level, index: at, hash } of appended.completed) nodes.set(`${level}/${at}`, hash);
      state = appended.state;
    }
    const proof = proofFrom(planInclusion(index, state.size), ({ level, index: at }) => nodes.get(`${level}/${at}`) as Buffer);
    const checkpoint = { origin: ORIGIN, size: state.size, root: rootOf(state), extensions: ['SIMULATION'] };
    return logReceipt(index, proof, await signCheckpoint(checkpoint, signer));
  }
});

describe('interoperation', () => {
  it('makes and opens the example note of the Go implementation', async () => {
    const key = ed25519Signer(privateKeyOf(NEUMANN.seed));
    expect(noteKeyOf(NEUMANN.name, key)).toBe('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    const note = await signNote(NEUMANN.text, NEUMANN.name, key);
    expect(note).toBe(
      `${NEUMANN.text}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`,
    );
    expect(openNote(note, NEUMANN.name, [verifierOf(key)]).ok).toBe(true);
  });
});

function verifierOf(of: Signer): Verifier {
  const verifier = verifierOfJwk(jwkOf(of));
  if (!verifier.ok) throw new Error(verifier.refusal.message);
  return verifier.value;
}

/** PKCS #8 around the 32 bytes of a seed (RFC 8410, 7). */
function privateKeyOf(seed: string) {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(seed, 'base64url')]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}
