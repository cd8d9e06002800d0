import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sha256Of } from '../../apps/cli/demo/collection.act';
import { type Sale } from '../../apps/cli/demo/trading.act';
import { verifyBooks } from '../../apps/cli/verify/books';
import { verifyChains } from '../../apps/cli/verify/audit-chains';
import { verifyLog } from '../../apps/cli/verify/public-log';
import { until } from '../support';
import { type RealExchange } from './real-exchange';

/** Everything that was done, counted: commands, jobs, bookings, notices. */
export type Deeds = Readonly<Record<string, number>>;

/**
 * The invariants of the exchange after a whole play: every case at its end, every file governed once, delivered what was certified, nothing
 * left in the outbox, books even and mirrored, chains and log sound. Answers what was done, to be held against a play without a fault.
 */
export async function expectWhole(exchange: RealExchange, sale: Sale): Promise<Deeds> {
  await until(async () => (await exchange.look(`select 1 from outbox where state not in ('done', 'cancelled')`)).length === 0, {
    what: 'an outbox without waiting, queued, running or failed jobs',
    timeoutMs: 20_000,
  });
  expect(await endsOfCases(exchange)).toEqual(ENDS);
  await expectGovernedOnce(exchange);
  expect(await digestsDelivered(sale)).toEqual(await digestsGoverned(exchange));
  for (const verify of [verifyChains, verifyLog, verifyBooks]) {
    const { faults, checked } = await verify(exchange.urls);
    expect(faults).toEqual([]);
    expect(checked).toBeGreaterThan(0);
  }
  const [books] = await exchange.look<{ sum: string }>('select sum(amount) as sum from ledger_posting');
  expect(Number(books!.sum)).toBe(0);
  return deedsOf(exchange);
}

const ENDS = [
  'assessment issued',
  'asset trading',
  'collection sealed',
  'confirmation certified',
  'governance released',
  'listing listed',
  'order settled',
];

async function endsOfCases(exchange: RealExchange): Promise<string[]> {
  const rows = await exchange.look<{ end: string }>(`select kind || ' ' || state as end from case_record`);
  return rows.map(({ end }) => end).sort();
}

async function expectGovernedOnce(exchange: RealExchange): Promise<void> {
  const [files] = await exchange.look<object>(`
    select (select count(*) from governance_file)::int as governed,
      (select count(distinct file) from governance_file)::int as numbers,
      (select count(*) from governance_file where verdict is null)::int as without,
      (select count(*) from collection_file where withdrawn_at is null)::int as collected,
      (select count(*) from governance_shard where state <> 'done')::int as unfinished,
      (select count(*) from governance_run where shards_done <> shards)::int as miscounted`);
  const { governed, numbers, collected, ...faults } = files as Record<string, number>;
  expect({ governed, numbers }).toEqual({ governed: collected, numbers: collected });
  expect(faults).toEqual({ without: 0, unfinished: 0, miscounted: 0 });
}

/** Of the released files, their previews, and the report on quality. What is made while sealing, the report of each file and the card, has no row. */
async function digestsGoverned(exchange: RealExchange): Promise<string[]> {
  const rows = await exchange.look<{ sha256: string }>(`
    select sha256 from governance_file f where verdict = 'released'
    union all select sha256 from governance_thumbnail where sha256 is not null
    union all select data #>> '{measured,report}' from case_record where kind = 'governance'`);
  return rows.map(({ sha256 }) => sha256).sort();
}

async function digestsDelivered({ delivery: { folder } }: Sale): Promise<string[]> {
  const entries = await readdir(join(folder, 'data'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'files.jsonl' && basename(entry.parentPath) !== 'card');
  return (await Promise.all(files.map(({ parentPath, name }) => sha256Of(join(parentPath, name))))).sort();
}

/** Compute time differs from run to run, so its amount is left out; that it was booked is not. */
async function deedsOf(exchange: RealExchange): Promise<Deeds> {
  const rows = await exchange.look<{ deed: string; count: number }>(`
    select 'command ' || c.kind || '.' || e.command as deed, count(*)::int as count
      from case_event e join case_record c on c.organisation_id = e.organisation_id and c.id = e.case_id group by 1
    union all select 'job ' || job || ' ' || state, count(*)::int from outbox group by 1
    union all select 'notice ' || message, count(*)::int from notice group by 1
    union all select 'entry', count(*)::int from transparency_entry
    union all select 'evidence', count(*)::int from evidence_document
    union all select 'booked ' || coalesce(t.stage, '') || ' ' || t.kind || ' ' || t.category || ' '
        || case when t.category = 'compute' then '' else abs(p.amount)::text end, count(*)::int
      from ledger_transaction t join ledger_posting p on p.organisation_id = t.organisation_id and p.transaction_id = t.id group by 1
    order by 1`);
  return Object.fromEntries(rows.map(({ deed, count }) => [deed, count]));
}
