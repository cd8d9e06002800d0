import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { newId, orThrow, sha256Hex } from '#libs/kernel';
import { codeOf, GovernanceExchange } from './testing/governance-exchange';

/** Goal: a sealed dataset of real DICOM goes through governance on a real Postgres with real files, and nothing of a patient goes with it. */
describe('governance of a sealed dataset', () => {
  let world: GovernanceExchange;

  beforeAll(async () => {
    world = await GovernanceExchange.start();
  });
  afterAll(() => world.drop());

  it('goes from the plan to a released version that bears no identity', async () => {
    const { assetId, caseId } = await world.planned();
    const files = world.images.length;
    expect((await world.look(caseId)).data).toMatchObject({
      plan: { files, estimate: { expected: { amount: 1 } }, rates: { version: 'governance-rates/2' } },
      run: null,
    });
    orThrow(await world.give(caseId, 'start', world.it));
    const shards = Array<string>(Math.ceil(files / 10)).fill('governance.shard');
    expect(await world.exchange.drainJobs()).toEqual(['governance.split', ...shards, 'governance.measure']);

    const { state, data } = await world.look(caseId);
    expect({ state, blocked: data.blocked }).toEqual({ state: 'review', blocked: null });
    expect(data.measured?.tally).toMatchObject({ files, released: files, quarantined: 0, refused: 0, patients: 3, scans: 4 });
    expect(data.grading).toMatchObject({ finding: 'de-identified', level: 3 });
    for (const { numerator, denominator } of data.measured!.dimensions) expect(numerator).toBeLessThanOrEqual(denominator);

    orThrow(await world.give(caseId, 'release', world.committee));
    expect(await world.exchange.drainJobs()).toEqual(['governance.seal', 'pipeline.stage-ended']);
    const asset = await world.asset(assetId);
    const governed = asset.data.governed!;
    expect(asset.state).toBe('assessment');
    expect(governed).toMatchObject({ governanceCaseId: caseId, finding: 'de-identified', level: 3 });

    expect(sha256Hex(await world.bytes(governed.digest))).toBe(governed.digest);
    const manifest = await world.manifest(governed.digest);
    expect(manifest.files).toHaveLength(governed.files);
    expect(manifest.files.filter(({ path }) => path.endsWith('.dcm'))).toHaveLength(files);
    for (const { path, sha256, bytes } of manifest.files) {
      const content = await world.bytes(sha256);
      expect({ path, bytes: content.length, sha256: sha256Hex(content) }).toEqual({ path, bytes, sha256 });
      expect({ path, leaks: world.leaksIn(Buffer.concat([content, Buffer.from(path)])) }).toEqual({ path, leaks: [] });
    }
  });

  it('finds the planted identities where they are: the check above can fail', async () => {
    expect(world.leaksIn(await readFile(world.images[0]!)).length).toBeGreaterThan(10);
  });

  it('leaves no identity and no secret in the database, but for the paths that the hospital gave', async () => {
    const { assetId, caseId } = await world.reviewed();
    const tables = ['governance_file', 'governance_actions', 'governance_run', 'governance_shard', 'outbox', 'case_record', 'case_event'];
    const secret = orThrow(await world.dependencies.keys.secretOf(world.hospital, assetId));
    for (const table of tables) {
      const [row] = await world.exchange.database.look<{ all: string }>(`select string_agg(t::text, chr(10)) as all from ${table} t`);
      const content = row?.all ?? '';
      expect({ table, leaks: world.leaksIn(Buffer.from(content)) }).toEqual({ table, leaks: [] });
      for (const form of ['hex', 'base64'] as const) expect(content.includes(secret.toString(form))).toBe(false);
    }
    expect(caseId).toBeDefined();
  });

  it('keeps the secret at the home alone: sealed, for its user only, one an asset', async () => {
    const { assetId } = await world.reviewed();
    const folder = join(world.folder, 'keys', world.hospital);
    const file = join(folder, `${assetId}.key`);
    const secret = orThrow(await world.dependencies.keys.secretOf(world.hospital, assetId));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file)).includes(secret)).toBe(false);
    expect((await readdir(folder)).length).toBe(new Set(await readdir(folder)).size);
    const other = orThrow(await world.dependencies.keys.secretOf(world.hospital, newId()));
    expect(other.equals(secret)).toBe(false);
  });

  it('books the compute that was used and nothing by the market’s figures, and logs each read of raw data', async () => {
    const { caseId } = await world.reviewed();
    const booked = await world.exchange.database.look<{ account: string; amount: number }>(
      `select p.account, p.amount::int as amount from ledger_posting p join ledger_transaction t on t.id = p.transaction_id
       where t.case_id = $1 and p.amount > 0 order by 1`,
      [caseId],
    );
    expect(booked).toEqual([{ account: 'asset-cost:compute', amount: 1 }]);
    const reads = await world.exchange.database.look<{ files: number; purpose: string; actor: string }>(
      'select files, purpose, actor from governance_read where case_id = $1',
      [caseId],
    );
    expect(reads.reduce((sum, { files }) => sum + files, 0)).toBe(world.images.length);
    for (const read of reads) expect(read).toMatchObject({ purpose: 'de-identify', actor: expect.stringMatching(/^job:/) as string });
  });

  it('gives a patient the same replacement in every part of an asset, and another one in another asset', async () => {
    const patients = (caseId: string) =>
      world.exchange.database.look<{ patient: string }>('select distinct patient from governance_file where case_id = $1 order by 1', [
        caseId,
      ]);
    const { assetId, caseId } = await world.reviewed();
    orThrow(await world.give(caseId, 'send-back', world.it, { reason: '补充序列' }));
    await world.exchange.drainJobs();
    expect((await world.asset(assetId)).state).toBe('collection');
    const elsewhere = await world.reviewed();
    const [own, others] = [await patients(caseId), await patients(elsewhere.caseId)];
    expect(own).toHaveLength(3);
    expect(own.filter(({ patient }) => others.some((other) => other.patient === patient))).toEqual([]);
  });

  it('governs an asset once at a time, also where two ask at once', async () => {
    const { assetId } = await world.sealedAsset();
    const both = await Promise.all([world.plan(assetId), world.plan(assetId)]);
    expect(both.map(codeOf).sort()).toEqual(['governance.already-open', 'ok']);
  });

  it('waits for finance where the estimate goes beyond the budget; rates that were set count for the next plan too', async () => {
    const before = await world.planned();
    const tariff = { vendor: { perScan: { amount: 55_00, currency: 'CNY' } }, source: '外包合同2026-17' };
    orThrow(await world.give(before.caseId, 'set-rates', world.finance, tariff));
    const { assetId, caseId } = await world.planned();
    const setBudget = (amount: number) =>
      world.exchange.runner.command({
        kind: 'asset',
        caseId: assetId,
        command: 'set-budget',
        payload: { budget: { amount, currency: 'CNY' }, reason: '年度计划' },
        actor: world.finance,
      });
    orThrow(await setBudget(4 * 55_00 - 1));
    expect(codeOf(await world.give(caseId, 'start', world.it))).toBe('governance.budget-exceeded');
    orThrow(await setBudget(4 * 55_00));
    expect(codeOf(await world.give(caseId, 'start', world.it))).toBe('ok');
    await world.exchange.drainJobs();
    const booked = await world.exchange.database.look(
      `select p.account, p.amount::int as amount, t.quantity::int as quantity, t.unit from ledger_posting p
       join ledger_transaction t on t.id = p.transaction_id where t.case_id = $1 and p.amount > 0`,
      [caseId],
    );
    expect(booked).toEqual([{ account: 'asset-cost:imaging-governance', amount: 4 * 55_00, quantity: 4, unit: 'scan' }]);
    await world.exchange.database.look('delete from governance_rates');
  });

  it('ends when a newer version takes the place of its dataset; what still runs of it changes nothing', async () => {
    const { assetId, caseId } = await world.planned();
    orThrow(await world.give(caseId, 'start', world.it));
    const begun = { kind: 'asset', caseId: assetId, command: 'begin-version', payload: { reason: '扫描方案变更' }, actor: world.it };
    orThrow(await world.exchange.runner.command(begun));
    await world.exchange.drainJobs();
    expect((await world.look(caseId)).state).toBe('ended');
    expect((await world.asset(assetId)).state).toBe('collection');
  });

  it('destroys the secret of anonymised data for good', async () => {
    const { assetId, caseId } = await world.reviewed();
    const evidence = 'a'.repeat(64);
    const determination = { population: 20_000, membershipKnown: false, finding: 'as-measured', evidence, reason: '入选名单不公开' };
    orThrow(await world.give(caseId, 'determine', world.committee, determination));
    expect((await world.look(caseId)).data.grading).toMatchObject({
      finding: 'anonymised',
      level: 2,
      routes: ['download', 'secure-environment', 'statistics-only'],
    });
    orThrow(await world.give(caseId, 'release', world.committee));
    await world.exchange.drainJobs();
    orThrow(await world.give(caseId, 'destroy-secret', world.director, { reason: '已认定匿名化，不再需要追溯。' }));
    await world.exchange.drainJobs();
    expect((await world.look(caseId)).state).toBe('secret-destroyed');
    expect(codeOf(await world.dependencies.keys.secretOf(world.hospital, assetId))).toBe('storage.secret-destroyed');
  });
});
