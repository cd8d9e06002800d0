import { PNG } from 'pngjs';
import { parseDicomFile, type DicomFile } from '../file-parser';
import { imagingFacts } from '../imaging-facts';
import { openInput } from '../input-file';
import { UnreadableInput } from '../reason';
import { AttributeValues } from './attribute-values';
import { renderColour } from './colour-rendering';
import { frameDecoder } from './frame-decoder';
import { renderGray } from './gray-rendering';
import { type DecodedFrame } from './pixel-layout';

/** Of pixels as they are shown: a preview of a file that was not released may show who the patient is. */
export interface Preview {
  readonly png: Buffer;
  /** Of the preview, in pixels: the frame's own size or smaller. */
  readonly width: number;
  readonly height: number;
  readonly frames: number;
}

export interface PreviewOptions {
  /** Counts from 1, as DICOM counts frames; the first where left out. */
  readonly frame?: number;
  /** Of the preview, in pixels; a smaller frame is not enlarged. */
  readonly longestSide: number;
}

/** What a screen shows of one frame: red, green, blue of 0 … 255, or gray alone; row by row. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly samples: Uint8Array;
}

/** One frame as a PNG, in its window where it has one. Null where nothing can be shown: no image, no decoder, corrupt, no such frame. */
export async function renderPreview(path: string, { frame = 1, longestSide }: PreviewOptions): Promise<Preview | null> {
  const input = await openInput(path);
  try {
    const file = parseDicomFile(input.source);
    const decoder = frameDecoder(file, imagingFacts(file));
    if (!decoder || frame < 1 || frame > decoder.frames) return null;
    const decoded = await decoder.frame(frame - 1);
    if (!decoded) return null;
    const shown = shrink(rasterOf(decoded, file, frame - 1), longestSide);
    return { png: pngOf(shown), width: shown.width, height: shown.height, frames: decoder.frames };
  } catch (error) {
    if (error instanceof UnreadableInput) return null;
    throw error;
  } finally {
    await input.close();
  }
}

export function rasterOf(frame: DecodedFrame, file: DicomFile, index: number): Raster {
  const attributes = new AttributeValues(file.source, file.dataSet);
  const { width, height } = frame.layout;
  const colours = renderColour(frame, attributes);
  return colours
    ? { width, height, channels: 3, samples: colours }
    : { width, height, channels: 1, samples: renderGray(frame, attributes, index) };
}

/** The mean of the pixels that fall together. */
function shrink(raster: Raster, longestSide: number): Raster {
  const scale = Math.max(raster.width, raster.height) / Math.max(1, longestSide);
  if (scale <= 1) return raster;
  const [width, height] = [raster.width, raster.height].map((side) => Math.max(1, Math.round(side / scale))) as [number, number];
  const { channels } = raster;
  const samples = new Uint8Array(width * height * channels);
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1)
      for (let channel = 0; channel < channels; channel += 1)
        samples[(row * width + column) * channels + channel] = meanOf(
          raster,
          row / height,
          column / width,
          (row + 1) / height,
          (column + 1) / width,
          channel,
        );
  return { width, height, channels, samples };
}

function meanOf(raster: Raster, top: number, left: number, bottom: number, right: number, channel: number): number {
  const { width, height, channels, samples } = raster;
  const [fromRow, fromColumn] = [Math.floor(top * height), Math.floor(left * width)];
  const toRow = Math.max(fromRow + 1, Math.floor(bottom * height));
  const toColumn = Math.max(fromColumn + 1, Math.floor(right * width));
  let sum = 0;
  for (let row = fromRow; row < toRow; row += 1)
    for (let column = fromColumn; column < toColumn; column += 1) sum += samples[(row * width + column) * channels + channel]!;
  return Math.round(sum / ((toRow - fromRow) * (toColumn - fromColumn)));
}

export function pngOf({ width, height, channels, samples }: Raster): Buffer {
  const image = { width, height, data: Buffer.from(samples.buffer, samples.byteOffset, samples.length) };
  const colorType = channels === 1 ? 0 : 2;
  return PNG.sync.write(image as PNG, { colorType, inputColorType: colorType, inputHasAlpha: false, bitDepth: 8, deflateLevel: 6 });
}
