import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MemorySource } from '../../libs/deidentification/dicom/byte-source';
import { parseDicomFile } from '../../libs/deidentification/dicom/file-parser';
import { imagingFacts } from '../../libs/deidentification/dicom/imaging-facts';
import { boxed, hard, lettered, strokesOf, upright, type Strokes } from '../../libs/deidentification/dicom/pixel/fixtures/screen-font';
import { frameReader, type GrayFrame } from '../../libs/deidentification/dicom/pixel/gray-frame';
import { findWriting } from '../../libs/deidentification/dicom/pixel/text-regions';
import { type Figure } from './figure';

const SERIES = ['ct_series_ge', 'mr_series_implicit'];
const LINES = ['WANG JIANGUO', 'ZHANG SAN 1967-12-04', 'ID 55972829'];
const CHINESE = ['王建国 男 57岁', '李伟 33010619691204'];
const SHORT = ['男57', 'WJG', 'L12'];
const SIZES = [8, 10, 12, 16, 24];
/** Of the brightest sample. */
const BRIGHTNESS = [1, 0.8, 0.6, 0.4];
const ROUNDS = 40;

interface Kind {
  readonly name: string;
  readonly lines: readonly string[];
  readonly drawn: (strokes: Strokes) => Strokes;
}

const KINDS: readonly Kind[] = [
  { name: 'a line', lines: LINES, drawn: (strokes) => strokes },
  { name: 'a line of one colour', lines: LINES, drawn: hard },
  { name: 'an upright line', lines: LINES, drawn: upright },
  { name: 'a Chinese line', lines: CHINESE, drawn: (strokes) => strokes },
  { name: 'two or three characters', lines: SHORT, drawn: (strokes) => strokes },
  { name: 'a line in a box', lines: LINES, drawn: boxed },
];

/** The quick look that every CT and MR slice gets, on real slices with writing on them: how many it meets where it stands, and what it costs. */
export function textScreenBench(): Promise<Figure> {
  const details: Record<string, string> = {};
  let [met, all] = [0, 0];
  for (const series of SERIES) {
    const frames = slicesOf(series);
    const plain = frames.map(findWriting);
    details[`${series}, as it is`] =
      `${plain.filter(({ regions }) => regions.length > 0).length} of ${frames.length} met, ${plain.filter(({ traces }) => traces.length > 0).length} with traces, ${costOf(frames)} ms of processor a slice`;
    for (const kind of KINDS)
      for (const brightness of BRIGHTNESS) {
        const counts = SIZES.map((size) => frames.filter((frame, index) => meets(frame, index, size, brightness, kind)).length);
        details[`${series}, ${kind.name}, ${brightness * 100} %`] = `${counts.join(' ')} of ${frames.length} at ${SIZES.join(' ')} px`;
        met += counts.reduce((sum, count) => sum + count, 0);
        all += counts.length * frames.length;
      }
  }
  const ratio = Number((met / all).toPrecision(4));
  return Promise.resolve({ name: 'text-screen', ours: met, anchor: all, ratio, unit: 'slices', details });
}

/** In turn in the upper left corner, a third in, in the lower right corner, and in the middle. */
function meets(frame: GrayFrame, index: number, size: number, brightness: number, { lines, drawn }: Kind): boolean {
  const strokes = drawn(strokesOf(lines[index % lines.length]!, size));
  const [across, down] = [frame.width - strokes.width - 4, frame.height - strokes.height - 4];
  const [left, top] = [
    [4, 4],
    [frame.width / 3, frame.height / 3],
    [across, down],
    [across / 2, down / 2],
  ][index % 4]!.map((side, axis) => Math.max(0, Math.floor(Math.min(side, axis === 0 ? across : down)))) as [number, number];
  const { regions, traces } = findWriting({ ...frame, samples: lettered(frame, strokes, left, top, brightness) });
  return [...regions, ...traces].some(
    (found) => found.left < left + strokes.width && found.right > left && found.top < top + strokes.height && found.bottom > top,
  );
}

function costOf(frames: readonly GrayFrame[]): string {
  const before = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round += 1) frames.forEach(findWriting);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) / 1000 / ROUNDS / frames.length).toFixed(3);
}

function slicesOf(series: string): GrayFrame[] {
  const folder = resolve('../shared/data/dicom', series);
  if (!existsSync(folder)) throw new Error(`${folder} is not there: this figure wants real slices`);
  return readdirSync(folder).map((name) => {
    const file = parseDicomFile(new MemorySource(readFileSync(join(folder, name))));
    return frameReader(file, imagingFacts(file))!.frame(0)!;
  });
}
