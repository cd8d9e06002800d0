import { sha256 } from '#libs/kernel';

const { floor, imul } = Math; // bound once: see chest-geometry.ts

/**
 * A stream of pseudo-random numbers that depends on its seed text alone, so that the same seed gives the same dataset on every machine.
 * Streams are named, not shared: a patient's stream does not move when another patient draws one number more. Not for secrets.
 */
export class SeededRandom {
  private readonly words: Uint32Array;

  constructor(private readonly seed: string) {
    const digest = sha256(seed);
    this.words = Uint32Array.from([0, 4, 8, 12], (offset) => digest.readUInt32LE(offset));
    if (this.words.every((word) => word === 0)) this.words[0] = 1;
  }

  /** An independent stream below this one. */
  stream(name: string): SeededRandom {
    return new SeededRandom(`${this.seed}/${name}`);
  }

  /** A UID in the UUID-derived root (PS3.5 B.2), the same for the same seed and name. */
  uid(name: string): string {
    const uuid = sha256(`${this.seed}/uid/${name}`).subarray(0, 16);
    uuid[6] = (uuid[6]! & 0x0f) | 0x80; // RFC 9562 version 8: content defined by the maker
    uuid[8] = (uuid[8]! & 0x3f) | 0x80;
    return `2.25.${BigInt(`0x${uuid.toString('hex')}`)}`;
  }

  /** Uniform in [0, 1), 32 bits fine. Xoshiro128** (Blackman and Vigna, 2018). */
  fraction(): number {
    const words = this.words;
    const result = imul(rotateLeft(imul(words[1]!, 5), 7), 9) >>> 0;
    const shifted = words[1]! << 9;
    words[2]! ^= words[0]!;
    words[3]! ^= words[1]!;
    words[1]! ^= words[2]!;
    words[0]! ^= words[3]!;
    words[2]! ^= shifted;
    words[3] = rotateLeft(words[3]!, 11);
    return result / 0x1_0000_0000;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.fraction();
  }

  /** A whole number from low to high, both included. */
  integer(low: number, high: number): number {
    return low + floor(this.fraction() * (high - low + 1));
  }

  /** Digits as text, first one possibly 0. */
  digits(count: number): string {
    return Array.from({ length: count }, () => this.integer(0, 9)).join('');
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('nothing to pick from');
    return list[this.integer(0, list.length - 1)]!;
  }

  /** Normal with mean 0 and deviation 1: twelve uniform numbers, which ends the tails at 6, as image noise wants it. */
  gaussian(): number {
    let sum = -6;
    for (let draw = 0; draw < 12; draw++) sum += this.fraction();
    return sum;
  }
}

const rotateLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));
