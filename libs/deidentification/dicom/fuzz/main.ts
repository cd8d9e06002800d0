import { parseArgs } from 'node:util';
import { fuzz } from './fuzz';

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
const progress = process.stderr.isTTY ? (done: number) => void process.stderr.write(`\r${done}/${from + count}`) : undefined;
void fuzz({ count, seed, from, folder: values.folder, progress }).then((report) => {
  process.stdout.write(`${JSON.stringify({ seed, from, ...report })}\n`);
  if (report.failures.length > 0) process.exitCode = 1;
});
