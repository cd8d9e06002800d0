import { Command } from 'commander';
import { addAdvance } from './advance.command';
import { addDeidentify } from './deidentify.command';
import { addDemo } from './demo.command';
import { addDocs } from './docs.command';
import { addPrepare } from './prepare.command';
import { addStart } from './start.command';
import { addSubmit } from './submit.command';
import { addVerify } from './verify.command';

const program = new Command('medbourse').description('An exchange for medical data assets').showHelpAfterError();
addStart(program);
addDemo(program);
addAdvance(program);
addVerify(program);
addPrepare(program);
addDocs(program);
addDeidentify(program);
addSubmit(program);

program.parseAsync().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
