import { Command } from 'commander';
import { addDemo } from './demo.command';
import { addStart } from './start.command';

const program = new Command('medbourse').description('An exchange for medical data assets').showHelpAfterError();
addStart(program);
addDemo(program);

program.parseAsync().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
