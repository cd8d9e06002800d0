/**
 * Decodes one frame of RLE Lossless (PS3.5 annex G) to one plane of bytes per segment. Null where the fragment contradicts itself.
 * `planeBytes` is rows × columns; segments are the bytes of a sample, most significant first, sample by sample.
 */
export function decodeRunLength(fragment: Buffer, planeBytes: number): Buffer[] | null {
  if (fragment.length < 64) return null;
  const count = fragment.readUInt32LE(0);
  if (count < 1 || count > 15) return null;
  const planes: Buffer[] = [];
  for (let segment = 0; segment < count; segment += 1) {
    const from = fragment.readUInt32LE(4 + segment * 4);
    const to = segment + 1 < count ? fragment.readUInt32LE(8 + segment * 4) : fragment.length;
    if (from < 64 || to > fragment.length || from > to) return null;
    planes.push(unpack(fragment.subarray(from, to), planeBytes));
  }
  return planes;
}

/** PackBits; what is missing at the end stays zero. */
function unpack(segment: Buffer, planeBytes: number): Buffer {
  const plane = Buffer.alloc(planeBytes);
  let at = 0;
  for (let index = 0; index < segment.length && at < planeBytes;) {
    const control = segment.readInt8(index);
    index += 1;
    if (control >= 0) {
      at += segment.copy(plane, at, index, index + control + 1);
      index += control + 1;
    } else if (control > -128) {
      plane.fill(segment[index] ?? 0, at, Math.min(planeBytes, at - control + 1));
      at += 1 - control;
      index += 1;
    }
  }
  return plane;
}
