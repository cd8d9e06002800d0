import { findElement, valueBytes, type DataElement } from '../data-set';
import { type DicomFile } from '../file-parser';
import { type ImagingFacts } from '../imaging-facts';
import { elementOf, groupOf, PIXEL_DATA, tagFrom } from '../tag';
import { type NativePlace } from './blank-patch';
import { type Patch } from './patched-source';

const OVERLAY_DATA = 0x3000;
const BIT_POSITION = 0x0102;

/**
 * Bits of the pixel data that hold an overlay and no image (retired, PS3.3 C.9.2): its group goes with the profile, its drawing would stay
 * in the pixels. Positions count from 0.
 */
export function embeddedOverlayBits({ dataSet, source }: DicomFile, facts: ImagingFacts): number[] {
  if (!findElement(dataSet, PIXEL_DATA)) return [];
  const position = (element: DataElement): number => {
    const bytes = valueBytes(source, element);
    return bytes.length < 2 ? 0 : element.encoding.littleEndian ? bytes.readUInt16LE(0) : bytes.readUInt16BE(0);
  };
  return dataSet.elements
    .filter(({ tag }) => groupOf(tag) >>> 8 === 0x60 && elementOf(tag) === BIT_POSITION)
    .filter(({ tag }) => findElement(dataSet, tagFrom(groupOf(tag), OVERLAY_DATA)) === undefined)
    .map(position)
    .filter((bit) => bit >= (facts.bitsStored ?? 1));
}

/** Clears bits in every sample of native pixel data; the image's own bits stay. */
export function clearBitsPatch({ start, frames, frameBytes, layout, littleEndian }: NativePlace, bits: readonly number[]): Patch {
  const { sampleBytes } = layout;
  const masks = Array.from({ length: sampleBytes }, (_, byte) => {
    const significance = littleEndian ? byte : sampleBytes - 1 - byte;
    return bits.reduce((mask, bit) => (bit >> 3 === significance ? mask & ~(1 << (bit & 7)) : mask), 0xff);
  });
  const to = start + frames * frameBytes;
  return {
    from: start,
    to,
    apply: (target, offset) => {
      const end = Math.min(target.length, to - offset);
      for (let at = Math.max(0, start - offset); at < end; at += 1) target[at] = target[at]! & masks[(at + offset - start) % sampleBytes]!;
    },
  };
}
