import { type Command } from 'commander';
import { addDays, isLegalDate, legalDateOf, orThrow, refuse, type LegalDate, type Result } from '#libs/kernel';
import { readApiConfiguration } from '../api/configuration/api-configuration';
import { runningDatabase } from './running-database';
import { advanceTo, legalNow } from './simulation';
import { fail } from './terminal';

/** `medbourse advance`: moves the legal time of a simulation, on the machine where it runs. */
export function addAdvance(program: Command): void {
  program
    .command('advance')
    .description('move the legal time of a simulation on (only here: no HTTP route can)')
    .option('--to <date>', 'to this day, YYYY-MM-DD')
    .option('--days <count>', 'by so many days')
    .option('--json', 'say it as JSON')
    .action(async (options: { to?: string; days?: string; json?: true }) => {
      const urls = await runningDatabase(orThrow(readApiConfiguration(process.env)));
      if (!urls.ok) return fail(urls.refusal);
      const date = targetOf(options, legalDateOf(orThrow(await legalNow(urls.value))));
      if (!date.ok) return fail(date.refusal);
      const moved = await advanceTo(urls.value, date.value);
      if (!moved.ok) return fail(moved.refusal);
      process.stdout.write(options.json ? `${JSON.stringify({ legalDate: date.value })}\n` : `Legal time is ${date.value}.\n`);
    });
}

function targetOf({ to, days }: { readonly to?: string; readonly days?: string }, today: LegalDate): Result<LegalDate> {
  if (to !== undefined && isLegalDate(to)) return { ok: true, value: to };
  if (to === undefined && days !== undefined && /^\d{1,5}$/.test(days)) return { ok: true, value: addDays(today, Number(days)) };
  return refuse('simulation.no-date', 'invalid', 'Say --to YYYY-MM-DD or --days N.');
}
