import { type AttributeValues } from './attribute-values';
import { type PixelLayout } from './pixel-layout';
import { type Region } from './region';

const SEQUENCE = 0x00186011;
/** Region Spatial Format (PS3.3 section C.8.5.5.1.1): 2D, M-mode, spectral and waveform are echoes; graphics and none are not. */
const ECHOES = new Set([1, 2, 3, 4]);
/** Less than this of a frame is a caliper's region, no echo; a machine that says so is not believed. */
const LEAST_SHARE = 0.08;

/** Where the machine says that echoes are; null where it does not say, or says what can't be. */
export function echoRegions(attributes: AttributeValues, { width, height }: PixelLayout): Region[] | null {
  const regions = attributes.items(SEQUENCE).flatMap((item): Region[] => {
    const format = item.shorts(0x00186012)[0] ?? 0;
    const [left, top, right, bottom] = [0x00186018, 0x0018601a, 0x0018601c, 0x0018601e].map((tag) => item.longs(tag)[0]);
    if (left === undefined || top === undefined || right === undefined || bottom === undefined || !ECHOES.has(format)) return [];
    return left < right && top < bottom && left < width && top < height
      ? [{ left, top, right: Math.min(width, right + 1), bottom: Math.min(height, bottom + 1) }]
      : [];
  });
  const area = regions.reduce((sum, region) => sum + areaOf(region), 0);
  return area >= width * height * LEAST_SHARE ? regions : null;
}

export const areaOf = ({ left, top, right, bottom }: Region): number => (right - left) * (bottom - top);

/** All of a frame that lies in none of the regions, as few rectangles. */
export function outsideOf(regions: readonly Region[], width: number, height: number): Region[] {
  const edges = [...new Set([0, height, ...regions.flatMap(({ top, bottom }) => [top, bottom])])].sort((one, other) => one - other);
  return edges.slice(1).flatMap((bottom, index) => {
    const top = edges[index]!;
    const inside = regions.filter((region) => region.top < bottom && region.bottom > top).sort((one, other) => one.left - other.left);
    const gaps: Region[] = [];
    let left = 0;
    for (const region of inside) {
      if (region.left > left) gaps.push({ left, top, right: region.left, bottom });
      left = Math.max(left, region.right);
    }
    return left < width ? [...gaps, { left, top, right: width, bottom }] : gaps;
  });
}
