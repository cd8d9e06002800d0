import fc from 'fast-check';
import { Readable } from 'node:stream';
import { headOf } from './stream-head';

const chunks = fc.array(
  fc.uint8Array({ minLength: 1, maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
  { maxLength: 10 },
);

describe('the head of a stream', () => {
  it('is its first bytes, and the stream still yields all of them, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(chunks, fc.integer({ min: 1, max: 120 }), async (parts, length) => {
        const all = Buffer.concat(parts);
        const { head, whole } = await headOf(Readable.from(parts, { objectMode: false }), length);
        expect(head).toEqual(all.subarray(0, length));
        expect(Buffer.concat(await whole.toArray())).toEqual(all);
      }),
    );
  });

  it('rejects where the stream breaks off before, while, or without an error', async () => {
    const before = Readable.from(['a']).on('error', () => undefined);
    before.destroy(new Error('gone'));
    await expect(headOf(before, 10)).rejects.toThrow('gone');

    const during = new Readable({ read: () => undefined });
    during.push('abc');
    const head = headOf(during, 10);
    during.destroy(new Error('gone'));
    await expect(head).rejects.toThrow('gone');

    const silent = new Readable({ read: () => undefined });
    const never = headOf(silent, 10);
    silent.destroy();
    await expect(never).rejects.toThrow('closed before its end');
  });
});
