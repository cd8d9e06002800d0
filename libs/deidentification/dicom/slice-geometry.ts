import { alongNormal } from './frame-stacks';
import { type ImagingFacts } from './imaging-facts';

/** Slices at one place and after one another: one orientation, one phase. */
interface SliceStack {
  readonly orientation: readonly number[];
  readonly phase: string;
  readonly slices: readonly Slice[];
}

interface Slice {
  /** Along the normal of the slices, millimetres. */
  readonly distance: number;
  readonly thickness: number | null;
}

export interface Gap {
  readonly millimetres: number;
  /** Mean thickness of the two slices: how far apart they may lie without overlap. */
  readonly thickness: number | null;
}

/** What one orientation calls for and has, over all its phases. */
export interface Volume {
  readonly orientation: readonly number[];
  /** Slices that are there, each phase counted by itself. */
  readonly present: number;
  /** Slices that even spacing calls for and that are not there, and places that one phase lacks and others have. */
  readonly missing: number;
  /** How often a place was imaged, on the mean. */
  readonly phases: number;
  /** Between neighbouring places. */
  readonly gaps: readonly Gap[];
}

/** Positions that differ by less than a hundredth of a millimetre are one: decimal strings are rounded. */
const SAME_POSITION_MM = 0.01;
const SAME_COSINE = 1e-4;
/** A gap counts as a missing slice from one and a half times the usual spacing. */
const GAP_FACTOR = 1.5;
/** A phase with fewer of the places in its own range than this was never meant to cover them. */
const PHASE_COVERS = 0.75;

/** Whether the instance says where it lies: position, orientation and spacing. */
export const isLocated = ({ imagePosition, imageOrientation, pixelSpacing, frameStacks }: ImagingFacts): boolean =>
  pixelSpacing !== null && ((imagePosition !== null && imageOrientation !== null) || (frameStacks?.length ?? 0) > 0);

/** A localizer lies across the slices that it was made to plan: it belongs to no stack. */
export const isLocalizer = ({ imageType }: ImagingFacts): boolean => imageType.includes('LOCALIZER');

/** The volumes that located instances make up, whatever their order. */
export function volumesOf(instances: readonly ImagingFacts[]): Volume[] {
  const stacks = stacksOf(instances.filter((facts) => isLocated(facts) && !isLocalizer(facts)));
  const planes = new Map<string, SliceStack[]>();
  for (const stack of stacks) {
    const key = orientationKey(stack.orientation);
    planes.set(key, [...(planes.get(key) ?? []), stack]);
  }
  return [...planes.keys()].sort().map((key) => volumeOf(planes.get(key)!));
}

export const orientationKey = (orientation: readonly number[] | null): string =>
  (orientation ?? []).map((cosine) => Math.round(cosine / SAME_COSINE) + 0).join(' ');

function stacksOf(instances: readonly ImagingFacts[]): SliceStack[] {
  const stacks = new Map<string, { orientation: readonly number[]; phase: string; slices: Slice[] }>();
  const add = (orientation: readonly number[], phase: string, slices: readonly Slice[]): void => {
    const key = `${orientationKey(orientation)}|${phase}`;
    const stack = stacks.get(key) ?? { orientation, phase, slices: [] };
    stack.slices.push(...slices);
    stacks.set(key, stack);
  };
  for (const { frameStacks, imageOrientation, imagePosition, phase, sliceThickness: thickness } of instances) {
    for (const stack of frameStacks ?? []) {
      const slices = stack.distances.map((distance) => ({ distance, thickness }));
      add(stack.orientation, `${phase}|${stack.phase}`, slices);
    }
    if (frameStacks?.length || !imageOrientation || !imagePosition) continue;
    add(imageOrientation, phase, [{ distance: alongNormal(imagePosition, imageOrientation), thickness }]);
  }
  return [...stacks.values()].map((stack) => ({ ...stack, slices: distinct(stack.slices) }));
}

function volumeOf(stacks: readonly SliceStack[]): Volume {
  const places = distinct(stacks.flatMap(({ slices }) => slices));
  const gaps = gapsBetween(places);
  const holes = holesIn(gaps);
  const missing = stacks.map(({ slices }) => missingInPhase(slices, places, holes)).filter((count) => count !== null);
  return {
    orientation: stacks[0]!.orientation,
    present: stacks.reduce((sum, { slices }) => sum + slices.length, 0),
    missing: sumOf(missing.length > 0 ? missing : holes),
    phases: Math.round(sumOf(stacks.map(({ slices }) => slices.length)) / places.length),
    gaps,
  };
}

/** Null for a phase that was never meant to cover the places. @param holes slices that lack after each place */
function missingInPhase(slices: readonly Slice[], places: readonly Slice[], holes: readonly number[]): number | null {
  const [first, last] = [slices[0]?.distance ?? 0, slices.at(-1)?.distance ?? 0];
  const from = places.findIndex(({ distance }) => distance > first - SAME_POSITION_MM);
  const to = places.findLastIndex(({ distance }) => distance < last + SAME_POSITION_MM);
  const called = to - from + 1;
  return slices.length < called * PHASE_COVERS ? null : called - slices.length + sumOf(holes.slice(from, to));
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** One for each distinct position, ascending. */
function distinct(slices: readonly Slice[]): Slice[] {
  const sorted = [...slices].sort((one, other) => one.distance - other.distance || (one.thickness ?? 0) - (other.thickness ?? 0));
  return sorted.filter((slice, index) => index === 0 || slice.distance - (sorted[index - 1]?.distance ?? 0) > SAME_POSITION_MM);
}

function gapsBetween(slices: readonly Slice[]): Gap[] {
  return slices.slice(1).map((slice, index) => {
    const before = slices[index];
    const thickness = slice.thickness === null || !before || before.thickness === null ? null : (slice.thickness + before.thickness) / 2;
    return { millimetres: slice.distance - (before?.distance ?? 0), thickness };
  });
}

/** Slices that lack in each gap. A head CT goes over from thin slices to thick ones: each gap is held against those of its own thickness. */
function holesIn(gaps: readonly Gap[]): number[] {
  const usual = usualSpacings(gaps);
  return gaps.map(({ millimetres, thickness }) => {
    const spacing = usual.get(thickness) ?? millimetres;
    return millimetres <= spacing * GAP_FACTOR ? 0 : Math.round(millimetres / spacing) - 1;
  });
}

/** Median spacing of slices of each thickness. Millimetres. */
export function usualSpacings(gaps: readonly Gap[]): ReadonlyMap<number | null, number> {
  const byThickness = new Map<number | null, number[]>();
  for (const { thickness, millimetres } of gaps) {
    const own = byThickness.get(thickness);
    if (own) own.push(millimetres);
    else byThickness.set(thickness, [millimetres]);
  }
  return new Map([...byThickness].map(([thickness, own]) => [thickness, median(own) ?? 0]));
}

export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
