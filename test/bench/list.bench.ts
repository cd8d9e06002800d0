import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { newHospital, withExchange, type BenchExchange, type BenchPerson } from './bench-exchange';
import { ROUNDS, SECONDS } from './case-anchor';
import { figure, inTurns, median, rounded, type Figure } from './figure';
import { pgbench } from './pgbench';

const CONNECTIONS = 50;
const ASSETS = 2_000;
const PAGE = 20;

/** A page of a list, with session and row-level security, against pgbench running the same query under the same policies. */
export const listBench = (): Promise<Figure> =>
  withExchange(async (exchange) => {
    const person = await newHospital(exchange);
    await exchange.database.run(
      `insert into case_record (organisation_id, id, kind, definition_version, state, version, data, opened_at, changed_at)
       select o, gen_random_uuid(), 'asset', 1, 'collection', 1, '{}', now(), now()
       from unnest($1::uuid[]) o, generate_series(1, ${ASSETS})`,
      [[person.organisationId, exchange.operator.organisationId]],
    );
    await exchange.database.run('analyze case_record');
    const latencies: number[] = [];
    const ours = async (): Promise<number> => {
      const { rate, p99 } = await autocannon(`${exchange.server.url}/api/assets?limit=${PAGE}`, person.session);
      latencies.push(p99);
      return rate;
    };
    await ours();
    const turns = await inTurns(ROUNDS, ours, () => byPgbench(exchange, person));
    return figure('list', 'requests/s', turns, { 'p99 ms at 50 connections (limit 50)': rounded(median(latencies)) });
  });

function byPgbench({ database: { urls, folder } }: BenchExchange, { organisationId }: BenchPerson): Promise<number> {
  const script = `select id, kind, state, version, asset_id as "assetId", opened_at as "openedAt", changed_at as "changedAt" from case_record
    where kind = 'asset' order by id desc limit ${PAGE + 1};\n`;
  return pgbench({ url: urls.app, folder, script, clients: 16, seconds: SECONDS, options: `-c medbourse.organisation=${organisationId}` });
}

interface CannonReport {
  readonly requests: { readonly average: number };
  readonly latency: { readonly p99: number };
  readonly non2xx: number;
  readonly errors: number;
}

async function autocannon(url: string, cookie: string): Promise<{ rate: number; p99: number }> {
  const settings = ['-j', '-c', String(CONNECTIONS), '-d', String(SECONDS), '-H', `cookie=${cookie}`, url];
  const { stdout } = await promisify(execFile)(process.execPath, [require.resolve('autocannon'), ...settings]);
  const { requests, latency, non2xx, errors } = JSON.parse(stdout) as CannonReport;
  if (non2xx > 0 || errors > 0) throw new Error(`${non2xx} answers were no success, ${errors} failed`);
  return { rate: requests.average, p99: latency.p99 };
}
