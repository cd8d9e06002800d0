import { writeFile } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { type RoleUrls } from '#libs/database';
import { formatMoney, orThrow, type Result } from '#libs/kernel';
import { readApiConfiguration } from '../api/configuration/api-configuration';
import { demoExchange, demoOrganisations } from './demo/demo-people';
import { cardUrl, demoReport } from './demo/demo-report';
import { runDemo, type DemoResult } from './demo/demo-run';
import { LiveView } from './demo/live-view';
import { ensureOperator } from './first-operator';
import { startServer, type ExchangeServer } from './exchange-server';
import { serverNews } from './server-news';
import { makeSimulation } from './simulation';
import { asked, fail } from './terminal';

interface DemoOptions {
  readonly input?: string;
  readonly patients?: number;
  readonly exit?: true;
  readonly json?: string;
}

/** Of a simulation alone, which holds no real data; it is printed at the end. */
const DEMO_PASSWORD = 'medbourse demo people';

/** `medbourse demo`: drives a dataset through the five stages on a simulation folder, and keeps serving. */
export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('drive a dataset through the five stages, from draft to a settled sale, on a simulation')
    .option('--input <folder>', 'a dataset of your own; without it a synthetic chest-CT study')
    .option('--patients <count>', 'patients of the synthetic study', wholeNumber)
    .option('--exit', 'end when it is played')
    .option('--json <file>', 'write what came of it')
    .action(demo);
}

async function demo(options: DemoOptions): Promise<void> {
  const configuration = readApiConfiguration(process.env);
  if (!configuration.ok) fail(configuration.refusal);
  const { home, port, databaseUrl, databaseSecret } = configuration.value;
  const started = await startServer({
    dataFolder: home,
    port,
    databaseUrl,
    databaseSecret,
    ...serverNews,
    beforePrograms: (urls) => prepare(urls, configuration.value),
  });
  if (!started.ok) fail(started.refusal);
  const server = orThrow(started);
  const interrupted = asked();
  try {
    const outcome = await Promise.race([play(server, home, options), interrupted]);
    if (outcome === 'played' && !options.exit) {
      process.stdout.write(`\n${server.url} keeps serving — Ctrl-C stops it.\n`);
      await interrupted;
    }
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  } finally {
    await server.stop();
  }
}

async function prepare(urls: RoleUrls, configuration: Parameters<typeof ensureOperator>[1]): Promise<Result<void>> {
  const simulation = await makeSimulation(urls);
  if (!simulation.ok) return simulation;
  return ensureOperator(urls, configuration, () => ({
    organisation: { name: demoExchange.name, creditCode: demoExchange.creditCode, roles: ['exchange', 'custodian'] },
    email: demoExchange.email,
    name: demoExchange.operator,
    password: DEMO_PASSWORD,
  }));
}

async function play(server: ExchangeServer, dataFolder: string, options: DemoOptions): Promise<'played'> {
  const view = new LiveView(process.stdout, process.stdout.isTTY);
  const result = await runDemo({ ...options, server, dataFolder, password: DEMO_PASSWORD, view });
  tell(server, result);
  if (options.json) await writeFile(options.json, `${JSON.stringify(await demoReport(server, result), undefined, 2)}\n`);
  return 'played';
}

function tell(server: ExchangeServer, { certificateNumber, sale, overview }: DemoResult): void {
  const people = [demoExchange.email, ...Object.values(demoOrganisations).flatMap(({ people: of }) => of.map(({ email }) => email))];
  const lines = [
    '',
    `证书 certificate   ${certificateNumber}  ${server.url}/certificates/${certificateNumber}`,
    `生产成本 cost      ${formatMoney(overview.productionCost, 'zh')}`,
    `治理 governance    ${costLine(overview.governance)}`,
    `收入 revenue       ${formatMoney(overview.revenue, 'zh')}`,
    `结余 result        ${formatMoney(overview.result, 'zh')}`,
    `回本 break-even    ${sale.breakEvenBuyers ?? '–'} 个买方 buyers at the listed price`,
    `卡片 card          ${cardUrl(server, sale)}`,
    `交付 delivered     ${sale.delivery.files} files in ${sale.delivery.folder}`,
    `登录 logins        password «${DEMO_PASSWORD}»: ${people.join(', ')}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** A scan is an imaging study. */
function costLine(cost: DemoResult['overview']['governance']): string {
  if (!cost) return '–';
  const { scans, cpuSeconds, compute, desk, booked, fenPerScan, benchmarkPerScan } = cost;
  const yuan = (fenOf: number | null): string => (fenOf === null ? '–' : `¥${(fenOf / 100).toFixed(6)}`);
  const market = benchmarkPerScan ? `${formatMoney(benchmarkPerScan.low, 'zh')}–${formatMoney(benchmarkPerScan.high, 'zh')}` : '–';
  return [
    `${scans} 次检查 scans, ${cpuSeconds.toFixed(1)} CPU s, ${desk.decisions} 次人工处置 decisions`,
    `算力 compute ${yuan(compute.fenPerScan)}/次 a scan`,
    `入账 booked ${formatMoney(booked, 'zh')} = ${yuan(fenPerScan)}/次 a scan`,
    `市场 market ${market}`,
  ].join(' · ');
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100_000) throw new InvalidArgumentError('a whole number from 1 to 100,000');
  return value;
}
