import { findElement } from '../data-set';
import { type DicomFile } from '../file-parser';
import { type ImagingFacts } from '../imaging-facts';
import { PIXEL_DATA } from '../tag';
import { isEncapsulated } from '../transfer-syntax';
import { AttributeValues } from './attribute-values';
import { blankPatch, type NativePlace } from './blank-patch';
import { blankEncapsulated } from './blank-encapsulated';
import { type CleanedFile } from './cleaned-file';
import { blackOf } from './fill-value';
import { frameDecoder } from './frame-decoder';
import { PatchedSource, type Patch } from './patched-source';
import { frameBytes, frameCount, layoutOf } from './pixel-layout';
import { type Region } from './region';

/** Makes regions black in the syntax that the pixels are in; a text says why it can't be done. */
export async function blankRegions(file: DicomFile, facts: ImagingFacts, regions: readonly Region[]): Promise<CleanedFile | string> {
  if (isEncapsulated(file.transferSyntax)) return blankEncapsulated(file, facts, regions);
  const place = nativePlace(file, facts);
  const first = place && (await frameDecoder(file, facts)?.frame(0));
  if (!place || !first) return 'the format of the pixels is none that can be written';
  const fill = blackOf(first, new AttributeValues(file.source, file.dataSet));
  return { file: withPatches(file, [blankPatch(place, regions, fill)]), elements: [], note: null };
}

export const withPatches = (file: DicomFile, patches: readonly Patch[]): DicomFile => ({
  ...file,
  source: new PatchedSource(file.source, patches),
});

export function nativePlace(file: DicomFile, facts: ImagingFacts): NativePlace | null {
  const element = findElement(file.dataSet, PIXEL_DATA);
  const layout = layoutOf(facts);
  if (!element || !layout) return null;
  const paired = layout.photometric === 'YBR_FULL_422' && layout.samplesPerPixel === 3;
  const bytes = paired ? (frameBytes(layout) / 3) * 2 : frameBytes(layout);
  const frames = frameCount(facts);
  if (bytes * frames > element.valueLength) return null;
  return { start: element.valueOffset, frames, frameBytes: bytes, layout, littleEndian: element.encoding.littleEndian, paired };
}
