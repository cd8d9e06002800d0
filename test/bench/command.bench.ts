import { randomUUID } from 'node:crypto';
import { newAsset, newHospital, withExchange, type BenchPerson } from './bench-exchange';
import { casesByPgbench, CLIENTS, prepareAnchor, ROUNDS, SECONDS } from './case-anchor';
import { perSecond } from './clients';
import { figure, inTurns, percentile, rounded, type Figure } from './figure';
import { HttpConnection } from './http-client';

const HOSPITALS = 8;

interface Seat {
  readonly person: BenchPerson;
  readonly assetId: string;
  readonly connection: HttpConnection;
  version: number;
}

/** A whole command over HTTP (session, read, decide, write), against pgbench writing the rows of a transition. The API is a process of its own. */
export const commandBench = (): Promise<Figure> =>
  withExchange(async (exchange) => {
    await prepareAnchor(exchange.database);
    const hospitals: BenchPerson[] = [];
    for (let count = 0; count < HOSPITALS; count += 1) hospitals.push(await newHospital(exchange));
    const seats: Seat[] = [];
    for (let count = 0; count < CLIENTS; count += 1) {
      const person = hospitals[count % HOSPITALS]!;
      seats.push({ person, assetId: await newAsset(person), connection: await HttpConnection.open(exchange.server.url), version: 1 });
    }
    const latencies: number[] = [];
    const commands = () =>
      perSecond(CLIENTS, SECONDS, async (client) => {
        const began = performance.now();
        await setBudget(seats[client]!);
        latencies.push(performance.now() - began);
      });
    await commands();
    const turns = await inTurns(ROUNDS, commands, () => casesByPgbench(exchange.database));
    for (const { connection } of seats) connection.close();
    const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
    return figure('command', 'commands/s', turns, { 'p50 ms': rounded(p50), 'p99 ms': rounded(p99) });
  });

async function setBudget(seat: Seat): Promise<void> {
  const { person, assetId, connection, version } = seat;
  const headers = { cookie: person.session, 'if-match': `"${version}"`, 'idempotency-key': randomUUID() };
  const body = JSON.stringify({ budget: { amount: 100 + version, currency: 'CNY' }, reason: '年度计划' });
  const answer = await connection.post(`/api/assets/${assetId}/set-budget`, headers, body);
  if (answer.status !== 200) throw new Error(`a command was refused: ${answer.status} ${answer.body}`);
  seat.version += 1;
}
