import { Transform, pipeline, type Readable } from 'node:stream';
import { crc32 } from 'node:zlib';

/** The same bytes; fails at their end where they are not of the check sum that a zip announces. Its directory is all that says what was packed. */
export function crcChecked(bytes: Readable, expected: number): Readable {
  let sum = 0;
  const checked = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum);
      done(null, chunk);
    },
    flush: (done) => done(sum === expected ? null : new Error('the check sum of the entry does not fit')),
  });
  pipeline(bytes, checked, () => undefined);
  return checked;
}
