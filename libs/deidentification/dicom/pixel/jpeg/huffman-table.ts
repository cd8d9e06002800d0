/** A Huffman table as a stream declares it (ITU-T T.81 section C.2): how many codes of each length, and their symbols in order. */
export interface HuffmanTable {
  /** Of the lengths 1 … 16. */
  readonly counts: Uint8Array;
  readonly symbols: Uint8Array;
}

/** The code of each symbol, and its length in bits; 0 where the symbol has none. */
export interface SymbolCodes {
  readonly codes: Uint16Array;
  readonly lengths: Uint8Array;
}

const LONGEST = 16;

/** First code, last code and index of the first symbol, for each length. Null where a table has more codes than there can be. */
export interface DecodingTable {
  readonly last: Int32Array;
  readonly offset: Int32Array;
  readonly symbols: Uint8Array;
}

export function decodingTable({ counts, symbols }: HuffmanTable): DecodingTable {
  const [last, offset] = [new Int32Array(LONGEST + 1).fill(-1), new Int32Array(LONGEST + 1)];
  let [code, index] = [0, 0];
  for (let length = 1; length <= LONGEST; length += 1) {
    const count = counts[length - 1]!;
    offset[length] = index - code;
    if (count > 0) last[length] = code + count - 1;
    code = (code + count) << 1;
    index += count;
  }
  return { last, offset, symbols };
}

export function symbolCodes({ counts, symbols }: HuffmanTable): SymbolCodes {
  const [codes, lengths] = [new Uint16Array(256), new Uint8Array(256)];
  let [code, index] = [0, 0];
  for (let length = 1; length <= LONGEST; length += 1) {
    for (let count = counts[length - 1]!; count > 0; count -= 1) {
      const symbol = symbols[index]!;
      [codes[symbol], lengths[symbol]] = [code, length];
      index += 1;
      code += 1;
    }
    code <<= 1;
  }
  return { codes, lengths };
}

/** The table that makes these frequencies shortest, with no code of ones alone (T.81 section K.2). */
export function optimalTable(frequencies: Uint32Array): HuffmanTable {
  const sizes = codeSizes(frequencies);
  const counts = new Array<number>(64).fill(0);
  for (const size of sizes) if (size > 0) counts[size]! += 1;
  // Codes longer than 16 bits move up: two become one of a bit less and the prefix of a shorter pair.
  for (let length = counts.length - 1; length > LONGEST; length -= 1)
    while (counts[length]! > 0) {
      let shorter = length - 2;
      while (counts[shorter] === 0) shorter -= 1;
      counts[length]! -= 2;
      counts[length - 1]! += 1;
      counts[shorter + 1]! += 2;
      counts[shorter]! -= 1;
    }
  // The longest code is the one that was reserved.
  let longest = LONGEST;
  while (counts[longest] === 0) longest -= 1;
  counts[longest]! -= 1;
  const symbols = Array.from({ length: 256 }, (_, symbol) => symbol)
    .filter((symbol) => sizes[symbol]! > 0)
    .sort((one, other) => sizes[one]! - sizes[other]! || one - other);
  return { counts: Uint8Array.from(counts.slice(1, LONGEST + 1)), symbols: Uint8Array.from(symbols) };
}

/** Length of the code of each symbol, the reserved one last. */
function codeSizes(frequencies: Uint32Array): Uint8Array {
  const weights = [...frequencies, 1];
  const sizes = new Uint8Array(257);
  const others = new Int32Array(257).fill(-1);
  const least = (except: number): number => {
    let found = -1;
    for (let symbol = 0; symbol < 257; symbol += 1)
      if (symbol !== except && weights[symbol]! > 0 && (found < 0 || weights[symbol]! <= weights[found]!)) found = symbol;
    return found;
  };
  const deepen = (symbol: number): number => {
    let at = symbol;
    sizes[at]! += 1;
    while (others[at]! >= 0) {
      at = others[at]!;
      sizes[at]! += 1;
    }
    return at;
  };
  for (;;) {
    const first = least(-1);
    const second = least(first);
    if (second < 0) break;
    weights[first]! += weights[second]!;
    weights[second] = 0;
    const end = deepen(first);
    others[end] = second;
    deepen(second);
  }
  // A table of one symbol has the reserved one beside it, so that each has a bit.
  return sizes;
}
