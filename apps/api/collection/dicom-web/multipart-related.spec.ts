import { Readable } from 'node:stream';
import fc from 'fast-check';
import { boundaryOf, MultipartError, partsOf } from './multipart-related';

// Goal: whatever the parts hold and however the network cuts them, they come out as they went in; what is broken is said to be.

const BOUNDARY = 'b0undary';

const written = (parts: readonly Buffer[]): Buffer =>
  Buffer.concat([
    ...parts.flatMap((part) => [Buffer.from(`\r\n--${BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n`), part]),
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ]);

function cut(bytes: Buffer, sizes: readonly number[]): Readable {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length]!;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return Readable.from(chunks, { objectMode: false });
}

async function read(stream: Readable, boundary = BOUNDARY): Promise<Buffer[]> {
  const parts: Buffer[] = [];
  for await (const { body } of partsOf(stream, boundary)) {
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk as Buffer);
    parts.push(Buffer.concat(chunks));
  }
  return parts;
}

/** Contents that look like the beginnings of boundaries. */
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom(...['\r', '\n', '-', '\r\n--', '\r\n--b0und', '--b0undary'].map((text) => Buffer.from(text))),
    ),
  )
  .map((pieces) => Buffer.concat(pieces))
  .filter((bytes) => !bytes.includes(`\r\n--${BOUNDARY}`) && !`\r\n${bytes.toString('latin1')}`.includes(`\r\n--${BOUNDARY}`));
const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 });

describe('parts of multipart/related', () => {
  it('come out as they went in, however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(content, { minLength: 1, maxLength: 5 }), sizes, async (parts, cuts) => {
        expect(await read(cut(written(parts), cuts))).toEqual(parts);
      }),
    );
  });

  it('are dropped where nobody reads them', async () => {
    const names: string[] = [];
    for await (const { headers } of partsOf(cut(written([Buffer.alloc(5000), Buffer.from('two')]), [700]), BOUNDARY))
      names.push(headers.get('content-type') ?? '');
    expect(names).toEqual(['application/dicom', 'application/dicom']);
  });

  it('begin after a preamble, and need no headers', async () => {
    const body = Buffer.from(`a preamble\r\n--${BOUNDARY}  \r\n\r\none\r\n--${BOUNDARY}--`);
    expect(await read(cut(body, [7]))).toEqual([Buffer.from('one')]);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a body that breaks off', written([Buffer.from('one')]).subarray(0, 60)],
    ['another boundary', Buffer.from('--other\r\n\r\none\r\n--other--')],
    ['a preamble without an end', Buffer.alloc(100_000, 'x')],
    ['headers without an end', Buffer.concat([Buffer.from(`--${BOUNDARY}\r\n`), Buffer.alloc(20_000, 'x')])],
  ])('are refused: %s', async (_, bytes) => {
    await expect(read(cut(bytes, [997]))).rejects.toThrow(MultipartError);
  });

  it('have the boundary that the content type says', () => {
    expect(boundaryOf('multipart/related; type="application/dicom"; boundary=abc')).toBe('abc');
    expect(boundaryOf('multipart/related; boundary="a b:c"; type="application/dicom"')).toBe('a b:c');
    expect(boundaryOf('multipart/related')).toBeUndefined();
    expect(boundaryOf(`multipart/related; boundary=${'x'.repeat(201)}`)).toBeUndefined();
  });
});
