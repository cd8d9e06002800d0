const START_OF_TILE = 0xff90;
const CODING_STYLE = 0xff52;

/** Whether a codestream transforms its colours before it compresses them (multiple component transformation, ISO 15444-1 table A.17). */
export function hasColourTransform(codestream: Buffer): boolean {
  for (let at = 2; at + 9 < codestream.length;) {
    const marker = codestream.readUInt16BE(at);
    if (marker === CODING_STYLE) return codestream[at + 8] === 1;
    if (marker === START_OF_TILE) return false;
    at += 2 + codestream.readUInt16BE(at + 2);
  }
  return false;
}
