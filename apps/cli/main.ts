import { Command } from 'commander';

type AddCommand = (program: Command) => void;

/** Each is loaded when it is asked for: most bring the whole exchange with them, which takes longer than to de-identify a hundred slices. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  start: async () => (await import('./start.command.js')).addStart,
  demo: async () => (await import('./demo.command.js')).addDemo,
  advance: async () => (await import('./advance.command.js')).addAdvance,
  verify: async () => (await import('./verify.command.js')).addVerify,
  prepare: async () => (await import('./prepare.command.js')).addPrepare,
  docs: async () => (await import('./docs.command.js')).addDocs,
  deidentify: async () => (await import('./deidentify.command.js')).addDeidentify,
  submit: async () => (await import('./submit.command.js')).addSubmit,
};

async function run(): Promise<void> {
  const program = new Command('medbourse').description('An exchange for medical data assets').showHelpAfterError();
  const asked = commands[process.argv[2] ?? ''];
  for (const load of asked ? [asked] : Object.values(commands)) (await load())(program);
  await program.parseAsync();
}

run().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
