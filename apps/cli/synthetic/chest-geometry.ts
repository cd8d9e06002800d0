// Bound once: these run for every pixel, and inside a test's sandbox each use of a global is a slow call.
const { max, min, sqrt } = Math;

/** Millimetres: x to the patient's left, y to the back, z to the head; the origin lies in the windpipe at its fork. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** The space inside the ribs at its widest. */
export interface HalfAxes {
  readonly width: number;
  readonly depth: number;
}

/** Half axes of the space inside the ribs at a level: closes towards the top like a dome. */
export function cavityAt(widest: HalfAxes, z: number): HalfAxes {
  const height = (z + 45) / 190;
  const opening = z < -45 ? 1 : sqrt(max(0, 1 - height ** 2.6));
  return { width: widest.width * opening, depth: widest.depth * (0.25 + 0.75 * opening) };
}

/** The length of (x, y). Math.hypot guards against overflow at ten times the cost, and this runs for every pixel. */
export const norm = (x: number, y: number): number => sqrt(x * x + y * y);

/** Distance in the plane of the slice from (x, y) to the line between two points, or to the nearer of its ends. */
export function distanceToLine(from: Omit<Point, 'z'>, to: Omit<Point, 'z'>, x: number, y: number): number {
  const [runX, runY] = [to.x - from.x, to.y - from.y];
  const length = runX ** 2 + runY ** 2;
  const along = length === 0 ? 0 : min(1, max(0, ((x - from.x) * runX + (y - from.y) * runY) / length));
  return norm(x - from.x - along * runX, y - from.y - along * runY);
}
