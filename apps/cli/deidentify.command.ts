import { InvalidArgumentError, type Command } from 'commander';
import { isProfileOption, PROFILE_OPTIONS, type ProfileOption } from '#libs/deidentification/dicom';
import { deidentifyFolder } from './deidentify/deidentify-folder';
import { secretFrom } from './deidentify/secret-file';
import { fail } from './terminal';

interface Options {
  readonly options: readonly ProfileOption[];
  readonly report?: string;
  readonly jobs: number;
  readonly secretFile?: string;
  readonly json?: true;
}

/** `medbourse deidentify`: the engine alone, without a server or a database. */
export function addDeidentify(program: Command): void {
  program
    .command('deidentify')
    .description('de-identify the DICOM files of a folder by PS3.15 Annex E; exit code 0 when every file has a verdict')
    .argument('<in>', 'a folder, or one file')
    .argument('<out>', 'where released files go, under names of no meaning; empty or not there yet')
    .option('--profile <name>', 'confidentiality profile', profile, 'basic')
    .option('--options <names>', `options of the profile, comma between: ${Object.keys(PROFILE_OPTIONS).join(', ')}`, profileOptions, [])
    .option('--report <file>', 'one JSON line a file goes there instead of the standard output')
    .option('--jobs <count>', 'processes that work at once', jobs, 1)
    .option(
      '--secret-file <file>',
      'what replacements are keyed by, 64 hexadecimal characters; made where it is missing; without it every run replaces differently',
    )
    .option('--json', 'with --report: the totals as a JSON line on the standard output')
    .action(async (input: string, output: string, given: Options) => {
      const secret = await secretFrom(given.secretFile);
      if (!secret.ok) return fail(secret.refusal);
      const { options, report, jobs: count } = given;
      const totals = await deidentifyFolder({ input, output, report, jobs: count, settings: { secret: secret.value, options } });
      if (!totals.ok) return fail(totals.refusal);
      const { files, released, quarantined, refused } = totals.value;
      process.stderr.write(`${files} files: ${released} released, ${quarantined} quarantined, ${refused} refused\n`);
      if (given.json && report !== undefined) process.stdout.write(`${JSON.stringify(totals.value)}\n`);
    });
}

function profile(name: string): string {
  if (name !== 'basic') throw new InvalidArgumentError('Only «basic» is there.');
  return name;
}

function profileOptions(list: string): ProfileOption[] {
  return list
    .split(',')
    .filter((name) => name !== '')
    .map((name) => {
      if (!isProfileOption(name)) throw new InvalidArgumentError(`«${name}» is no option of the profile.`);
      return name;
    });
}

const MOST_JOBS = 64;

function jobs(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > MOST_JOBS) throw new InvalidArgumentError(`A number from 1 to ${MOST_JOBS}.`);
  return count;
}
