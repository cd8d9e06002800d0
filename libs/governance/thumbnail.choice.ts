import { type ReleasedSeries, type SeriesFile } from './measure.store';

/** What stands for a series. */
export interface ThumbnailChoice {
  readonly series: string;
  /** Of the released object. */
  readonly sha256: string;
  readonly bytes: number;
  /** Counts from 1. */
  readonly frame: number;
}

/** The middle slice of a stack, of a series without places the middle image by number, and of frames the middle one; null without an image. */
export function thumbnailChoice({ series, files }: ReleasedSeries): ThumbnailChoice | null {
  const images = files.filter(({ facts }) => (facts.rows ?? 0) > 0);
  const planned = images.filter(({ facts }) => !facts.imageType.includes('LOCALIZER'));
  const sorted = [...(planned.length > 0 ? planned : images)].sort((one, other) => placeOf(one) - placeOf(other) || one.file - other.file);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (!middle) return null;
  return { series, sha256: middle.sha256, bytes: middle.bytes, frame: Math.ceil(Math.max(1, middle.facts.frames ?? 1) / 2) };
}

/** Along the normal of the slice, or the number of the image. */
function placeOf({ facts: { imagePosition, imageOrientation, instanceNumber } }: SeriesFile): number {
  if (!imagePosition || !imageOrientation) return instanceNumber ?? 0;
  const [rx = 0, ry = 0, rz = 0, cx = 0, cy = 0, cz = 0] = imageOrientation;
  const [x = 0, y = 0, z = 0] = imagePosition;
  return (ry * cz - rz * cy) * x + (rz * cx - rx * cz) * y + (rx * cy - ry * cx) * z;
}
