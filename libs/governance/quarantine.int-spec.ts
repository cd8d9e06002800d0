import { type PersonActor } from '#libs/cases';
import { orThrow } from '#libs/kernel';
import { RawReads } from '#libs/pipeline';
import { person } from '../../test/support';
import { GovernanceReports } from './governance-reports.service';
import { codeOf, GovernanceExchange, type MoreFile } from './testing/governance-exchange';

const NOTES: MoreFile = { path: 'notes/张三.txt', bytes: Buffer.from('not an image at all\n'.repeat(20)) };
/** DICOM by its head, broken off behind it. */
const BROKEN: MoreFile = {
  path: 'notes/broken.dcm',
  bytes: Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), Buffer.alloc(40, 0x55)]),
};

/** Goal: what was not released passes nobody by: a person decides on each file, and what he looks at is on record. */
describe('files that were not released', () => {
  let world: GovernanceExchange;
  let reports: GovernanceReports;

  beforeAll(async () => {
    world = await GovernanceExchange.start({ patients: 1, slices: 2 });
    const { tenancy, store } = world.dependencies;
    reports = new GovernanceReports(store, tenancy, world.objects, new RawReads(tenancy, world.objects));
  });
  afterAll(() => world.drop());

  const decide = (caseId: string, files: readonly number[], decision: 'drop' | 'rework', actor: PersonActor = world.it) =>
    world.give(caseId, 'decide-quarantine', actor, { files, decision, reason: '不属于影像' });
  const held = () => [world.images.length + 1, world.images.length + 2];

  it('are held with a reason, and keep the release waiting until each is decided on', async () => {
    const { assetId, caseId } = await world.reviewed([NOTES, BROKEN]);
    const { data } = await world.look(caseId);
    expect(data.measured?.tally).toMatchObject({ released: world.images.length, files: world.images.length + 2 });
    const listed = orThrow(await reports.files(world.it, caseId, { after: world.images.length, limit: 10 }));
    expect(listed.map(({ verdict, reasons }) => ({ verdict, codes: reasons.map((reason) => reason.code) }))).toEqual([
      { verdict: 'quarantined', codes: expect.arrayContaining(['truncated']) as string[] },
      { verdict: 'quarantined', codes: ['governance.kind-not-supported'] },
    ]);
    expect(codeOf(await world.give(caseId, 'release', world.committee))).toBe('governance.undecided');
    orThrow(await decide(caseId, held().slice(0, 1), 'drop'));
    expect(codeOf(await world.give(caseId, 'release', world.committee))).toBe('governance.undecided');
    orThrow(await decide(caseId, held(), 'drop'));
    orThrow(await world.give(caseId, 'release', world.committee));
    await world.exchange.drainJobs();
    const governed = (await world.asset(assetId)).data.governed!;
    const manifest = await world.manifest(governed.digest);
    expect(manifest.files.filter(({ path }) => path.endsWith('.dcm'))).toHaveLength(world.images.length);
    const report = await world.bytes(manifest.files.find(({ path }) => path === 'report/files.jsonl')!.sha256);
    const lines = report
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { decision: string | null; path: string | null });
    expect(lines.map(({ decision }) => decision)).toEqual([...world.images.map(() => null), 'drop', 'drop']);
    expect(report.includes(Buffer.from('张三'))).toBe(false);
  });

  it('are de-identified again where a person asks for it, in an epoch of their own', async () => {
    const { caseId } = await world.reviewed([NOTES]);
    const untouched = await world.exchange.database.look('select * from governance_file where case_id = $1 and file <= $2 order by file', [
      caseId,
      world.images.length,
    ]);
    expect(codeOf(await world.give(caseId, 'rework', world.it))).toBe('governance.nothing-to-rework');
    orThrow(await decide(caseId, [world.images.length + 1], 'rework'));
    expect(codeOf(await world.give(caseId, 'release', world.committee))).toBe('governance.rework-waits');
    orThrow(await world.give(caseId, 'rework', world.it, { options: ['clean-pixel-data'] }));
    await world.exchange.drainJobs();
    const { state, data } = await world.look(caseId);
    expect({ state, run: data.run }).toMatchObject({ state: 'review', run: { epoch: 2, what: 'rework', options: ['clean-pixel-data'] } });
    expect(
      await world.exchange.database.look('select * from governance_file where case_id = $1 and file <= $2 order by file', [
        caseId,
        world.images.length,
      ]),
    ).toEqual(untouched);
    expect(codeOf(await world.give(caseId, 'release', world.committee))).toBe('governance.undecided');
    const booked = await world.exchange.database.look<{ postings: number }>(
      `select count(*)::int as postings from ledger_posting p join ledger_transaction t on t.id = p.transaction_id
       where t.case_id = $1 and p.account = 'asset-cost:compute' and p.amount > 0`,
      [caseId],
    );
    expect(booked).toEqual([{ postings: 1 }]); // the second pass stays within the fen that was begun
  });

  it('can be decided on only where they are held', async () => {
    const { caseId } = await world.reviewed([NOTES]);
    expect(codeOf(await decide(caseId, [1], 'drop'))).toBe('governance.not-quarantined');
    expect(codeOf(await decide(caseId, [9999], 'drop'))).toBe('governance.not-quarantined');
    expect(codeOf(await decide(caseId, [world.images.length + 1], 'drop', world.committee))).toBe('case.not-permitted');
  });

  it('are shown to those who decide on them, on record; to others not at all', async () => {
    const { caseId } = await world.reviewed([NOTES]);
    const file = world.images.length + 1;
    const seen = orThrow(await reports.held(world.it, caseId, file));
    expect(seen).toMatchObject({ sourcePath: NOTES.path, bytes: NOTES.bytes.length, decision: null });
    const { bytes } = orThrow(await reports.heldBytes(world.committee, caseId, file, '核对文件类型'));
    bytes.destroy();
    const logged = await world.exchange.database.look<{ actor: string }>(
      `select actor from governance_read where case_id = $1 and purpose = 'decide-quarantine' order by id`,
      [caseId],
    );
    expect(logged.map(({ actor }) => actor)).toEqual([
      `person:${world.it.personId}@${world.hospital}`,
      `person:${world.committee.personId}@${world.hospital}`,
    ]);
    const [raw] = await world.exchange.database.look<{ purpose: string }>('select purpose from raw_read where case_id = $1', [caseId]);
    expect(raw).toEqual({ purpose: '核对文件类型' });
    expect(codeOf(await reports.held(world.finance, caseId, file))).toBe('governance.not-permitted');
    expect(codeOf(await reports.heldBytes(world.it, caseId, file, ' '))).toBe('raw-read.no-purpose');
    const stranger = person('01890a5d-ac96-774b-bcce-b302099a8057', 'hospital', 'it');
    expect(codeOf(await reports.held(stranger, caseId, file))).toBe('governance.not-found');
    expect(codeOf(await reports.files(stranger, caseId, { after: 0, limit: 1 }))).toBe('governance.not-found');
    expect(codeOf(await reports.held(world.it, caseId, 1))).toBe('governance.not-quarantined');
  });

  it('leave nothing to release where they are all there is', async () => {
    const { caseId } = await world.reviewed([NOTES]);
    await world.exchange.database.look(`update governance_file set verdict = 'quarantined', sha256 = null where case_id = $1`, [caseId]);
    orThrow(await world.give(caseId, 'block', world.it, { reason: '重新度量' }));
    orThrow(await world.give(caseId, 'retry', world.it));
    await world.exchange.drainJobs();
    const files = [...world.images.map((_, index) => index + 1), world.images.length + 1];
    orThrow(await decide(caseId, files, 'drop'));
    expect((await world.look(caseId)).data).toMatchObject({ grading: null, measured: { risk: null, tally: { released: 0 } } });
    expect(codeOf(await world.give(caseId, 'release', world.committee))).toBe('governance.nothing-to-release');
  });

  it('shows how far the run is, and the report of quality', async () => {
    const { caseId } = await world.reviewed([NOTES]);
    const files = world.images.length + 1;
    expect(orThrow(await reports.progress(world.it, caseId))).toMatchObject({
      ...{ state: 'review', epoch: 1, shards: 1, shardsDone: 1, files, filesDone: files, held: 1 },
    });
    const quality = orThrow(await reports.quality(world.committee, caseId));
    expect(quality).toMatchObject({ format: 'medbourse-quality/1', held: [{ code: 'governance.kind-not-supported', files: 1 }] });
    expect(quality.figures.find(({ rule }) => rule === 'supported-kind')).toMatchObject({ numerator: files - 1, denominator: files });
    const { caseId: fresh } = await world.planned();
    expect(codeOf(await reports.quality(world.it, fresh))).toBe('governance.not-measured');
  });
});
