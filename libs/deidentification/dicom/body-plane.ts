/** How slices cut the body (PS3.3 C.7.6.2.1.1: x runs to the left, y to the back, z to the head). */
export type BodyPlane = 'axial' | 'sagittal' | 'coronal' | 'oblique';

/** About 25 degrees off an axis a radiographer speaks of an oblique slice; a tilted gantry stays below. */
const SMALLEST_COSINE = 0.9;

const PLANES: readonly BodyPlane[] = ['sagittal', 'coronal', 'axial'];

/** By the axis of the body that the normal of the slices lies along. @param orientation direction cosines of row and column */
export function bodyPlane(orientation: readonly number[]): BodyPlane {
  const [rx = 0, ry = 0, rz = 0, cx = 0, cy = 0, cz = 0] = orientation;
  const normal = [ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx];
  const axis = normal.findIndex((cosine) => Math.abs(cosine) >= SMALLEST_COSINE);
  return PLANES[axis] ?? 'oblique';
}
