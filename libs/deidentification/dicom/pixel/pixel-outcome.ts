import { type DicomFile } from '../file-parser';
import { type Reason } from '../reason';
import { type OutputElement } from '../writer';
import { type Region } from './region';

/** What was found and done about the pixels of one file. */
export interface PixelOutcome {
  readonly reasons: readonly Reason[];
  /** The file as it reads once its pixels are clean; the very same where nothing was changed. */
  readonly file: DicomFile;
  /** Whether pixels were cleaned, or a person said that they need not be: PS3.15 E.3.1, Clean Pixel Data. */
  readonly clean: boolean;
  /** That change with the pixels, or with what is known of them. */
  readonly elements: readonly OutputElement[];
}

export const untouched = (file: DicomFile, reasons: readonly Reason[] = []): PixelOutcome => ({
  reasons,
  file,
  clean: false,
  elements: [],
});

/** Burned In Annotation: no longer, or not at all. */
export const NO_ANNOTATION: OutputElement = { kind: 'value', tag: 0x00280301, vr: 'CS', value: Buffer.from('NO') };

const MOST_REGIONS_NAMED = 12;

/** Left, top, right, bottom of each, for whoever looks at the image. */
export function describeRegions(regions: readonly Region[]): string {
  const named = regions.slice(0, MOST_REGIONS_NAMED).map(({ left, top, right, bottom }) => [left, top, right, bottom].join(','));
  const more = regions.length - named.length;
  return more > 0 ? `${named.join(' ')} and ${more} more` : named.join(' ');
}
