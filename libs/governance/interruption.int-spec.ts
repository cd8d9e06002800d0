import { execFileSync } from 'node:child_process';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { engineLimits, EnginePool, type EngineLimits } from '#libs/engine';
import { orThrow, refuse } from '#libs/kernel';
import { type JobRun } from '#libs/queue';
import { type ObjectStore } from '#libs/storage';
import { until } from '../../test/support';
import { codeOf, GovernanceExchange } from './testing/governance-exchange';
import { shardJob } from './shard.job';

interface Row {
  readonly id: string;
  readonly run_id: string;
  readonly payload: { readonly epoch: number; readonly shard: number };
}

/** Goal: whatever becomes of a worker, each file gets one verdict that counts. Method: jobs are taken from the outbox by hand and given back, or not. */
describe('a run that is interrupted', () => {
  let world: GovernanceExchange;

  beforeAll(async () => {
    world = await GovernanceExchange.start();
  });
  afterAll(() => world.drop());
  beforeEach(() => {
    world.store = world.objects;
  });

  const look = <T extends object>(sql: string, parameters: readonly unknown[]) => world.exchange.database.look<T>(sql, parameters);
  const verdicts = (caseId: string) =>
    look(
      'select file, epoch, verdict, sha256, patient, study, series, instance, facts from governance_file where case_id = $1 order by file',
      [caseId],
    );

  /** Runs the split and leaves the shards waiting. */
  async function split(): Promise<{ caseId: string; assetId: string; shards: readonly Row[] }> {
    const planned = await world.planned();
    orThrow(await world.give(planned.caseId, 'start', world.it));
    await hold('governance.shard', true);
    await world.exchange.drainJobs();
    await hold('governance.shard', false);
    const shards = await look<Row>(`select id, run_id, payload from outbox where case_id = $1 and job = 'governance.shard' order by id`, [
      planned.caseId,
    ]);
    return { ...planned, shards };
  }

  /** Jobs of this name are put aside as they arrive, as by a relay that waits. */
  async function hold(job: string, held: boolean): Promise<void> {
    if (!held) {
      await look('drop trigger test_hold on outbox', []);
      await look(`update outbox set state = 'waiting' where job = $1 and state = 'cancelled'`, [job]);
      return;
    }
    await look(
      `create or replace function test_hold() returns trigger language plpgsql as $f$ begin
         if new.job = 'governance.shard' then new.state := 'cancelled'; end if; return new; end $f$`,
      [],
    );
    await look('create trigger test_hold before insert on outbox for each row execute function test_hold()', []);
  }

  /** What a worker does when it is handed the row: from then on it holds the fence. */
  async function take({ id }: Row, caseId: string): Promise<JobRun<Row['payload']>> {
    const [taken] = await look<{ attempts: number; run_id: string; epoch: number; payload: Row['payload'] }>(
      `update outbox set state = 'running', attempts = attempts + 1, lease_until = now() + interval '1 hour' where id = $1
       returning attempts, run_id, epoch, payload`,
      [id],
    );
    const { attempts, run_id: runId, epoch, payload } = taken!;
    const signal = new AbortController().signal;
    return { id, organisationId: world.hospital, caseId, runId, epoch, attempt: attempts, fence: attempts, payload, traceId: null, signal };
  }

  const lapse = ({ id }: Row) => look(`update outbox set state = 'waiting', lease_until = null where id = $1`, [id]);
  const shard = () => shardJob(world.dependencies);

  /** A store that breaks off at the n-th object that it is to keep. */
  function breakingAt(put: number): ObjectStore {
    let puts = 0;
    const { objects } = world;
    return {
      put: (...given) => {
        puts += 1;
        if (puts === put) throw new Error('the worker was killed');
        return objects.put(...given);
      },
      open: (...given) => objects.open(...given),
      stat: (...given) => objects.stat(...given),
      delete: (...given) => objects.delete(...given),
    };
  }

  it('killed in mid-shard: nothing of the shard counts until it is done again, and then it comes to the same', async () => {
    const { caseId, shards } = await split();
    const killed = await take(shards[0]!, caseId);
    world.store = breakingAt(5);
    await expect(shard().handle(killed)).rejects.toThrow('killed');
    expect((await verdicts(caseId)).filter((row) => (row as { verdict: string | null }).verdict !== null)).toEqual([]);
    world.store = world.objects;
    await lapse(shards[0]!);
    const ran = await world.exchange.drainJobs();
    expect(ran).toEqual([...shards.map(() => 'governance.shard'), 'governance.measure']);
    expect((await world.look(caseId)).data.measured?.tally).toMatchObject({ files: world.images.length, released: world.images.length });
  });

  it('frozen past its lease: what the worker writes late changes nothing', async () => {
    const { caseId, shards } = await split();
    const frozen = await take(shards[0]!, caseId);
    await lapse(shards[0]!);
    const successor = await take(shards[0]!, caseId);
    expect(codeOf(await shard().handle(frozen))).toBe('queue.lease-lost');
    expect((await verdicts(caseId)).every((row) => (row as { verdict: string | null }).verdict === null)).toBe(true);
    expect(codeOf(await shard().handle(successor))).toBe('ok');
    const before = await verdicts(caseId);
    expect(codeOf(await shard().handle(frozen))).toBe('queue.lease-lost');
    expect(await verdicts(caseId)).toEqual(before);
    await world.exchange.drainJobs();
    expect((await world.look(caseId)).state).toBe('review');
  });

  it('delivered twice at the same time: one of the two counts, and the run is measured once', async () => {
    const { caseId, shards } = await split();
    const last = await take(shards.at(-1)!, caseId);
    for (const other of shards.slice(0, -1)) expect(codeOf(await shard().handle(await take(other, caseId)))).toBe('ok');
    const both = await Promise.allSettled([shard().handle(last), shard().handle(last)]);
    expect(both.filter((one) => one.status === 'fulfilled' && one.value.ok)).toHaveLength(1);
    const [measures] = await look<{ count: number }>(`select count(*)::int from outbox where case_id = $1 and job = 'governance.measure'`, [
      caseId,
    ]);
    expect(measures).toEqual({ count: 1 });
    await world.exchange.drainJobs();
  });

  it('the last two shards end at the same time: just one of them is the last', async () => {
    const { caseId, shards } = await split();
    const taken = await Promise.all(shards.map((row) => take(row, caseId)));
    const ended = await Promise.all(taken.map((job) => shard().handle(job)));
    expect(ended.map(codeOf)).toEqual(shards.map(() => 'ok'));
    const [measures] = await look<{ count: number }>(`select count(*)::int from outbox where case_id = $1 and job = 'governance.measure'`, [
      caseId,
    ]);
    expect(measures).toEqual({ count: 1 });
    await world.exchange.drainJobs();
    expect((await world.look(caseId)).state).toBe('review');
  });

  it('a shard that fails for good blocks the case with its reason; a retry goes on with what is left, in a new epoch', async () => {
    const { caseId, shards } = await split();
    orThrow(await shard().handle(await take(shards[0]!, caseId)));
    const done = (await verdicts(caseId)).filter((row) => (row as { verdict: string | null }).verdict !== null);
    world.store = {
      ...breakingAt(0),
      put: () => Promise.resolve(refuse('storage.no-space', 'unavailable', 'No space is left in the store.')),
    };
    const older = await take(shards[1]!, caseId);
    const failed = await shard().handle(older);
    expect(codeOf(failed)).toBe('storage.no-space');
    if (!failed.ok) await shard().exhausted(older, failed.refusal);
    expect(await world.look(caseId)).toMatchObject({
      state: 'blocked',
      data: { blocked: { code: 'storage.no-space', shard: older.payload.shard, reason: 'No space is left in the store.' } },
    });
    world.store = world.objects;
    orThrow(await world.give(caseId, 'retry', world.it));
    await world.exchange.drainJobs();
    const { state, data } = await world.look(caseId);
    expect({ state, epoch: data.run?.epoch, released: data.measured?.tally.released }).toEqual({
      state: 'review',
      epoch: 2,
      released: world.images.length,
    });
    expect((await verdicts(caseId)).slice(0, done.length)).toEqual(done);
    expect(codeOf(await shard().handle(older))).toBe('ok');
    expect((await world.look(caseId)).data.measured?.epoch).toBe(2);
  });

  describe('where the engine runs in processes of its own, on objects where they lie', () => {
    const execArgv = ['-r', resolve(__dirname, '../../test/support/typescript.cjs')];
    const pools: EnginePool[] = [];
    afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())));

    /** The first file's raw object is a pipe that nobody writes to, as long as the work takes: whoever reads it hangs. */
    async function withHangingFile(caseId: string, work: () => Promise<void>): Promise<void> {
      const path = world.objects.local!.pathOf(world.hospital, (await sourceOf(caseId, 1))!);
      await rename(path, `${path}.aside`);
      execFileSync('mkfifo', [path]);
      try {
        await work();
      } finally {
        await rename(`${path}.aside`, path);
      }
    }

    function inProcesses(limits: Partial<EngineLimits>, ...more: string[]) {
      const engine = new EnginePool({ processes: 1, execArgv: [...execArgv, ...more], limits: { ...engineLimits, ...limits } });
      pools.push(engine);
      return { engine, job: shardJob({ ...world.dependencies, objects: world.objects, engine }) };
    }

    const codesOf = async (caseId: string, shard: number) =>
      look<{ file: number; verdict: string | null; code: string | null }>(
        `select file, verdict, reasons #>> '{0,code}' as code from governance_file where case_id = $1 and shard = $2 order by file`,
        [caseId, shard],
      );

    it('a file that hangs the engine is refused, and costs no other', async () => {
      const { caseId, shards } = await split();
      await withHangingFile(caseId, async () => {
        expect(codeOf(await inProcesses({ fileSeconds: 3 }).job.handle(await take(shards[0]!, caseId)))).toBe('ok');
      });
      const [first, ...others] = await codesOf(caseId, 1);
      expect(first).toEqual({ file: 1, verdict: 'refused', code: 'governance.engine-hung' });
      expect(others.map(({ verdict }) => verdict)).toEqual(others.map(() => 'released'));
      await world.exchange.drainJobs();
      expect((await world.look(caseId)).data.measured?.tally).toMatchObject({ refused: 1, released: world.images.length - 1 });
    });

    it('a disk that is full while the engine writes is no verdict: the shard is done again when there is space', async () => {
      const { caseId, shards } = await split();
      const [full, preload] = [join(world.folder, 'full'), join(world.folder, 'full.cjs')];
      await writeFile(full, '');
      await writeFile(
        preload,
        `const fs = require('node:fs');
         const { writevSync, existsSync } = fs;
         const noSpace = () => Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', errno: -28, syscall: 'writev' });
         let written = 0;
         fs.writevSync = (...given) => {
           if ((written += 1) > 3 && existsSync(${JSON.stringify(full)})) throw noSpace();
           return writevSync(...given);
         };`,
      );
      const { job } = inProcesses({}, '-r', preload);
      expect(codeOf(await job.handle(await take(shards[0]!, caseId)))).toBe('storage.no-space');
      expect((await codesOf(caseId, 1)).every(({ verdict }) => verdict === null)).toBe(true);
      await rm(full);
      await lapse(shards[0]!);
      expect(codeOf(await job.handle(await take(shards[0]!, caseId)))).toBe('ok');
      const done = await codesOf(caseId, 1);
      expect(done.map(({ verdict }) => verdict)).toEqual(done.map(() => 'released'));
      await world.exchange.drainJobs();
    });

    it('a file on which the engine is killed is refused, and costs no other', async () => {
      const { caseId, shards } = await split();
      await withHangingFile(caseId, async () => {
        const { engine, job } = inProcesses({});
        let ended = false;
        const handled = job.handle(await take(shards[0]!, caseId)).finally(() => (ended = true));
        const killed = new Set<number>();
        await until(
          () => {
            // Once with other files in hand, and as often as it may with the one.
            const [pid] = killed.size <= engineLimits.deaths ? engine.pids.filter((one) => !killed.has(one)) : [];
            if (pid !== undefined) killed.add((process.kill(pid, 'SIGKILL'), pid));
            return ended;
          },
          { timeoutMs: 40_000 },
        );
        expect(codeOf(await handled)).toBe('ok');
      });
      const [first, ...others] = await codesOf(caseId, 1);
      expect(first).toEqual({ file: 1, verdict: 'refused', code: 'governance.engine-stopped' });
      expect(others.map(({ verdict }) => verdict)).toEqual(others.map(() => 'released'));
      await world.exchange.drainJobs();
    });
  });

  it('a raw file that is not the one that was sealed blocks the case; nothing is told of its content', async () => {
    const { caseId, shards } = await split();
    const { objects } = world;
    const other = await world.objects.open(world.hospital, (await sourceOf(caseId, 2))!);
    world.store = { ...breakingAt(0), put: (...given) => objects.put(...given), open: () => Promise.resolve(other) };
    const job = await take(shards[0]!, caseId);
    expect(codeOf(await shard().handle(job))).toBe('governance.source-changed');
  });

  const sourceOf = async (caseId: string, file: number) =>
    (await look<{ sha: string }>('select source_sha256 as sha from governance_file where case_id = $1 and file = $2', [caseId, file]))[0]
      ?.sha;

  it('a manifest that is not there blocks the case before anything is split', async () => {
    const { caseId } = await world.planned();
    orThrow(await world.give(caseId, 'start', world.it));
    world.store = { ...breakingAt(0), open: () => Promise.resolve(refuse('storage.not-found', 'not-found', 'No such object.')) };
    await world.exchange.drainJobs();
    expect(await world.look(caseId)).toMatchObject({ state: 'blocked', data: { blocked: { code: 'storage.not-found', shard: null } } });
    world.store = world.objects;
    orThrow(await world.give(caseId, 'retry', world.it));
    await world.exchange.drainJobs();
    expect((await world.look(caseId)).state).toBe('review');
  });

  it('a worker that stops in mid-shard gives it back without a verdict', async () => {
    const { caseId, shards } = await split();
    const controller = new AbortController();
    controller.abort();
    const job = { ...(await take(shards[0]!, caseId)), signal: controller.signal };
    expect(await shard().handle(job)).toMatchObject({ ok: false, refusal: { code: 'governance.worker-stopped', kind: 'unavailable' } });
  });
});
