import { type Region } from './region';
import { clipped } from './region-merging';

/** A frame as the screen goes over it. Levels and heights are in its samples' own values, as unsigned whole numbers. */
export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly samples: Uint8Array | Uint16Array;
  /** Signed samples are read as unsigned ones with their first bit flipped: a loop that meets more kinds of arrays is half as fast. */
  readonly flip: number;
  /** The least jump that is a steep edge, and a slight one. */
  readonly steep: number;
  readonly slight: number;
  /** The least jump that counts out of the even ground: air as a rule. */
  readonly risen: number;
  /** The ground is what lies up to `darkest`, or from `groundFrom` to `groundTo`: air inside of what lies around the scanned circle. */
  readonly darkest: number;
  readonly groundFrom: number;
  readonly groundTo: number;
}

/** A name of twelve pixels lies in one or two cells, level or upright. */
const CELL_WIDTH = 48;
const CELL_HEIGHT = 32;
/** Of edges in a cell that have the very same bright side; tissue has six at most, three strokes of one colour have as many in two rows. */
const FEWEST_OF_ONE_INK = 9;
/** Where values are few (a phantom, a map), equal ones are chance: in a cell with writing they make up this share of all edges. */
const SHARE_OF_ONE_INK = 0.25;
/** Of edges in a cell that rise out of the ground; an outline of the body and a table have seven. */
const FEWEST_OUT_OF_GROUND = 9;
/** Of a cell: writing stands on the ground, and cavities in tissue have little of it. */
const SHARE_OF_GROUND = 0.5;
/** Of edges in a cell that stands out among all: it has so many, and so many times what the ninth has. In few cells nothing stands out. */
const FEWEST_IN_CROWD = 12;
const CROWD = 3;
const CELLS_OF_A_LINE = 8;
const FEWEST_CELLS = 96;
const SLOTS = 1 << 14;
/** In a matrix of few pixels tissue has as many edges as writing. */
const FEWEST_PIXELS_A_SIDE = 200;
const MOST_TRACES = 64;

/**
 * Counts a frame's slight edges by place and value, for writing that is too faint, too small or too short for crowds of steep ones, or stands
 * upright. Its traces are a reason to look closely and no more. One for all frames: its tables are cleared, not made anew.
 */
export class EdgeSurvey {
  private readonly ofOneInk = new Uint8Array(SLOTS);
  private edges: Uint16Array = new Uint16Array(1024);
  private risen: Uint16Array = new Uint16Array(1024);
  private outOfGround: Uint16Array = new Uint16Array(1024);
  private cells = 0;
  private cellsWide = 0;
  private readonly inkCells: number[] = [];
  private readonly inkSlots: number[] = [];

  start({ width, height }: Screen): void {
    this.cellsWide = Math.ceil(width / CELL_WIDTH);
    this.cells = this.cellsWide * Math.ceil(height / CELL_HEIGHT);
    if (this.risen.length < this.cells) {
      this.edges = new Uint16Array(this.cells);
      this.risen = new Uint16Array(this.cells);
      this.outOfGround = new Uint16Array(this.cells);
    }
    this.edges.fill(0, 0, this.cells);
    this.risen.fill(0, 0, this.cells);
    this.outOfGround.fill(0, 0, this.cells);
    this.ofOneInk.fill(0);
    this.inkCells.length = 0;
    this.inkSlots.length = 0;
  }

  /** Notes an edge between two samples side by side. */
  note({ darkest, groundFrom, groundTo, risen }: Screen, row: number, column: number, one: number, other: number): void {
    const [high, low] = one > other ? [one, other] : [other, one];
    const cell = ((row / CELL_HEIGHT) | 0) * this.cellsWide + ((column / CELL_WIDTH) | 0);
    if (high - low >= risen) {
      this.risen[cell]! += 1;
      if (low <= darkest || (low >= groundFrom && low <= groundTo)) this.outOfGround[cell]! += 1;
    }
    this.edges[cell]! += 1;
    // Two colours that share a slot are rare, and cost a closer look.
    const slot = (Math.imul(high, 0x9e3779b1) + Math.imul(cell, 0x85ebca6b)) >>> 18;
    const count = this.ofOneInk[slot]! + 1;
    this.ofOneInk[slot] = count;
    if (count === FEWEST_OF_ONE_INK) {
      this.inkCells.push(cell);
      this.inkSlots.push(slot);
    }
  }

  /** The cells that hold traces of writing. */
  traces(screen: Screen): Region[] {
    if (Math.min(screen.width, screen.height) < FEWEST_PIXELS_A_SIDE) return [];
    const found = new Set<number>();
    this.inkCells.forEach((cell, index) => {
      if (this.ofOneInk[this.inkSlots[index]!]! >= this.edges[cell]! * SHARE_OF_ONE_INK) found.add(cell);
    });
    const crowd = this.crowd();
    for (let cell = 0; cell < this.cells; cell += 1)
      if (this.risen[cell]! >= crowd) found.add(cell);
      else if (this.outOfGround[cell]! >= FEWEST_OUT_OF_GROUND && standsOnGround(screen, this.regionOf(cell, screen))) found.add(cell);
    return [...found].slice(0, MOST_TRACES).map((cell) => this.regionOf(cell, screen));
  }

  /** So many edges in a cell as no tissue of this frame has. */
  private crowd(): number {
    if (this.cells < FEWEST_CELLS) return Infinity;
    const largest = new Uint16Array(CELLS_OF_A_LINE + 1);
    for (let cell = 0; cell < this.cells; cell += 1) {
      let value = this.risen[cell]!;
      for (let rank = 0; value > largest[CELLS_OF_A_LINE]! && rank <= CELLS_OF_A_LINE; rank += 1)
        if (value > largest[rank]!) [largest[rank], value] = [value, largest[rank]!];
    }
    return Math.max(FEWEST_IN_CROWD, (largest[CELLS_OF_A_LINE]! + 2) * CROWD);
  }

  private regionOf(cell: number, { width, height }: Screen): Region {
    const [left, top] = [(cell % this.cellsWide) * CELL_WIDTH, Math.floor(cell / this.cellsWide) * CELL_HEIGHT];
    return clipped({ left, top, right: left + CELL_WIDTH, bottom: top + CELL_HEIGHT }, width, height);
  }
}

function standsOnGround({ width, samples, flip, darkest, groundFrom, groundTo }: Screen, { left, top, right, bottom }: Region): boolean {
  let ground = 0;
  for (let row = top; row < bottom; row += 1)
    for (let at = row * width + left; at < row * width + right; at += 1) {
      const value = samples[at]! ^ flip;
      if (value <= darkest || (value >= groundFrom && value <= groundTo)) ground += 1;
    }
  return ground >= (right - left) * (bottom - top) * SHARE_OF_GROUND;
}
