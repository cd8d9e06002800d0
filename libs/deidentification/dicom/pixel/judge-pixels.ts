import { type DicomFile } from '../file-parser';
import { type ImagingFacts } from '../imaging-facts';
import { PIXEL_DATA, formatTag, isPixelData } from '../tag';
import { isEncapsulated } from '../transfer-syntax';
import { blankRegions, nativePlace, withPatches } from './clean-pixels';
import { clearBitsPatch, embeddedOverlayBits } from './embedded-overlay';
import { examinePixels } from './examine-pixels';
import { describeRegions, NO_ANNOTATION, untouched, type PixelOutcome } from './pixel-outcome';
import { screenPixels } from './pixel-screen';
import { type PixelJudgement } from './region';
import { type TextRecognizer } from './text-recognizer';

export interface PixelAids {
  readonly pixels?: PixelJudgement;
  readonly recognizer?: TextRecognizer;
}

/** What to do about the pixels of a file; at once for nearly all native images, else once they were decoded, searched and read. */
export function judgePixels(
  input: DicomFile,
  facts: ImagingFacts,
  { pixels, recognizer }: PixelAids,
): PixelOutcome | Promise<PixelOutcome> {
  if (!input.dataSet.elements.some((element) => isPixelData(element.tag))) return untouched(input);
  const { file, cleared, reasons } = withoutOverlayBits(input, facts, pixels);
  const also = (outcome: PixelOutcome): PixelOutcome => ({
    ...outcome,
    reasons: [...reasons, ...outcome.reasons],
    clean: outcome.clean || cleared,
  });
  if (pixels?.kind === 'clear')
    return also({ ...untouched(file, [{ code: 'pixels-judged', detail: 'clear' }]), clean: true, elements: [NO_ANNOTATION] });
  if (pixels?.kind === 'blank') return asTold(file, facts, pixels).then(also);
  const screened = screenPixels(file, facts);
  return screened ? also(untouched(file, screened)) : examinePixels(file, facts, recognizer).then(also);
}

function withoutOverlayBits(file: DicomFile, facts: ImagingFacts, judgement: PixelJudgement | undefined) {
  const bits = embeddedOverlayBits(file, facts);
  if (bits.length === 0) return { file, cleared: false, reasons: [] };
  const place = isEncapsulated(file.transferSyntax) ? null : nativePlace(file, facts);
  const tag = formatTag(PIXEL_DATA);
  if (!place) return { file, cleared: false, reasons: judgement?.kind === 'clear' ? [] : [{ code: 'embedded-overlay' as const, tag }] };
  const reasons = [{ code: 'overlay-bits-removed' as const, tag, detail: `bit ${bits.join(', ')}` }];
  return { file: withPatches(file, [clearBitsPatch(place, bits)]), cleared: true, reasons };
}

async function asTold(
  file: DicomFile,
  facts: ImagingFacts,
  { regions }: Extract<PixelJudgement, { kind: 'blank' }>,
): Promise<PixelOutcome> {
  const cleaned = await blankRegions(file, facts, regions);
  if (typeof cleaned === 'string') return untouched(file, [{ code: 'burned-in-found', detail: `${cleaned}: ${describeRegions(regions)}` }]);
  const detail = `blanked ${describeRegions(regions)}${cleaned.note === null ? '' : `; ${cleaned.note}`}`;
  return { reasons: [{ code: 'pixels-judged', detail }], file: cleaned.file, clean: true, elements: [NO_ANNOTATION, ...cleaned.elements] };
}
