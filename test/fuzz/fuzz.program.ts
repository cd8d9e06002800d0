import { fuzz } from '../../libs/deidentification/dicom/fuzz/fuzz';
import { type FuzzNews, type FuzzTask } from './fuzz.message';

const TELL_EVERY_MS = 250;
/** As a process of the engine does between files, one that has grown ends. What its largest file takes comes on top. */
const RETIRE_ABOVE_BYTES = 140e6;
const INPUTS_PER_LOOK = 16;

process.on('message', ({ each, ...range }: FuzzTask) => {
  let toldAt = performance.now();
  const before = (input: number): boolean => {
    if (each || performance.now() - toldAt > TELL_EVERY_MS) {
      tell({ at: input });
      toldAt = performance.now();
    }
    return input === range.from || input % INPUTS_PER_LOOK !== 0 || process.memoryUsage.rss() < RETIRE_ABOVE_BYTES;
  };
  void fuzz({ ...range, before }).then((report) => tell({ report, peakMemoryBytes: process.resourceUsage().maxRSS * 1024 }));
});
process.on('disconnect', () => process.exit());

function tell(news: FuzzNews): void {
  process.send?.(news);
}
