import { type Command } from 'commander';
import { orThrow } from '#libs/kernel';
import { readApiConfiguration } from '../api/configuration/api-configuration';
import { runningDatabase } from './running-database';
import { fail } from './terminal';
import { verifyBooks } from './verify/books';
import { type Finding } from './verify/finding';
import { verifyChains } from './verify/audit-chains';
import { verifyLog } from './verify/public-log';

/** `medbourse verify`: recomputes every proof from its bytes. */
export function addVerify(program: Command): void {
  program
    .command('verify')
    .description('recompute audit chains, the public log and the balance of all books; exit code 1 where something is broken')
    .option('--json', 'say it as JSON')
    .action(async ({ json }: { json?: true }) => {
      const urls = await runningDatabase(orThrow(readApiConfiguration(process.env)));
      if (!urls.ok) return fail(urls.refusal);
      const findings = [await verifyChains(urls.value), await verifyLog(urls.value), await verifyBooks(urls.value)];
      process.stdout.write(json ? `${JSON.stringify({ findings })}\n` : findings.map(sentence).join(''));
      if (findings.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
    });
}

const sentence = ({ proof, checked, faults }: Finding): string =>
  faults.length === 0
    ? `${proof}: ${checked} checked, all hold\n`
    : `${proof}: ${checked} checked\n${faults.map((fault) => `  ${fault}\n`).join('')}`;
