import { parseArgs } from 'node:util';
import { FuzzRun } from './fuzz-run';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    folder: { type: 'string' },
  },
});
const [count, seed, from] = [values.count, values.seed, values.from].map(Number) as [number, number, number];
if (![count, seed, from].every(Number.isSafeInteger) || count < 1 || from < 0) {
  process.stderr.write('usage: npm run fuzz -- [--count N] [--seed N] [--from N] [--folder <real files>]\n');
  process.exit(2);
}
const began = performance.now();
const progress = process.stderr.isTTY ? (input: number) => void process.stderr.write(`\r${input}/${from + count}`) : undefined;
void new FuzzRun({ count, seed, from, ...(values.folder !== undefined && { folder: values.folder }), ...(progress && { progress }) })
  .report()
  .then((report) => {
    const seconds = Math.round((performance.now() - began) / 1000);
    process.stdout.write(`${JSON.stringify({ seed, from, ...report, seconds })}\n`);
    if (report.failures.length > 0) process.exitCode = 1;
  });
