import { execFile } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inFolder } from './bench-database';
import { rounded, type Figure } from './figure';
import { writeMultiFrame } from './multi-frame';

const LIMIT_MB = 200;
/** `DEIDENTIFY_MEMORY_MB` asks for others; the figure of the documentation is of 2048. */
const LARGEST_MB = Number(process.env['DEIDENTIFY_MEMORY_MB'] ?? 512);
const FRAME_MB = 0.5;
const ENGINE = join(__dirname, '../../libs/deidentification/dicom/index.js');
const RUN = `require(${JSON.stringify(ENGINE)}).deidentifyFile(process.argv[1], process.argv[2], { secret: Buffer.alloc(32, 7) }).then(
  ({ verdict, reasons }) => console.log(JSON.stringify({ verdict, reasons, peakMb: process.resourceUsage().maxRSS / 1024, cpu: process.cpuUsage() })));`;

interface Run {
  readonly verdict: string;
  readonly reasons: readonly object[];
  readonly peakMb: number;
  readonly cpu: NodeJS.CpuUsage;
}

/** The highest resident memory of a process that de-identifies objects of several sizes, their pixels screened; the anchor is the limit, and less is better. */
export const deidentifyMemoryBench = (): Promise<Figure> =>
  inFolder(async (folder) => {
    const shapes: readonly (readonly [name: string, rows: number, columns: number, frames: number])[] = [
      ['a slice', 512, 512, 1],
      ['one frame of 22 MB', 3328, 3456, 1],
      ['one frame of 60 MB', 5120, 6144, 1],
      [`${LARGEST_MB} MB in frames of 512 KB`, 512, 512, Math.floor(LARGEST_MB / FRAME_MB)],
    ];
    const peaks: Record<string, number> = {};
    let rate = 0;
    for (const [name, rows, columns, frames] of shapes) {
      const [input, output] = [join(folder, 'in.dcm'), join(folder, 'out.dcm')];
      await writeMultiFrame(input, { rows, columns, frames });
      const { verdict, reasons, peakMb, cpu } = await deidentified(input, output);
      if (verdict !== 'released') throw new Error(`${name} was ${verdict}: ${JSON.stringify(reasons)}`);
      peaks[`${name}, MB at the highest`] = Math.round(peakMb);
      rate = statSync(input).size / 1e6 / ((cpu.user + cpu.system) / 1e6);
      rmSync(input);
      rmSync(output);
    }
    const peak = Math.max(...Object.values(peaks));
    return {
      name: 'deidentify-memory',
      ours: peak,
      anchor: LIMIT_MB,
      ratio: rounded(LIMIT_MB / peak),
      unit: 'MB at the highest',
      details: { ...peaks, 'the largest, MB a CPU second': rounded(rate) },
    };
  });

async function deidentified(input: string, output: string): Promise<Run> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', RUN, input, output]);
  return JSON.parse(stdout) as Run;
}
