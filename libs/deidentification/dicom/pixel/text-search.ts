import { type DicomFile } from '../file-parser';
import { AttributeValues } from './attribute-values';
import { type GrayFrame } from './gray-frame';
import { cropped, halved, planesOf, type GrayPlane } from './gray-plane';
import { renderFullRange } from './gray-rendering';
import { type DecodedFrame } from './pixel-layout';
import { pngOf, rasterOf } from './preview';
import { type Region } from './region';
import { clipped, grown, meets, merged } from './region-merging';
import { sampleValues } from './sample-values';
import { findTextLines } from './text-lines';
import { type RecognizedWord, type TextRecognizer } from './text-recognizer';

/** A picture is enlarged for the reader up to this side: it wants letters of 20 pixels and more. */
const READING_PIXELS = 1800;
const MOST_ENLARGED = 3;
/** Larger ones are made smaller: a reader's time grows with the picture, and so do the letters on it. */
const LARGEST_READ = 2400;

/** Smaller pictures hold no word, and the recognizer stumbles over them. */
const LEAST_READABLE_PIXELS = 24;

/** Pixels around a trace in which its line is looked for, and the highest letters that leave no more than a trace. */
const AROUND_TRACE = 80;
const HIGHEST_TRACED = 48;

/** Higher letters are a headline, whose colour is plain; among tissue and flow large shapes of about one brightness are chance. */
const HIGHEST_UNSURE = 32;
/** Of what lies in and around a line: so much is of one value (of 255, more or less) on a bar or in a margin, and less on tissue. */
const EVEN_SHARE = 0.4;
const EVEN_SPREAD = 12;

/**
 * Shapes like writing in one frame, at its window and over its full range; `plain` for those that can be nothing else. Others count on an even
 * ground: on tissue, flow and in a photograph they are chance more often than writing, and what is writing there can be read.
 */
export function findShapes(frame: DecodedFrame, file: DicomFile, index: number, plain = false): Region[] {
  const planes = planesOfFrame(frame, file, index);
  if (plain) return merged(planes.flatMap((plane) => findTextLines(plane, true)));
  let sure: Region[] | null = null;
  const confirmed = (line: Region): boolean => {
    sure ??= planes.flatMap((plane) => findTextLines(plane, true));
    return sure.some((other) => meets(line, other) && heightOf(other) * 2 >= heightOf(line));
  };
  return merged(
    planes.flatMap((plane) =>
      findTextLines(plane).filter((line) => (heightOf(line) <= HIGHEST_UNSURE && isEven(plane, line)) || confirmed(line)),
    ),
  );
}

function isEven(plane: GrayPlane, line: Region): boolean {
  const { samples } = cropped(plane, clipped(grown(line, Math.ceil(heightOf(line) / 2)), plane.width, plane.height));
  const counts = new Uint32Array(256 + 2 * EVEN_SPREAD + 1);
  for (const value of samples) counts[value + EVEN_SPREAD + 1]! += 1;
  let within = 0;
  let most = 0;
  for (let value = 0; value < counts.length; value += 1) {
    within += counts[value]! - (counts[value - 2 * EVEN_SPREAD - 1] ?? 0);
    most = Math.max(most, within);
  }
  return most >= samples.length * EVEN_SHARE;
}

/** Of a line's letters, whichever way it runs. */
const heightOf = ({ left, top, right, bottom }: Region): number => Math.min(right - left, bottom - top);

/** Words that are surely read in one frame. */
export async function readWords(frame: DecodedFrame, file: DicomFile, index: number, recognizer: TextRecognizer): Promise<Region[]> {
  const words: Region[] = [];
  for (const plane of planesOfFrame(frame, file, index)) words.push(...(await readPlane(plane, recognizer)));
  return words;
}

/**
 * Writing where the screen met traces of it: letters of one colour in a line, or words that can be read where shapes like letters are. Only their
 * surroundings are searched, so that it costs little, whatever the frame's size.
 */
export async function followTraces(
  frame: DecodedFrame,
  file: DicomFile,
  index: number,
  traces: readonly Region[],
  recognizer: TextRecognizer | undefined,
): Promise<Region[]> {
  const found: Region[] = [];
  const planes = planesOfFrame(frame, file, index);
  for (const part of merged(traces.map((trace) => clipped(grown(trace, AROUND_TRACE), frame.layout.width, frame.layout.height)))) {
    const within = ({ left, top, right, bottom }: Region): Region => ({
      left: left + part.left,
      top: top + part.top,
      right: right + part.left,
      bottom: bottom + part.top,
    });
    const traced = (line: Region): boolean => heightOf(line) <= HIGHEST_TRACED && traces.some((trace) => meets(trace, line));
    const parts = planes.map((plane) => cropped(plane, part));
    const lines = parts.flatMap((plane) => findTextLines(plane).map(within)).filter(traced);
    if (lines.length === 0) continue;
    const sure = parts.flatMap((plane) => findTextLines(plane, true).map(within)).filter(traced);
    const words: Region[] = [];
    if (sure.length === 0 && recognizer) for (const plane of parts) words.push(...(await readPlane(plane, recognizer)).map(within));
    if (sure.length + words.length > 0) found.push(...sure, ...words, ...lines);
  }
  return merged(found);
}

/** The first sample as the screen over raw values wants it. */
export function grayOf(frame: DecodedFrame): GrayFrame {
  const values = sampleValues(frame);
  const { width, height, bitsStored, signed } = frame.layout;
  const shift = Math.max(0, bitsStored - 16);
  const samples =
    bitsStored <= 8 && !signed ? new Uint8Array(values.length) : signed ? new Int16Array(values.length) : new Uint16Array(values.length);
  for (let at = 0; at < values.length; at += 1) samples[at] = values[at]! >> shift;
  return { width, height, samples };
}

function planesOfFrame(frame: DecodedFrame, file: DicomFile, index: number): GrayPlane[] {
  const shown = planesOf(rasterOf(frame, file, index));
  if (frame.layout.samplesPerPixel !== 1 || frame.layout.photometric === 'PALETTE COLOR' || frame.layout.bitsStored <= 8) return shown;
  // Writing at the detector's maximum drowns in bone at the window's.
  const { width, height } = frame.layout;
  return [...shown, { width, height, samples: renderFullRange(frame, new AttributeValues(file.source, file.dataSet)) }];
}

async function readPlane(plane: GrayPlane, recognizer: TextRecognizer): Promise<Region[]> {
  if (Math.min(plane.width, plane.height) * MOST_ENLARGED < LEAST_READABLE_PIXELS) return [];
  if (Math.max(plane.width, plane.height) > LARGEST_READ) {
    const words = await readPlane(halved(plane), recognizer);
    return words.map(({ left, top, right, bottom }) => ({ left: left * 2, top: top * 2, right: right * 2, bottom: bottom * 2 }));
  }
  const factor = Math.min(MOST_ENLARGED, Math.max(1, Math.floor(READING_PIXELS / Math.max(plane.width, plane.height))));
  const { width, height, samples } = enlarged(plane, factor);
  const words = await recognizer.read(pngOf({ width, height, channels: 1, samples }));
  return words.filter(isSure).map(({ left, top, right, bottom }) => ({
    left: Math.floor(left / factor),
    top: Math.floor(top / factor),
    right: Math.ceil(right / factor),
    bottom: Math.ceil(bottom / factor),
  }));
}

/** Grain reads as short words of little confidence; a name or a number does not. */
function isSure({ text, confidence }: RecognizedWord): boolean {
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  if (han >= 2) return confidence >= 60;
  return (letters >= 3 && confidence >= 70) || (letters >= 5 && confidence >= 50);
}

/** Between pixels straight lines. */
function enlarged(plane: GrayPlane, factor: number): GrayPlane {
  if (factor === 1) return plane;
  const [width, height] = [plane.width * factor, plane.height * factor];
  const samples = new Uint8Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const y = Math.min(plane.height - 1, Math.max(0, (row + 0.5) / factor - 0.5));
    const [upper, down] = [Math.floor(y), y - Math.floor(y)];
    const above = upper * plane.width;
    const below = Math.min(plane.height - 1, upper + 1) * plane.width;
    for (let column = 0; column < width; column += 1) {
      const x = Math.min(plane.width - 1, Math.max(0, (column + 0.5) / factor - 0.5));
      const left = Math.floor(x);
      const right = Math.min(plane.width - 1, left + 1);
      const across = x - left;
      const first = plane.samples[above + left]! * (1 - across) + plane.samples[above + right]! * across;
      const second = plane.samples[below + left]! * (1 - across) + plane.samples[below + right]! * across;
      samples[row * width + column] = Math.round(first * (1 - down) + second * down);
    }
  }
  return { width, height, samples };
}
