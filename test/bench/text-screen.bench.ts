import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MemorySource } from '../../libs/deidentification/dicom/byte-source';
import { parseDicomFile } from '../../libs/deidentification/dicom/file-parser';
import { imagingFacts } from '../../libs/deidentification/dicom/imaging-facts';
import { lettered, strokesOf } from '../../libs/deidentification/dicom/pixel/fixtures/screen-font';
import { frameReader, type GrayFrame } from '../../libs/deidentification/dicom/pixel/gray-frame';
import { findTextRegions } from '../../libs/deidentification/dicom/pixel/text-regions';
import { type Figure } from './figure';

const SERIES = ['ct_series_ge', 'mr_series_implicit'];
const LINES = ['WANG JIANGUO', 'ZHANG SAN 1967-12-04', 'ID 55972829'];
const SIZES = [8, 10, 12, 14, 16, 24];
/** Of the brightest sample. */
const BRIGHTNESS = [1, 0.6];
const PLACES = [4, 0.33, 0.5];

/** The quick look that every CT and MR slice gets, on real slices with a name written on them: how many it meets. */
export function textScreenBench(): Promise<Figure> {
  const details: Record<string, string> = {};
  let [met, all] = [0, 0];
  for (const series of SERIES) {
    const frames = slicesOf(series);
    details[`${series}, as it is`] = `${frames.filter((frame) => findTextRegions(frame).length > 0).length} of ${frames.length} met`;
    for (const brightness of BRIGHTNESS)
      for (const size of SIZES) {
        const found = frames.filter((frame, index) => meets(frame, index, size, brightness)).length;
        details[`${series}, ${size} px, ${brightness * 100} %`] = `${found} of ${frames.length} met`;
        if (brightness < 1) continue;
        met += found;
        all += frames.length;
      }
  }
  return Promise.resolve({
    name: 'text-screen',
    ours: met,
    anchor: all,
    ratio: Number((met / all).toPrecision(4)),
    unit: 'slices',
    details,
  });
}

function meets(frame: GrayFrame, index: number, size: number, brightness: number): boolean {
  const place = PLACES[index % PLACES.length]!;
  const at = (side: number): number => (place < 1 ? Math.floor(side * place) : place);
  const samples = lettered(
    frame,
    strokesOf(LINES[index % LINES.length]!, size),
    Math.min(at(frame.width), frame.width - 240),
    at(frame.height),
    brightness,
  );
  return findTextRegions({ ...frame, samples }).length > 0;
}

function slicesOf(series: string): GrayFrame[] {
  const folder = resolve('../shared/data/dicom', series);
  if (!existsSync(folder)) throw new Error(`${folder} is not there: this figure wants real slices`);
  return readdirSync(folder).map((name) => {
    const file = parseDicomFile(new MemorySource(readFileSync(join(folder, name))));
    return frameReader(file, imagingFacts(file))!.frame(0)!;
  });
}
