/**
 * What holds on every backend, shown on the real one: whatever the queue loses, repeats or brings late, and whichever worker dies or freezes,
 * each job has its effect once, or a person hears of it.
 */
import { type TestDatabase, until } from '../../../test/support';
import { newId, ok, orThrow } from '#libs/kernel';
import { retryJob } from '../outbox.commands';
import { ContractHarness, HOME, type QueueServer } from './contract.harness';

export function describeQueueContract(name: string, startServer: (database: TestDatabase) => Promise<QueueServer>): void {
  describe(`queue on ${name}`, () => {
    let queue: ContractHarness;

    beforeAll(async () => {
      queue = await ContractHarness.create(startServer);
    });
    afterEach(() => queue.reset());
    afterAll(() => queue.destroy());

    const effectsOf = async (id: string) => (await queue.effects()).filter((effect) => effect.job_id === id);

    it('gives each job its effect once though it was delivered many times, early and late', async () => {
      const ids = await queue.enqueue('contract.effect', { count: 40 });
      queue.startRelay();
      const twice = queue.backend();
      await until(async () => (await queue.deliveryOf(ids[0]!)) && queue.lags.length >= 20);
      const deliveries = await Promise.all(ids.map((id) => queue.deliveryOf(id)));
      queue.startWorkers();
      queue.startWorkers();
      await twice.add(HOME, deliveries);
      await queue.untilEffects(40);
      await twice.add(HOME, deliveries);
      await twice.add(
        HOME,
        deliveries.map((delivery) => ({ ...delivery, attempts: delivery.attempts + 1 })),
      );
      const [last] = await queue.enqueue('contract.effect');
      await queue.untilState(last!, 'done');
      expect((await queue.effects()).map(({ job_id }) => job_id).sort()).toEqual([...ids, last].sort());
    });

    it('finishes every job once though the queue was emptied twice under load, with two relays and two workers', async () => {
      const organisations = [newId(), newId(), newId(), newId()];
      for (const organisationId of organisations) await queue.enqueue('contract.effect', { count: 100, organisationId });
      queue.startRelay();
      queue.startRelay();
      queue.startWorkers();
      queue.startWorkers();
      await queue.untilEffects(60);
      await queue.server.empty();
      await queue.untilEffects(160);
      await queue.server.empty();
      await queue.untilEffects(400);
      const states = () => queue.database.look<{ state: string; count: string }>('select state, count(*) from outbox group by state');
      await until(async () => (await states()).every(({ state }) => state === 'done'), { timeoutMs: 20_000 });
      const effects = await queue.effects();
      expect(effects).toHaveLength(400);
      expect(new Set(effects.map(({ job_id }) => job_id)).size).toBe(400);
    });

    it('gives the job of a killed worker to another', async () => {
      queue.startRelay();
      const victim = queue.startWorkerProcess();
      const [id] = await queue.enqueue('contract.gated');
      await queue.untilWitnessed(id!, 'begun');
      await victim.stop('SIGKILL');
      queue.startWorkers();
      await queue.untilState(id!, 'done');
      expect(await effectsOf(id!)).toMatchObject([{ fence: 2 }]);
    });

    it('refuses the late write of a worker that was frozen past its lease', async () => {
      queue.startRelay();
      const victim = queue.startWorkerProcess();
      const [id] = await queue.enqueue('contract.gated');
      await queue.untilWitnessed(id!, 'begun');
      process.kill(victim.pid, 'SIGSTOP');
      queue.startWorkers();
      await queue.untilState(id!, 'done');
      await queue.openGate(id!);
      process.kill(victim.pid, 'SIGCONT');
      await queue.untilWitnessed(id!, 'queue.lease-lost');
      expect(await effectsOf(id!)).toMatchObject([{ fence: 2 }]);
      expect(await queue.stateOf(id!)).toMatchObject({ state: 'done', attempts: 2 });
    });

    it('gives up a job whose workers die on it each time, and tells the case', async () => {
      queue.startRelay();
      const [id] = await queue.enqueue('contract.gated');
      for (const begun of [1, 2, 3]) {
        const victim = queue.startWorkerProcess();
        await until(async () => (await queue.witnessed(id!)).length >= begun, { timeoutMs: 20_000 });
        await victim.stop('SIGKILL');
      }
      queue.startWorkers();
      await queue.untilState(id!, 'failed');
      expect(await queue.witnessed(id!)).toEqual(['begun', 'begun', 'begun', 'exhausted: queue.attempts-exhausted']);
      expect(await effectsOf(id!)).toEqual([]);
    });

    it('tells the case again, without doing the work again, where a worker was killed while it told', async () => {
      queue.startRelay();
      const victim = queue.startWorkerProcess();
      const [id] = await queue.enqueue('contract.failing', { payload: { failures: 9, kind: 'forbidden' } });
      await queue.untilWitnessed(id!, 'exhausted: contract.failed');
      await victim.stop('SIGKILL');
      queue.startWorkers();
      await queue.untilState(id!, 'failed');
      expect(await queue.witnessed(id!)).toEqual(['attempt 1', 'exhausted: contract.failed', 'exhausted: contract.failed']);
    });

    it('keeps a long job while its handler runs, longer than its lease', async () => {
      queue.startRelay();
      queue.startWorkers({ heldAtGate: true });
      const [id] = await queue.enqueue('contract.gated');
      await queue.untilWitnessed(id!, 'begun');
      const startedAt = performance.now();
      await until(() => performance.now() - startedAt > 2_500); // two and a half leases
      await queue.openGate(id!);
      await queue.untilState(id!, 'done');
      expect(await queue.stateOf(id!)).toMatchObject({ attempts: 1 });
    });

    it('runs nothing before it is due', async () => {
      queue.startRelay();
      queue.startWorkers();
      const [id] = await queue.enqueue('contract.effect', { dueInMs: 700 });
      await queue.untilState(id!, 'done');
      const { available_at } = (await queue.stateOf(id!))!;
      const [{ at }] = (await effectsOf(id!)) as unknown as [{ at: Date }];
      expect(at.getTime()).toBeGreaterThanOrEqual(available_at.getTime());
    });

    it('tries again what may pass, up to the limit, and then tells the case', async () => {
      queue.startRelay();
      queue.startWorkers();
      const [passing] = await queue.enqueue('contract.failing', { payload: { failures: 2, kind: 'unavailable' } });
      const [stubborn] = await queue.enqueue('contract.failing', { payload: { failures: 9, kind: 'too-many' } });
      await queue.untilState(passing!, 'done');
      await queue.untilState(stubborn!, 'failed');
      expect(await queue.witnessed(passing!)).toEqual(['attempt 1', 'attempt 2', 'attempt 3']);
      expect(await queue.witnessed(stubborn!)).toEqual(['attempt 1', 'attempt 2', 'attempt 3', 'exhausted: contract.failed']);
      expect(await queue.stateOf(stubborn!)).toMatchObject({ failure: { code: 'contract.failed', final: true } });
    });

    it('gives up at once what no repetition can help, and tries it again when a person says so', async () => {
      queue.startRelay();
      queue.startWorkers();
      const organisationId = newId();
      const [id] = await queue.enqueue('contract.failing', { organisationId, payload: { failures: 9, kind: 'forbidden' } });
      await queue.untilState(id!, 'failed');
      expect(await queue.witnessed(id!)).toEqual(['attempt 1', 'exhausted: contract.failed']);
      await queue.database.look(`update outbox set payload = '{"failures": 0, "kind": "forbidden"}'`);
      orThrow(await queue.database.tenancy.inTenant(organisationId, (query) => retryJob(query, id!)));
      await queue.untilState(id!, 'done');
      expect(await queue.witnessed(id!)).toEqual(['attempt 1', 'exhausted: contract.failed', 'attempt 1']);
    });

    it('tells the case until it hears, without doing the work again, and keeps no words of an exception', async () => {
      queue.startRelay();
      queue.startWorkers();
      const [id] = await queue.enqueue('contract.untold');
      await until(async () => (await queue.witnessed(id!)).filter((what) => what.startsWith('exhausted')).length >= 2, {
        timeoutMs: 20_000,
      });
      await queue.openGate(id!);
      await queue.untilState(id!, 'failed');
      const witnessed = await queue.witnessed(id!);
      expect(witnessed.filter((what) => what === 'handled')).toHaveLength(3);
      const row = await queue.stateOf(id!);
      expect(row).toMatchObject({ failure: { code: 'queue.unexpected', facts: { error: 'RangeError' } } });
      expect(queue.logged.some((line) => line.startsWith('a job threw'))).toBe(true);
      expect(JSON.stringify([row, queue.logged])).not.toContain('张三丰');
    });

    it('gives back at a stop what does not end in time, and does not count it', async () => {
      queue.startRelay();
      const stopping = queue.startWorkers({ heldAtGate: true });
      const [id] = await queue.enqueue('contract.gated');
      await queue.untilWitnessed(id!, 'begun');
      const startedAt = performance.now();
      await stopping.stop(100);
      expect(performance.now() - startedAt).toBeLessThan(4_000);
      expect(await queue.stateOf(id!)).toMatchObject({ attempts: 1, forgiven: 1 });
      queue.startWorkers();
      await queue.untilState(id!, 'done');
      await queue.openGate(id!);
      await queue.untilWitnessed(id!, 'queue.lease-lost');
      expect(await effectsOf(id!)).toMatchObject([{ fence: 2 }]);
    });

    it('lets what runs finish at a stop, within the time it is given', async () => {
      queue.startRelay();
      const stopping = queue.startWorkers({ heldAtGate: true });
      const [id] = await queue.enqueue('contract.gated');
      await queue.untilWitnessed(id!, 'begun');
      const stopped = stopping.stop(20_000);
      await queue.openGate(id!);
      await stopped;
      expect(await queue.stateOf(id!)).toMatchObject({ state: 'done', attempts: 1 });
    });

    it("does not let one hospital's thousand jobs hold up another's ten", async () => {
      const busy = newId();
      const quiet = newId();
      await queue.enqueue('contract.effect', { count: 1_000, organisationId: busy });
      queue.startRelay({ inFlight: 20 });
      queue.startWorkers();
      await queue.untilEffects(100);
      await queue.enqueue('contract.effect', { count: 10, organisationId: quiet });
      const before = (await queue.effects()).length;
      await until(async () => (await queue.effects()).filter((effect) => effect.organisation_id === quiet).length === 10, {
        timeoutMs: 30_000,
      });
      const effects = await queue.effects();
      const lastOfQuiet = effects.findLastIndex((effect) => effect.organisation_id === quiet);
      // 20 in flight before it, then one for one, and what ran while this test looked.
      expect(lastOfQuiet - before).toBeLessThan(100);
    });

    it('leaves a job without handler to others, and does not lose it', async () => {
      queue.startRelay();
      queue.startWorkers();
      const [id] = await queue.enqueue('contract.unknown');
      const [known] = await queue.enqueue('contract.effect');
      await queue.untilState(known!, 'done');
      expect(await queue.stateOf(id!)).toMatchObject({ state: expect.stringMatching(/waiting|queued/) as string, attempts: 0 });
    });

    it('is woken by a write while it sleeps', async () => {
      queue.startRelay({ dozeMs: 60_000, awakeMs: 0 });
      queue.startWorkers();
      const asleep = () => queue.database.look('select from outbox_relay where asleep_until > now()');
      for (const _ of [1, 2, 3]) {
        await until(async () => (await asleep()).length > 0);
        const [id] = await queue.enqueue('contract.effect');
        await queue.untilState(id!, 'done');
      }
    });

    it('sees a row that was written by a transaction that it could not have been told of', async () => {
      const organisationId = newId();
      queue.startRelay();
      queue.startWorkers();
      const id = newId();
      orThrow(
        await queue.database.tenancy.inTenant(organisationId, async (query) => {
          await query.run(
            `insert into outbox (organisation_id, id, home, job, payload) values ($1, $2, $3, 'contract.effect', '{"n": 1}')`,
            [organisationId, id, HOME],
          );
          // Rows of later ids are written, relayed and done before this one is committed: a cursor over ids would pass it by.
          const [later] = await queue.enqueue('contract.effect', { organisationId });
          await queue.untilState(later!, 'done');
          return ok(undefined);
        }),
      );
      await queue.untilState(id, 'done');
    });
  });
}
