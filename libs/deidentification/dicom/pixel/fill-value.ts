import { type AttributeValues } from './attribute-values';
import { renderColour } from './colour-rendering';
import { type DecodedFrame, type PixelLayout } from './pixel-layout';
import { sampleValues } from './sample-values';

/** What black is in a frame: one stored value a sample. Within what the frame holds where values are signed, so that no window shifts. */
export function blackOf(frame: DecodedFrame, attributes: AttributeValues): number[] {
  const { layout } = frame;
  if (layout.photometric === 'PALETTE COLOR') return [darkestIndex(layout, attributes)];
  if (layout.samplesPerPixel === 3) return layout.photometric.startsWith('YBR') ? [0, half(layout), half(layout)] : [0, 0, 0];
  const inverted = layout.photometric === 'MONOCHROME1';
  if (!layout.signed) return [inverted ? 2 ** layout.bitsStored - 1 : 0];
  const values = sampleValues(frame);
  return [values.reduce((found, value) => ((inverted ? value > found : value < found) ? value : found), values[0] ?? 0)];
}

const half = ({ bitsStored }: PixelLayout): number => 2 ** (bitsStored - 1);

function darkestIndex(layout: PixelLayout, attributes: AttributeValues): number {
  const bytes = Buffer.alloc(256 * layout.sampleBytes);
  for (let index = 0; index < 256; index += 1) bytes[index * layout.sampleBytes] = index;
  const colours = renderColour({ layout: { ...layout, width: 256, height: 1, signed: false }, bytes }, attributes);
  if (!colours) return 0;
  const brightness = Array.from({ length: 256 }, (_, index) => colours[index * 3]! + colours[index * 3 + 1]! + colours[index * 3 + 2]!);
  return brightness.indexOf(Math.min(...brightness));
}
