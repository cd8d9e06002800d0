import { type Patch } from './patched-source';
import { type PixelLayout } from './pixel-layout';
import { type Region } from './region';

/** Native frames in a source, as they lie there. */
export interface NativePlace {
  /** Of the first sample of the first frame. */
  readonly start: number;
  readonly frames: number;
  readonly frameBytes: number;
  readonly layout: PixelLayout;
  readonly littleEndian: boolean;
  /** Y1 Y2 Cb Cr, four bytes for two pixels (YBR_FULL_422). */
  readonly paired: boolean;
}

/** Fills regions of native frames; `fill` has one stored value a sample. Only rows that are touched are visited. */
export function blankPatch(place: NativePlace, regions: readonly Region[], fill: readonly number[]): Patch {
  const spans = regions.flatMap((region) => spansOf(place, region));
  const { start, frameBytes, frames } = place;
  return {
    from: start,
    to: start + frames * frameBytes,
    apply: (target, offset) => {
      const first = Math.max(0, Math.floor((offset - start) / frameBytes));
      const last = Math.min(frames - 1, Math.floor((offset + target.length - 1 - start) / frameBytes));
      for (let frame = first; frame <= last; frame += 1)
        for (const span of spans)
          if (span.frame === undefined || span.frame === frame + 1)
            fillSpan(target, start + frame * frameBytes - offset, span, fill, place);
    },
  };
}

/** Equal stretches of bytes, one a row, in one plane of a frame. */
interface Span {
  readonly frame: number | undefined;
  /** Bytes from the start of the frame to the first stretch. */
  readonly first: number;
  readonly stride: number;
  readonly rows: number;
  readonly length: number;
  /** The sample that the plane holds; all of a pixel where they lie side by side. */
  readonly plane: number | null;
}

function spansOf({ layout, paired }: NativePlace, region: Region): Span[] {
  const { width, height, samplesPerPixel, sampleBytes, planar } = layout;
  const [top, bottom] = [clip(region.top, height), clip(region.bottom, height)];
  let [left, right] = [clip(region.left, width), clip(region.right, width)];
  if (paired) [left, right] = [left & ~1, Math.min(width, (right + 1) & ~1)];
  if (bottom <= top || right <= left) return [];
  const pixelBytes = paired ? 2 : planar ? sampleBytes : samplesPerPixel * sampleBytes;
  const stride = width * pixelBytes;
  const span = { frame: region.frame, stride, rows: bottom - top, length: (right - left) * pixelBytes };
  const first = top * stride + left * pixelBytes;
  if (!planar) return [{ ...span, first, plane: null }];
  return Array.from({ length: samplesPerPixel }, (_, plane) => ({ ...span, first: first + plane * height * stride, plane }));
}

const clip = (value: number, most: number): number => Math.min(most, Math.max(0, Math.floor(value)));

/** `frameAt` is where the frame begins in the target; it may be negative, for a frame that began earlier. */
function fillSpan(target: Buffer, frameAt: number, span: Span, fill: readonly number[], place: NativePlace): void {
  const unit = unitOf(span.plane === null ? fill : [fill[span.plane] ?? 0], place);
  const firstRow = Math.max(0, Math.ceil((-frameAt - span.first - span.length + 1) / span.stride));
  const lastRow = Math.min(span.rows - 1, Math.floor((target.length - 1 - frameAt - span.first) / span.stride));
  for (let row = firstRow; row <= lastRow; row += 1) {
    const at = frameAt + span.first + row * span.stride;
    const from = Math.max(0, at);
    const to = Math.min(target.length, at + span.length);
    // A chunk may begin within a sample: the unit goes on where it left off.
    for (let byte = from; byte < to; byte += 1) target[byte] = unit[(byte - at) % unit.length]!;
  }
}

function unitOf(fill: readonly number[], { layout, littleEndian, paired }: NativePlace): Buffer {
  if (paired) return Buffer.from([fill[0] ?? 0, fill[0] ?? 0, fill[1] ?? 128, fill[2] ?? 128]);
  const { sampleBytes } = layout;
  const unit = Buffer.alloc(fill.length * sampleBytes);
  fill.forEach((value, index) => {
    for (let byte = 0; byte < sampleBytes; byte += 1)
      unit[index * sampleBytes + (littleEndian ? byte : sampleBytes - 1 - byte)] = (value >> (8 * byte)) & 0xff;
  });
  return unit;
}

/** The same on a decoded frame, in place. */
export function blankFrame(bytes: Buffer, layout: PixelLayout, regions: readonly Region[], fill: readonly number[]): void {
  const place = { start: 0, frames: 1, frameBytes: bytes.length, layout, littleEndian: true, paired: false };
  blankPatch(
    place,
    regions.map(({ left, top, right, bottom }) => ({ left, top, right, bottom })),
    fill,
  ).apply(bytes, 0);
}
