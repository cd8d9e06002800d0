import { findElement, valueBytes, type DataElement } from '../data-set';
import { type DicomFile } from '../file-parser';
import { type ImagingFacts } from '../imaging-facts';
import { type Reason } from '../reason';
import { elementOf, formatTag, groupOf, PIXEL_DATA, tagFrom } from '../tag';

const OVERLAY_DATA = 0x3000;
const BIT_POSITION = 0x0102;

/**
 * An overlay kept in bits of the pixel data that the image does not use (retired, PS3.3 C.9.2): its group goes with the profile, its
 * drawing would stay in the pixels.
 */
export function embeddedOverlayReasons({ dataSet, source }: DicomFile, facts: ImagingFacts): Reason[] {
  if (!findElement(dataSet, PIXEL_DATA)) return [];
  const position = (element: DataElement): number => {
    const bytes = valueBytes(source, element);
    return bytes.length < 2 ? 0 : element.encoding.littleEndian ? bytes.readUInt16LE(0) : bytes.readUInt16BE(0);
  };
  const embedded = dataSet.elements.filter((element) => {
    const { tag } = element;
    if (groupOf(tag) >>> 8 !== 0x60 || elementOf(tag) !== BIT_POSITION) return false;
    const hasOwnData = findElement(dataSet, tagFrom(groupOf(tag), OVERLAY_DATA)) !== undefined;
    return !hasOwnData && position(element) >= (facts.bitsStored ?? 1);
  });
  return embedded.map((element) => ({ code: 'embedded-overlay', tag: formatTag(element.tag) }));
}
