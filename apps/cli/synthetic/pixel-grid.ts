const { floor, min } = Math; // bound once: see chest-geometry.ts

/** The plane of pixels: its upper left pixel's centre lies at (left, top) millimetres; pixels are square. */
export interface PixelGrid {
  readonly rows: number;
  readonly columns: number;
  readonly spacingMm: number;
  readonly leftMm: number;
  readonly topMm: number;
}

/** A grid about the origin whose shorter side shows `fieldMm`. */
export function centredGrid(rows: number, columns: number, fieldMm: number): PixelGrid {
  const spacingMm = Number((fieldMm / min(rows, columns)).toFixed(6));
  const start = (count: number): number => -((count - 1) / 2) * spacingMm;
  return { rows, columns, spacingMm, leftMm: start(columns), topMm: start(rows) };
}

/** The centre of the pixel at an index, row by row. */
export function pixelCentre(grid: PixelGrid, index: number): { readonly x: number; readonly y: number } {
  const row = floor(index / grid.columns);
  return { x: grid.leftMm + (index - row * grid.columns) * grid.spacingMm, y: grid.topMm + row * grid.spacingMm };
}
