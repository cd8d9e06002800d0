import { type AttributeValues } from './attribute-values';
import { type DecodedFrame } from './pixel-layout';
import { sampleValues } from './sample-values';

/** One colour frame as red, green, blue of 0 … 255, pixel by pixel. Null where it is no colour frame. */
export function renderColour(frame: DecodedFrame, attributes: AttributeValues): Uint8Array | null {
  if (frame.layout.photometric === 'PALETTE COLOR') return throughPalette(frame, attributes);
  if (frame.layout.samplesPerPixel !== 3) return null;
  const depth = Math.max(0, frame.layout.bitsStored - 8);
  const [first, second, third] = [0, 1, 2].map((sample) => sampleValues(frame, sample)) as [Int32Array, Int32Array, Int32Array];
  const luminance = frame.layout.photometric.startsWith('YBR');
  const colours = new Uint8Array(first.length * 3);
  for (let at = 0; at < first.length; at += 1) {
    const [one, two, three] = [first[at]! >>> depth, second[at]! >>> depth, third[at]! >>> depth];
    colours.set(luminance ? toRgb(one, two - 128, three - 128) : [one, two, three], at * 3);
  }
  return colours;
}

const toRgb = (luma: number, blue: number, red: number): number[] =>
  [luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue].map((value) =>
    Math.min(255, Math.max(0, Math.round(value))),
  );

/** PS3.3 section C.7.6.3.1.5: number of entries, first value mapped, bits of an entry. Null for segmented palettes and broken ones. */
function throughPalette(frame: DecodedFrame, attributes: AttributeValues): Uint8Array | null {
  const tables = [0, 1, 2].map((colour) => paletteOf(attributes, colour));
  if (tables.some((table) => table === null)) return null;
  const values = sampleValues(frame);
  const colours = new Uint8Array(values.length * 3);
  tables.forEach((table, colour) => {
    for (let at = 0; at < values.length; at += 1) colours[at * 3 + colour] = table?.(values[at]!) ?? 0;
  });
  return colours;
}

function paletteOf(attributes: AttributeValues, colour: number): ((value: number) => number) | null {
  const [count, first, bits] = attributes.shorts(0x00281101 + colour);
  const data = attributes.bytes(0x00281201 + colour);
  if (count === undefined || first === undefined || !data) return null;
  const entries = count || 65536;
  const wide = data.length >= entries * 2;
  if (!wide && data.length < entries) return null;
  const words = wide ? attributes.shorts(0x00281201 + colour) : null;
  // Some writers declare 16 bits and fill the lower 8.
  const shift = words && (bits ?? 16) > 8 && words.some((word) => word > 255) ? 8 : 0;
  return (value) => {
    const at = Math.min(Math.max(value - first, 0), entries - 1);
    return words ? (words[at]! >>> shift) & 255 : data[at]!;
  };
}
