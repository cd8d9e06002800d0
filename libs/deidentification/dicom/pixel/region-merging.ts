import { areaOf } from './ultrasound-regions';
import { type Region } from './region';

/** Regions with a margin around them, within the frame; those that meet become one. Letters have shadows and neighbours that no finder sees. */
export function withMargins(regions: readonly Region[], width: number, height: number): Region[] {
  return merged(
    regions.map(({ left, top, right, bottom }) => {
      const size = Math.min(bottom - top, right - left);
      const margin = Math.max(3, Math.ceil(size * 0.4));
      // A line may go on in its direction: a first or last letter that hangs together with something else.
      const ahead = Math.max(margin, Math.min(size, 40));
      const [across, down] = right - left >= bottom - top ? [ahead, margin] : [margin, ahead];
      return {
        left: Math.max(0, left - across),
        top: Math.max(0, top - down),
        right: Math.min(width, right + across),
        bottom: Math.min(height, bottom + down),
      };
    }),
  );
}

/** Overlapping boxes joined as long as their common box holds little more than they do. */
export function merged(regions: readonly Region[]): Region[] {
  const result: Region[] = [];
  for (const region of [...regions].sort((one, other) => areaOf(other) - areaOf(one))) {
    let joined = region;
    for (let index = result.length - 1; index >= 0; index -= 1) {
      const other = result[index]!;
      if (!meets(joined, other)) continue;
      const common = around(joined, other);
      if (areaOf(common) > (areaOf(joined) + areaOf(other)) * 1.15) continue;
      joined = common;
      result.splice(index, 1);
    }
    result.push(joined);
  }
  return result;
}

export const meets = (one: Region, other: Region): boolean =>
  one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;

/** What the screen met of lines that were found: about as high as they are. */
export const alongside = (met: readonly Region[], lines: readonly Region[]): Region[] =>
  met.filter((region) => lines.some((line) => meets(line, region) && region.bottom - region.top <= (line.bottom - line.top) * 2.5));

/** Lines of writing near other writing, two of its heights away at most. */
export function beside(lines: readonly Region[], writing: readonly Region[]): Region[] {
  const reach = writing.map((region) => grown(region, 2 * Math.min(region.bottom - region.top, region.right - region.left, 60)));
  return lines.filter((line) => reach.some((region) => meets(region, line)));
}

/** A region and what lies up to a distance from it; it may reach over the frame's edge. */
export const grown = ({ left, top, right, bottom }: Region, by: number): Region => ({
  left: left - by,
  top: top - by,
  right: right + by,
  bottom: bottom + by,
});

export const clipped = ({ left, top, right, bottom }: Region, width: number, height: number): Region => ({
  left: Math.max(0, left),
  top: Math.max(0, top),
  right: Math.min(width, right),
  bottom: Math.min(height, bottom),
});

const around = (one: Region, other: Region): Region => ({
  left: Math.min(one.left, other.left),
  top: Math.min(one.top, other.top),
  right: Math.max(one.right, other.right),
  bottom: Math.max(one.bottom, other.bottom),
});

/** How much of a frame regions cover, each pixel once: 0 … 1. */
export function coverage(regions: readonly Region[], width: number, height: number): number {
  const covered = new Uint8Array(width * height);
  for (const { left, top, right, bottom } of regions)
    for (let row = top; row < bottom; row += 1) covered.fill(1, row * width + left, row * width + right);
  return covered.reduce((sum, pixel) => sum + pixel, 0) / covered.length;
}
