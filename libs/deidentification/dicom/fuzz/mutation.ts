/** Draws numbers below 1 from a seed (mulberry32), so that a failure can be repeated. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  };
}

type Mutation = (bytes: Buffer, below: (limit: number) => number) => Buffer;

const LENGTHS = [0, 1, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
const DELIMITERS = [
  [0xfe, 0xff, 0x00, 0xe0, 0xff, 0xff, 0xff, 0xff],
  [0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0],
  [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0],
  [0x10, 0x00, 0x10, 0x00, 0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff],
];

/** What storage, networks and attackers do to a file. Each works on a copy that it may keep. */
const MUTATIONS: readonly Mutation[] = [
  (bytes, below) => {
    for (let count = 1 + below(8); count > 0; count -= 1) bytes[below(bytes.length)] = below(256);
    return bytes;
  },
  (bytes, below) => {
    const at = below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    return bytes;
  },
  (bytes, below) => {
    if (bytes.length > 4) bytes.writeUInt32LE(LENGTHS[below(LENGTHS.length)] ?? 0, below(bytes.length - 4));
    return bytes;
  },
  (bytes, below) => bytes.subarray(0, below(bytes.length)),
  (bytes, below) => {
    const at = below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(DELIMITERS[below(DELIMITERS.length)] ?? []), bytes.subarray(at)]);
  },
  (bytes, below) => {
    const from = below(bytes.length);
    const piece = bytes.subarray(from, from + below(200));
    const at = below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  },
  (bytes, below) => {
    const from = below(bytes.length);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + below(64))]);
  },
];

/** A mutated copy: one to three of the mutations, half of them in the first kilobytes, where the structure is. */
export function mutate(original: Buffer, random: () => number): Buffer {
  const below = (limit: number): number => Math.floor(random() * Math.max(1, limit));
  let bytes: Buffer = Buffer.from(original);
  for (let count = 1 + below(3); count > 0 && bytes.length > 0; count -= 1) {
    const near = random() < 0.5 ? Math.min(bytes.length, 2048) : bytes.length;
    const within = (limit: number): number => below(limit === bytes.length ? near : limit);
    bytes = (MUTATIONS[below(MUTATIONS.length)] ?? ((same) => same))(bytes, within);
  }
  return bytes;
}
