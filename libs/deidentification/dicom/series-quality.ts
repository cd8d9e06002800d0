import { bodyPlane, type BodyPlane } from './body-plane';
import { duplicateInstances } from './duplicate-instances';
import { type ImagingFacts } from './imaging-facts';
import { iodOf } from './iod-types';
import { isLocalizer, isLocated, median, orientationKey, usualSpacings, volumesOf, type Gap, type Volume } from './slice-geometry';

/** A measured share: how many of how many (GB/T 36344 asks for both). */
export interface Share {
  readonly numerator: number;
  readonly denominator: number;
}

/** How well the instances of one series make up a volume. Every share counts what is right, so that 1 is best. */
export interface SeriesQuality {
  readonly instances: number;
  /** Planning images, which belong to no stack of slices. */
  readonly localizers: number;
  /** Slices that exist, of those that even spacing calls for, in each phase. */
  readonly slicesPresent: Share;
  /** Instances that are no earlier one again. */
  readonly slicesUnique: Share;
  /** Gaps between neighbours that are as wide as their slices are thick. */
  readonly slicesWithoutOverlap: Share;
  /** Gaps between neighbours that are a whole multiple of the usual one. */
  readonly slicesEvenlySpaced: Share;
  /** Instances whose matrix, spacing and orientation are those of most. */
  readonly geometryConsistent: Share;
  /** Instances of the same modality, class, frame size and device as most: less than all means mixed series. */
  readonly seriesUniform: Share;
  /** Of the instances whose IOD asks for it, those that say where they lie: position, orientation and spacing. */
  readonly spatiallyLocated: Share;
  readonly attributesPresent: Share;
  /** Images whose bits stored, high bit and bits allocated agree (PS3.5 section 8.1.1). */
  readonly bitsConsistent: Share;
  /** CT and PET images that say how their values become units (PS3.3 C.11.1). */
  readonly rescaleGiven: Share;
  /** Grayscale images with a window to look at them by. */
  readonly windowGiven: Share;
  /** Images whose native pixel data is as long as their matrix calls for, or whose stream begins as one and has its frames. */
  readonly pixelsComplete: Share;
  /** Native frames looked at in which not every pixel is alike. */
  readonly framesNotEmpty: Share;
  readonly losslessStored: Share;
  /** Of the images whose IOD asks for it, those that say whether text is burned in. */
  readonly burnedInStated: Share;
  /** Of most slices; null without a located one. */
  readonly plane: BodyPlane | null;
  /** Volumes of one place: temporal positions, echoes, b-values. */
  readonly phases: number;
  /** Millimetres between neighbouring slices (the median), null below two located slices. */
  readonly sliceSpacing: number | null;
  /** Of most instances, millimetres: between rows, between columns. */
  readonly pixelSpacing: readonly number[] | null;
  readonly sliceThickness: number | null;
  /** Degrees, the largest of either sign; null where no instance says. */
  readonly gantryTilt: number | null;
  /** The largest original to compressed size that an instance states. */
  readonly lossyRatio: number | null;
}

/** Below nine tenths of the thickness: a tilted gantry alone brings slices a little closer. */
const OVERLAP_FACTOR = 0.9;
/** Uneven is a gap that differs from a multiple of the usual one by more than a twentieth, and by more than decimal strings are rounded. */
const UNEVEN_FACTOR = 0.05;
const UNEVEN_MM = 0.05;
/** Modalities whose values mean nothing without a rescale. */
const RESCALED = new Set(['CT', 'PT']);
const IMAGE_POSITION = 0x00200032;
const BURNED_IN_ANNOTATION = 0x00280301;
/** One stream holds all frames (PS3.5 annex A.4.5 and later): fragments do not count them. */
const VIDEO = /^1\.2\.840\.10008\.1\.2\.4\.10[0-8]$/;

/** Judges the instances of one series, whatever their order. */
export function seriesQuality(instances: readonly ImagingFacts[]): SeriesQuality {
  const images = instances.filter(isImage);
  const located = instances.filter(isLocated);
  const volumes = volumesOf(instances);
  return {
    instances: instances.length,
    localizers: instances.filter(isLocalizer).length,
    ...sliceShares(volumes),
    slicesUnique: share(instances.length - duplicateInstances(instances), instances.length),
    geometryConsistent: likeMost(
      located.filter((facts) => !isLocalizer(facts)),
      geometryKey,
    ),
    seriesUniform: likeMost(instances, kindKey),
    spatiallyLocated: shareOf(instances.filter(mustBeLocated), isLocated),
    attributesPresent: share(
      sumOf(instances, ({ requiredAttributes }) => requiredAttributes.present),
      sumOf(instances, ({ requiredAttributes }) => requiredAttributes.required),
    ),
    bitsConsistent: shareOf(images, hasConsistentBits),
    rescaleGiven: shareOf(
      images.filter((facts) => RESCALED.has(facts.modality ?? '') && !isLocalizer(facts)),
      ({ rescale }) => rescale !== null,
    ),
    windowGiven: shareOf(images.filter(isGrayscale), ({ window }) => window !== null),
    pixelsComplete: shareOf(images.filter(canBeMeasured), isComplete),
    framesNotEmpty: share(
      sumOf(images, ({ pixels }) => (pixels ? pixels.frames - pixels.empty : 0)),
      sumOf(images, ({ pixels }) => pixels?.frames ?? 0),
    ),
    losslessStored: shareOf(images, ({ lossy }) => !lossy),
    burnedInStated: shareOf(images.filter(mustStateBurnedIn), ({ burnedInAnnotation }) => burnedInAnnotation !== null),
    phases: Math.max(0, ...volumes.map(({ phases }) => phases)),
    pixelSpacing: mostFrequent(located.map(({ pixelSpacing }) => pixelSpacing)),
    sliceThickness: mostFrequent(images.filter((facts) => !isLocalizer(facts)).map(({ sliceThickness }) => sliceThickness)),
    gantryTilt: largest(instances.map(({ acquisition }) => acquisition.gantryTilt)),
    lossyRatio: largest(instances.map(({ lossyRatio }) => lossyRatio)),
  };
}

function sliceShares(volumes: readonly Volume[]) {
  const gaps = volumes.flatMap((volume) => volume.gaps);
  const present = sumOf(volumes, (volume) => volume.present);
  const main = volumes.reduce<Volume | null>((most, volume) => (most && most.present >= volume.present ? most : volume), null);
  return {
    slicesPresent: share(present, present + sumOf(volumes, ({ missing }) => missing)),
    slicesWithoutOverlap: shareOf(gaps, ({ millimetres, thickness }) => thickness === null || millimetres >= thickness * OVERLAP_FACTOR),
    slicesEvenlySpaced: share(
      sumOf(volumes, (volume) => evenGaps(volume.gaps)),
      gaps.length,
    ),
    plane: main && bodyPlane(main.orientation),
    sliceSpacing: median(gaps.map((gap) => gap.millimetres)),
  };
}

function evenGaps(gaps: readonly Gap[]): number {
  const usual = usualSpacings(gaps);
  return gaps.filter(({ millimetres, thickness }) => {
    const spacing = usual.get(thickness) ?? millimetres;
    const off = Math.abs(millimetres - Math.max(1, Math.round(millimetres / spacing)) * spacing);
    return off <= Math.max(UNEVEN_MM, spacing * UNEVEN_FACTOR);
  }).length;
}

const isImage = ({ rows, columns }: ImagingFacts): boolean => (rows ?? 0) > 0 && (columns ?? 0) > 0;
const isGrayscale = ({ photometricInterpretation }: ImagingFacts): boolean => /^MONOCHROME/.test(photometricInterpretation ?? '');

/** Of classes whose image plane the standard requires, and of multi-frame objects that place their frames. */
const mustBeLocated = ({ sopClass, frameStacks }: ImagingFacts): boolean =>
  frameStacks !== null || (sopClass !== null && iodOf(sopClass)?.required.includes(IMAGE_POSITION) === true);

/** Elsewhere the attribute is optional (PS3.3 C.7.6.1), and leaving it out is no fault. */
const mustStateBurnedIn = ({ sopClass }: ImagingFacts): boolean =>
  sopClass !== null && iodOf(sopClass)?.types.get(BURNED_IN_ANNOTATION)?.startsWith('1') === true;

const hasConsistentBits = ({ bitsAllocated, bitsStored, highBit }: ImagingFacts): boolean =>
  bitsAllocated !== null && bitsStored !== null && bitsStored <= bitsAllocated && (highBit === null || highBit === bitsStored - 1);

const canBeMeasured = ({ pixelBytes, compressed }: ImagingFacts): boolean =>
  pixelBytes === null || pixelBytes.expected !== null || compressed !== null;

function isComplete({ pixelBytes, compressed, truncated, frames, transferSyntax }: ImagingFacts): boolean {
  if (truncated || pixelBytes === null) return false;
  if (!compressed) return pixelBytes.actual >= (pixelBytes.expected ?? 0);
  const called = VIDEO.test(transferSyntax ?? '') ? 1 : Math.max(1, frames ?? 1);
  return compressed.recognised && compressed.fragments >= called;
}

const geometryKey = (facts: ImagingFacts): string =>
  JSON.stringify([facts.rows, facts.columns, facts.pixelSpacing, orientationKey(facts.imageOrientation)]);
const kindKey = (facts: ImagingFacts): string =>
  JSON.stringify([facts.modality, facts.sopClass, facts.rows, facts.columns, facts.samplesPerPixel, facts.manufacturer, facts.model]);

const share = (numerator: number, denominator: number): Share => ({ numerator, denominator });
const shareOf = <T>(all: readonly T[], isRight: (one: T) => boolean): Share => share(all.filter(isRight).length, all.length);
const sumOf = <T>(all: readonly T[], amount: (one: T) => number): number => all.reduce((sum, one) => sum + amount(one), 0);

function likeMost(instances: readonly ImagingFacts[], key: (facts: ImagingFacts) => string): Share {
  return share(Math.max(0, ...countsOf(instances.map(key)).values()), instances.length);
}

/** The value that most have, the least of them where several do; null where none has one. */
function mostFrequent<T>(values: readonly (T | null)[]): T | null {
  const counts = countsOf(values.filter((value) => value !== null).map((value) => JSON.stringify(value)));
  const [most] = [...counts].sort(([one, first], [other, second]) => second - first || (one < other ? -1 : 1));
  return most ? (JSON.parse(most[0]) as T) : null;
}

function countsOf(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** By magnitude; of two of the same, the positive one. */
function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((one, other) => Math.abs(other) - Math.abs(one) || other - one);
  return known[0] ?? null;
}
