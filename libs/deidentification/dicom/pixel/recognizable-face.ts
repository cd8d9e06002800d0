import { asciiValue, findElement, valueLatin1 } from '../data-set';
import { type DicomFile } from '../file-parser';
import { type ImagingFacts } from '../imaging-facts';
import { type Reason } from '../reason';
import { characterSetOf } from '../text/character-set';

/** Thicker slices give a face in steps that nobody recognises. */
const THICKEST_RENDERABLE_MM = 3;
/** A matrix below this shows a head and no face. */
const FEWEST_RENDERABLE_ROWS = 64;
const VOLUMES = new Set(['CT', 'MR', 'PT']);
const HEAD =
  /\b(?:HEAD|SKULL|BRAIN|FACE|FACIAL|SINUS(?:ES)?|ORBITS?|NECK|CRANI(?:UM|AL)|IAC|JAW|MAXILL\w*|MANDIB\w*|TMJ|PITUITARY|MPRAGE|SPGR|BRAVO|NEURO|CAROTID)\b|头|颅|脑|颌|面部|鼻|眼眶|耳|颈|垂体/i;
const DESCRIPTIONS = [0x00180015, 0x00081030, 0x0008103e, 0x00181030];

/** Head CT and MR in slices thin enough to render a face from (PS3.15 E.3.2), unless the file says that none can be recognised. */
export function faceReasons(file: DicomFile, facts: ImagingFacts): Reason[] {
  if (!VOLUMES.has(facts.modality ?? '') || facts.recognizableVisualFeatures === 'NO') return [];
  if (!isThin(file, facts) || !showsHead(file)) return [];
  return [{ code: 'recognizable-face', detail: `${facts.modality} of the head, slices of at most ${THICKEST_RENDERABLE_MM} mm` }];
}

function isThin(file: DicomFile, { sliceThickness, imageType, rows }: ImagingFacts): boolean {
  if (imageType.includes('LOCALIZER') || (rows ?? 0) < FEWEST_RENDERABLE_ROWS) return false;
  if (sliceThickness !== null && sliceThickness > 0) return sliceThickness <= THICKEST_RENDERABLE_MM;
  return asciiValue(file.source, file.dataSet, 0x00180023) === '3D';
}

function showsHead({ dataSet, source }: DicomFile): boolean {
  const declared = asciiValue(source, dataSet, 0x00080005);
  const characterSet = characterSetOf(declared?.split('\\') ?? []);
  return DESCRIPTIONS.some((tag) => {
    const element = findElement(dataSet, tag);
    if (!element || element.items || element.valueLength > 4096) return false;
    return HEAD.test(characterSet.decode(Buffer.from(valueLatin1(source, element), 'latin1')).text.replaceAll('_', ' '));
  });
}
