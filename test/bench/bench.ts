import { loadavg } from 'node:os';
import { burnedInTextBench } from './burned-in-text.bench';
import { commandBench } from './command.bench';
import { deidentifyMemoryBench } from './deidentify-memory.bench';
import { deidentifyBench } from './deidentify.bench';
import { type Bench, type Figure } from './figure';
import { governanceBench } from './governance.bench';
import { intakeBench } from './intake.bench';
import { listBench } from './list.bench';
import { memoryBench } from './memory.bench';
import { outboxBench } from './outbox.bench';
import { queueBench } from './queue.bench';
import { textScreenBench } from './text-screen.bench';
import { transitionsBench } from './transitions.bench';
import { uploadBench } from './upload.bench';

const benches: Readonly<Record<string, Bench>> = {
  transitions: transitionsBench,
  command: commandBench,
  queue: queueBench,
  outbox: outboxBench,
  list: listBench,
  deidentify: deidentifyBench,
  'deidentify-memory': deidentifyMemoryBench,
  'burned-in-text': burnedInTextBench,
  'text-screen': textScreenBench,
  governance: governanceBench,
  upload: uploadBench,
  intake: intakeBench,
  memory: memoryBench,
};

/** `npm run bench -- <name> [--json]`: the last line is the figure as JSON; without `--json` a table of its details comes first. */
export async function runBench(given: readonly string[]): Promise<void> {
  const names = given.filter((argument) => !argument.startsWith('--'));
  const unknown = names.filter((name) => !benches[name]);
  if (names.length === 0 || unknown.length > 0) {
    process.stderr.write(`usage: npm run bench -- <${Object.keys(benches).join('|')}> [--json]\n`);
    process.exitCode = 2;
    return;
  }
  for (const name of names) report(await benches[name]!(), given.includes('--json'));
}

function report({ details, ...figure }: Figure, json: boolean): void {
  const load = loadavg()[0]!.toFixed(1);
  if (!json) console.table({ ...figure, ...details, 'load of the machine': load });
  else process.stderr.write(`${JSON.stringify({ ...details, load })}\n`);
  process.stdout.write(`${JSON.stringify(figure)}\n`);
}
