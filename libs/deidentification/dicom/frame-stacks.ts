import { asciiValue, findElement, valueBytes, type DataSet } from './data-set';
import { type ByteSource } from './byte-source';
import { type DicomFile } from './file-parser';
import { type Tag } from './tag';

/** Frames that lie on one line through the body, in one phase. */
export interface FrameStack {
  /** Direction cosines of row and column. */
  readonly orientation: readonly number[];
  /** Temporal position, echo, b-value, cardiac phase and frame type, where the file says them. */
  readonly phase: string;
  /** Along the normal, millimetres, in the order of the frames. */
  readonly distances: readonly number[];
}

/** What the functional groups of an enhanced multi-frame object say (PS3.3 C.7.6.16). */
export interface FrameGroups {
  /** Empty where frames do not say where they lie. */
  readonly stacks: readonly FrameStack[];
  /** x, y, z of the first frame. */
  readonly position: readonly number[] | null;
  readonly orientation: readonly number[] | null;
  readonly pixelSpacing: readonly number[] | null;
  readonly sliceThickness: number | null;
  readonly rescale: { readonly slope: number; readonly intercept: number } | null;
  readonly window: { readonly center: number; readonly width: number } | null;
}

const SHARED_GROUPS = 0x52009229;
const PER_FRAME_GROUPS = 0x52009230;
/** More frames than this are not placed one by one: their facts would be longer than many images. */
const MOST_FRAMES = 10_000;

/** A macro's sequence, and the attribute within. */
type Path = readonly [sequence: Tag, attribute: Tag];
const POSITION: Path = [0x00209113, 0x00200032];
const ORIENTATION: Path = [0x00209116, 0x00200037];
const SPACING: Path = [0x00289110, 0x00280030];
const THICKNESS: Path = [0x00289110, 0x00180050];
const SLOPE: Path = [0x00289145, 0x00281053];
const INTERCEPT: Path = [0x00289145, 0x00281052];
const CENTER: Path = [0x00289132, 0x00281050];
const WIDTH: Path = [0x00289132, 0x00281051];
/** What tells frames of one place apart, each with how it is written. */
const PHASES: readonly (readonly [Path, 'UL' | 'FD' | 'text'])[] = [
  [[0x00209111, 0x00209128], 'UL'],
  [[0x00189114, 0x00189082], 'FD'],
  [[0x00189117, 0x00189087], 'FD'],
  [[0x00189118, 0x00209241], 'FD'],
  [[0x00189226, 0x00089007], 'text'],
  [[0x00189329, 0x00089007], 'text'],
];

/** Undefined where the object has no functional groups. */
export function frameGroups(file: DicomFile): FrameGroups | undefined {
  const perFrame = findElement(file.dataSet, PER_FRAME_GROUPS)?.items;
  const shared = findElement(file.dataSet, SHARED_GROUPS)?.items?.[0];
  if (!perFrame && !shared) return undefined;
  const frames = (perFrame ?? []).slice(0, MOST_FRAMES + 1).map((item) => new FrameReader(file.source, item, shared));
  const first = frames[0] ?? new FrameReader(file.source, undefined, shared);
  return {
    stacks: frames.length > MOST_FRAMES ? [] : stacksOf(frames),
    position: first.numbers(POSITION, 3),
    orientation: first.numbers(ORIENTATION, 6),
    pixelSpacing: first.numbers(SPACING, 2),
    sliceThickness: first.numbers(THICKNESS, 1)?.[0] ?? null,
    rescale: pair(first.numbers(SLOPE, 1), first.numbers(INTERCEPT, 1), (slope, intercept) => ({ slope, intercept })),
    window: pair(first.numbers(CENTER, 1), first.numbers(WIDTH, 1), (center, width) => ({ center, width })),
  };
}

function stacksOf(frames: readonly FrameReader[]): FrameStack[] {
  const stacks = new Map<string, { orientation: readonly number[]; phase: string; distances: number[] }>();
  for (const frame of frames) {
    const position = frame.numbers(POSITION, 3);
    const orientation = frame.numbers(ORIENTATION, 6);
    if (!position || !orientation) continue;
    const phase = frame.phase();
    const key = `${orientation.map((cosine) => Math.round(cosine * 1e4)).join(' ')}|${phase}`;
    const stack = stacks.get(key) ?? { orientation, phase, distances: [] };
    stack.distances.push(Math.round(alongNormal(position, orientation) * 1e3) / 1e3);
    stacks.set(key, stack);
  }
  return [...stacks.values()];
}

/** How far a position lies along the normal of the plane. Millimetres. */
export function alongNormal(position: readonly number[], orientation: readonly number[]): number {
  const [rx = 0, ry = 0, rz = 0, cx = 0, cy = 0, cz = 0] = orientation;
  const [x = 0, y = 0, z = 0] = position;
  return (ry * cz - rz * cy) * x + (rz * cx - rx * cz) * y + (rx * cy - ry * cx) * z;
}

/** One frame: its own groups, and those that all share. */
class FrameReader {
  constructor(
    private readonly source: ByteSource,
    private readonly own: DataSet | undefined,
    private readonly shared: DataSet | undefined,
  ) {}

  numbers([sequence, attribute]: Path, count: number): number[] | null {
    const item = this.macro(sequence);
    const values = item ? (asciiValue(this.source, item, attribute)?.split('\\').map(Number) ?? []) : [];
    return values.length >= count && values.every(Number.isFinite) ? values : null;
  }

  phase(): string {
    return PHASES.map(([path, form]) => this.value(path, form)).join('/');
  }

  private value([sequence, attribute]: Path, form: 'UL' | 'FD' | 'text'): string {
    const item = this.macro(sequence);
    const element = item && findElement(item, attribute);
    if (!element) return '';
    if (form === 'text') return asciiValue(this.source, item, attribute) ?? '';
    const bytes = valueBytes(this.source, element);
    if (bytes.length < (form === 'UL' ? 4 : 8)) return '';
    const little = element.encoding.littleEndian;
    if (form === 'UL') return String(little ? bytes.readUInt32LE(0) : bytes.readUInt32BE(0));
    return String(little ? bytes.readDoubleLE(0) : bytes.readDoubleBE(0));
  }

  private macro(sequence: Tag): DataSet | undefined {
    const inOwn = this.own && findElement(this.own, sequence)?.items?.[0];
    return inOwn ?? (this.shared && findElement(this.shared, sequence)?.items?.[0]);
  }
}

function pair<T>(one: number[] | null, other: number[] | null, make: (one: number, other: number) => T): T | null {
  const [first, second] = [one?.[0], other?.[0]];
  return first === undefined || second === undefined ? null : make(first, second);
}
