import { randomBytes } from 'node:crypto';

/** A UUID of version 7 in lower case. */
export type Id = string;

const SEQUENCE_LIMIT = 0x1000;
const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let lastMillisecond = 0;
let sequence = 0;

/**
 * A new id (RFC 9562, 5.7), greater than every one that this process made before, so that rows of one writer sort as they were made.
 * Of the 74 random bits the first 12 are a counter within the millisecond (6.2, method 1). Ids come from wall time and say
 * nothing about legal time.
 */
export const newId = (): Id => {
  const random = randomBytes(10);
  advance(Date.now(), random.readUInt16BE(8));
  const time = lastMillisecond.toString(16).padStart(12, '0');
  const counter = sequence.toString(16).padStart(3, '0');
  const variant = (0x80 | (random.readUInt8(0) & 0x3f)).toString(16);
  const tail = random.toString('hex', 1, 8);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${variant}${tail.slice(0, 2)}-${tail.slice(2)}`;
};

export const isId = (value: unknown): value is Id => typeof value === 'string' && FORM.test(value);

/** A clock that stands still or steps back does not break the order: the last millisecond is kept, and borrowed from the next when it is full. */
function advance(now: number, seed: number): void {
  if (now > lastMillisecond) {
    lastMillisecond = now;
    sequence = seed & 0x7ff; // the upper half of the counter is left free to count in
    return;
  }
  sequence += 1;
  if (sequence < SEQUENCE_LIMIT) return;
  lastMillisecond += 1;
  sequence = seed & 0x7ff;
}
