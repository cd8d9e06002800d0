import { type DicomFile } from '../file-parser';
import { type ImagingFacts } from '../imaging-facts';
import { type Reason } from '../reason';
import { isPixelData } from '../tag';
import { frameReader } from './gray-frame';
import { findTextRegions, type Region } from './text-regions';

/** Writing lies in each frame of a run or in none: a spread of them is enough to tell. */
const MOST_FRAMES_SCREENED = 8;
const MOST_REGIONS_NAMED = 12;

/** Modalities whose images show the patient's name by custom, as photographs of a screen or as prints. */
const WRITTEN_ON = new Set('US IVUS SC OT ES XC GM DOC ECG HD BMD RF XA NM CP ST TG DD EPS OP OPV IO PX FID HC DG DMS RG'.split(' '));
const SCREEN_CAPTURE = /SCREEN|CAPTURE|REPORT|RESULT|DOSE_INFO|SUMMARY/;
/** All classes of secondary capture: somebody's screen, scanner or camera. */
const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';

/**
 * Whether the pixels may show who the patient is: said by the file, likely by its modality or type, or seen in them. A file that says
 * NO is believed over its modality, never over what is seen.
 */
export function burnedInReasons(file: DicomFile, facts: ImagingFacts): Reason[] {
  if (!file.dataSet.elements.some((element) => isPixelData(element.tag))) return [];
  if (facts.burnedInAnnotation === 'YES') return [{ code: 'burned-in-declared', tag: '00280301' }];
  if (facts.burnedInAnnotation !== 'NO' && isLikelyWrittenOn(facts)) {
    return [{ code: 'burned-in-possible', detail: facts.modality === null ? 'no modality' : `modality ${facts.modality}` }];
  }
  return screen(file, facts);
}

function isLikelyWrittenOn(facts: ImagingFacts): boolean {
  if (facts.imageType.some((value) => SCREEN_CAPTURE.test(value))) return true;
  return (facts.sopClass ?? '').startsWith(SECONDARY_CAPTURE) || WRITTEN_ON.has(facts.modality ?? '');
}

function screen(file: DicomFile, facts: ImagingFacts): Reason[] {
  const reader = frameReader(file, facts);
  if (!reader) return [{ code: 'pixels-not-screened', detail: file.transferSyntax }];
  const step = Math.max(1, Math.ceil(reader.frames / MOST_FRAMES_SCREENED));
  for (let index = 0; index < reader.frames; index += step) {
    const frame = reader.frame(index);
    if (!frame) return [{ code: 'pixel-data-corrupt', detail: `frame ${index + 1} of ${reader.frames}` }];
    const regions = findTextRegions(frame);
    if (regions.length > 0) return [{ code: 'burned-in-found', detail: `frame ${index + 1}: ${describe(regions)}` }];
  }
  return [];
}

/** Left, top, right, bottom of each, for whoever looks at the quarantined image. */
const describe = (regions: readonly Region[]): string =>
  regions
    .slice(0, MOST_REGIONS_NAMED)
    .map(({ left, top, right, bottom }) => [left, top, right, bottom].join(','))
    .join(' ');
