import { type DicomFile } from '../file-parser';
import { type ImagingFacts } from '../imaging-facts';
import { type Reason } from '../reason';
import { isPixelData, PIXEL_DATA } from '../tag';
import { isEncapsulated } from '../transfer-syntax';
import { exposureOf } from './exposure.rules';
import { frameReader } from './gray-frame';
import { findWriting } from './text-regions';

/** Writing lies in each frame of a run or in none: a spread of them is enough to tell. */
const MOST_FRAMES_SCREENED = 8;

/**
 * The cheap look that every image gets, over raw samples and without waiting: reasons where it settles the matter (mostly none), null where
 * the pixels have to be examined: writing was met or is likely, or they must be decoded first.
 */
export function screenPixels(file: DicomFile, facts: ImagingFacts): readonly Reason[] | null {
  const pixels = file.dataSet.elements.filter((element) => isPixelData(element.tag));
  if (pixels.length === 0) return [];
  if (facts.burnedInAnnotation === 'YES' || exposureOf(facts).kind === 'likely') return null;
  // Float pixel data are measurements that no device writes on.
  if (!pixels.some((element) => element.tag === PIXEL_DATA)) return [{ code: 'pixels-not-screened', detail: 'floating point' }];
  const reader = frameReader(file, facts);
  if (!reader) return isEncapsulated(file.transferSyntax) ? null : [{ code: 'pixels-not-screened', detail: file.transferSyntax }];
  const step = Math.max(1, Math.ceil(reader.frames / MOST_FRAMES_SCREENED));
  for (let index = 0; index < reader.frames; index += step) {
    const frame = reader.frame(index);
    if (!frame) return [{ code: 'pixel-data-corrupt', detail: `frame ${index + 1} of ${reader.frames}` }];
    const { regions, traces } = findWriting(frame);
    if (regions.length + traces.length > 0) return null;
  }
  return [];
}
