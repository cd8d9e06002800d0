import { type ImagingFacts } from './imaging-facts';

/** A measured share: how many of how many (GB/T 36344 asks for both). */
export interface Share {
  readonly numerator: number;
  readonly denominator: number;
}

/** How well the instances of one series make up a volume. Every share counts what is right, so that 1 is best. */
export interface SeriesQuality {
  readonly instances: number;
  /** Slice positions that exist, of those that even spacing calls for. */
  readonly slicesPresent: Share;
  /** Instances that share neither their position nor their instance number with an earlier one. */
  readonly slicesUnique: Share;
  /** Gaps between neighbours that are as wide as their slices are thick. */
  readonly slicesWithoutOverlap: Share;
  /** Instances whose matrix, spacing and orientation are those of most. */
  readonly geometryConsistent: Share;
  /** Instances of the same modality, class, frame size and device as most: less than all means mixed series. */
  readonly seriesUniform: Share;
  /** Instances that say where they lie: position, orientation and spacing. */
  readonly spatiallyLocated: Share;
  readonly attributesPresent: Share;
  /** Instances whose native pixel data is as long as their matrix calls for. */
  readonly pixelsComplete: Share;
  readonly losslessStored: Share;
  /** Millimetres between neighbouring slices (the median), null below two located slices. */
  readonly sliceSpacing: number | null;
}

/** Positions that differ by less than a hundredth of a millimetre are one: decimal strings are rounded. */
const SAME_POSITION_MM = 0.01;
const SAME_COSINE = 1e-4;
/** A gap counts as a missing slice from one and a half times the usual spacing. */
const GAP_FACTOR = 1.5;
/** Below nine tenths of the thickness: a tilted gantry alone brings slices a little closer. */
const OVERLAP_FACTOR = 0.9;

/** Judges the instances of one series, whatever their order. */
export function seriesQuality(instances: readonly ImagingFacts[]): SeriesQuality {
  const located = instances.filter((facts) => facts.imagePosition && facts.imageOrientation && facts.pixelSpacing);
  const slices = slicesOf(located);
  const gaps = gapsBetween(slices);
  const missing = gaps.reduce((sum, gap) => sum + missingIn(gap, gaps), 0);
  const overlapping = gaps.filter(({ millimetres, thickness }) => thickness !== null && millimetres < thickness * OVERLAP_FACTOR).length;
  const native = instances.filter((facts) => facts.pixelBytes !== null && facts.pixelBytes.expected !== null);
  return {
    instances: instances.length,
    slicesPresent: { numerator: slices.length, denominator: slices.length + missing },
    slicesUnique: { numerator: instances.length - duplicates(instances), denominator: instances.length },
    slicesWithoutOverlap: { numerator: gaps.length - overlapping, denominator: gaps.length },
    geometryConsistent: likeMost(located, geometryKey),
    seriesUniform: likeMost(instances, kindKey),
    spatiallyLocated: { numerator: located.length, denominator: instances.length },
    attributesPresent: {
      numerator: instances.reduce((sum, facts) => sum + facts.requiredAttributes.present, 0),
      denominator: instances.reduce((sum, facts) => sum + facts.requiredAttributes.required, 0),
    },
    pixelsComplete: { numerator: native.filter(isComplete).length, denominator: native.length },
    losslessStored: { numerator: instances.filter((facts) => !facts.lossy).length, denominator: instances.length },
    sliceSpacing: median(gaps.map((gap) => gap.millimetres)),
  };
}

const isComplete = ({ pixelBytes, truncated }: ImagingFacts): boolean =>
  !truncated && pixelBytes !== null && pixelBytes.actual >= (pixelBytes.expected ?? 0);

interface Slice {
  /** Along the normal of the slices, millimetres. */
  readonly distance: number;
  readonly thickness: number | null;
}

interface Gap {
  readonly millimetres: number;
  /** Mean thickness of the two slices: how far apart they may lie without overlap. */
  readonly thickness: number | null;
}

/** One for each distinct position, ascending. */
function slicesOf(located: readonly ImagingFacts[]): Slice[] {
  const slices = located.map((facts) => ({ distance: distanceAlongNormal(facts), thickness: facts.sliceThickness }));
  slices.sort((one, other) => one.distance - other.distance);
  return slices.filter((slice, index) => index === 0 || slice.distance - (slices[index - 1]?.distance ?? 0) > SAME_POSITION_MM);
}

function gapsBetween(slices: readonly Slice[]): Gap[] {
  return slices.slice(1).map((slice, index) => {
    const before = slices[index];
    const thickness = slice.thickness === null || !before || before.thickness === null ? null : (slice.thickness + before.thickness) / 2;
    return { millimetres: slice.distance - (before?.distance ?? 0), thickness };
  });
}

/** Slices that lack in a gap. A head CT goes over from thin slices to thick ones: each gap is held against those of its own thickness. */
function missingIn(gap: Gap, gaps: readonly Gap[]): number {
  const usual = median(gaps.filter((other) => other.thickness === gap.thickness).map((other) => other.millimetres));
  return usual === null || gap.millimetres <= usual * GAP_FACTOR ? 0 : Math.round(gap.millimetres / usual) - 1;
}

function distanceAlongNormal({ imagePosition, imageOrientation }: ImagingFacts): number {
  const [rx = 0, ry = 0, rz = 0, cx = 0, cy = 0, cz = 0] = imageOrientation ?? [];
  const [x = 0, y = 0, z = 0] = imagePosition ?? [];
  return (ry * cz - rz * cy) * x + (rz * cx - rx * cz) * y + (rx * cy - ry * cx) * z;
}

/** The same place at the same acquisition and number counts once; phases of one place differ in their instance number. */
function duplicates(instances: readonly ImagingFacts[]): number {
  const keys = instances
    .filter((facts) => facts.instanceNumber !== null || facts.imagePosition)
    .map((facts) => JSON.stringify([facts.instanceNumber, facts.acquisitionNumber, facts.imagePosition?.map(rounded), facts.imageType]));
  return keys.length - new Set(keys).size;
}

const rounded = (value: number): number => Math.round(value / SAME_POSITION_MM);
const geometryKey = (facts: ImagingFacts): string =>
  JSON.stringify([
    facts.rows,
    facts.columns,
    facts.pixelSpacing,
    facts.imageOrientation?.map((cosine) => Math.round(cosine / SAME_COSINE)),
  ]);
const kindKey = (facts: ImagingFacts): string =>
  JSON.stringify([facts.modality, facts.sopClass, facts.rows, facts.columns, facts.samplesPerPixel, facts.manufacturer, facts.model]);

function likeMost(instances: readonly ImagingFacts[], key: (facts: ImagingFacts) => string): Share {
  const counts = new Map<string, number>();
  for (const facts of instances) counts.set(key(facts), (counts.get(key(facts)) ?? 0) + 1);
  return { numerator: Math.max(0, ...counts.values()), denominator: instances.length };
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
