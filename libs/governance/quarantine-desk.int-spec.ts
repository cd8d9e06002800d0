import { readFile } from 'node:fs/promises';
import { fen, orThrow } from '#libs/kernel';
import { RawReads, SAMPLE_CANDIDATES } from '#libs/pipeline';
import { GovernanceReports } from './governance-reports.service';
import { codeOf, GovernanceExchange, type MoreFile } from './testing/governance-exchange';

const NOTES: MoreFile = { path: 'notes/说明.txt', bytes: Buffer.from('not an image at all\n'.repeat(20)) };
/** (0028,0301), of which the synthetic images say that nothing is burned in. */
const ANNOTATION = Buffer.from([0x28, 0x00, 0x01, 0x03]);
const NO = Buffer.concat([ANNOTATION, Buffer.from('CS\x02\x00NO', 'latin1')]);
const YES = Buffer.concat([ANNOTATION, Buffer.from('CS\x04\x00YES ', 'latin1')]);

/** The image, said to have writing burned in: whether it has, a person has to see. */
function declared(image: Buffer): Buffer {
  const at = image.indexOf(NO);
  if (at < 0) throw new Error('the synthetic image says nothing of writing');
  return Buffer.concat([image.subarray(0, at), YES, image.subarray(at + NO.length)]);
}

/** Goal: what a person says of the pixels of a held file is carried out, and on record. Method: real jobs on images that declare writing. */
describe('the desk for held files', () => {
  let world: GovernanceExchange;
  let reports: GovernanceReports;
  let written: readonly MoreFile[];
  let caseId: string;
  let assetId: string;
  let held: readonly number[];

  beforeAll(async () => {
    world = await GovernanceExchange.start({ patients: 1, slices: 3 });
    const { tenancy, store, engine, workFolder } = world.dependencies;
    reports = new GovernanceReports(store, tenancy, world.objects, new RawReads(tenancy, world.objects), { engine, workFolder });
    written = await Promise.all(
      world.images.slice(0, 3).map(async (path, index) => ({ path: `held/${index}`, bytes: declared(await readFile(path)) })),
    );
    ({ caseId, assetId } = await world.reviewed([...written, NOTES]));
    held = orThrow(await reports.desk.files(world.it, caseId, { after: 0, limit: 100 })).map(({ file }) => file);
  });
  afterAll(() => world.drop());

  const decide = (files: readonly number[], payload: object) =>
    world.give(caseId, 'decide-quarantine', world.it, { files, reason: '逐帧查看后处置', ...payload });

  it('lists what is held, by reason, by likeness and by decision, without where it stood', async () => {
    const all = orThrow(await reports.desk.files(world.committee, caseId, { after: 0, limit: 100 }));
    expect(all).toHaveLength(4);
    expect(JSON.stringify(all)).not.toContain('说明');
    const by = async (question: object) =>
      orThrow(await reports.desk.files(world.it, caseId, { after: 0, limit: 100, ...question })).map(({ file }) => file);
    const { code } = all[0]!.reasons.find((reason) => reason.code.startsWith('burned-in'))!;
    expect(await by({ reason: code })).toEqual(held.slice(0, 3));
    expect(await by({ like: held[0] })).toEqual(held.slice(0, 3));
    expect(await by({ series: all[0]!.series })).toEqual(all.filter(({ series }) => series === all[0]!.series).map(({ file }) => file));
    expect(await by({ decided: true })).toEqual([]);
    expect(await by({ after: held[0], limit: 2 })).toEqual(held.slice(1, 3));
    expect(orThrow(await reports.desk.groups(world.it, caseId))).toMatchObject([
      { files: 3, undecided: 3, first: held[0], modality: 'CT', rows: 32, columns: 32 },
      { files: 1, codes: ['governance.kind-not-supported'], modality: null },
    ]);
  });

  it('shows a frame of a held image, on record as a read of raw data', async () => {
    const look = { caseId, file: held[0]!, frame: 1, longestSide: 16, purpose: '看有无文字' };
    const { png, width, height, frames } = orThrow(await reports.desk.preview(world.it, look));
    expect({ png: png.subarray(1, 4).toString(), width, height, frames }).toEqual({ png: 'PNG', width: 16, height: 16, frames: 1 });
    const reads = await world.exchange.database.look<{ purpose: string }>('select purpose from raw_read where case_id = $1', [caseId]);
    expect(reads).toEqual([{ purpose: '看有无文字' }]);
    expect(codeOf(await reports.desk.preview(world.it, { ...look, frame: 2 }))).toBe('governance.no-preview');
    expect(codeOf(await reports.desk.preview(world.it, { ...look, file: held[3]! }))).toBe('governance.no-preview');
    expect(codeOf(await reports.desk.preview(world.it, { ...look, purpose: ' ' }))).toBe('raw-read.no-purpose');
    expect(codeOf(await reports.desk.preview(world.it, { ...look, file: 1 }))).toBe('governance.not-quarantined');
    expect(codeOf(await reports.desk.preview(world.finance, look))).toBe('governance.not-permitted');
    expect(codeOf(await reports.desk.files(world.finance, caseId, { after: 0, limit: 1 }))).toBe('governance.not-permitted');
  });

  it('carries out what a person said of the pixels, tells of it, and drops what he dropped', async () => {
    const [clear, blank, other, notes] = held as [number, number, number, number];
    const region = { left: 0, top: 0, right: 32, bottom: 8 };
    expect(codeOf(await decide([notes], { decision: 'clear' }))).toBe('governance.not-a-matter-of-pixels');
    expect(codeOf(await decide([blank], { decision: 'blank', regions: [{ ...region, right: 33 }] }))).toBe('governance.region-outside');
    orThrow(await decide([clear], { decision: 'clear' }));
    orThrow(await decide([blank], { decision: 'blank', regions: [region] }));
    orThrow(await decide([other, notes], { decision: 'drop' }));
    expect(codeOf(await world.give(caseId, 'release', world.committee))).toBe('governance.rework-waits');
    orThrow(await world.give(caseId, 'rework', world.it));
    await world.exchange.drainJobs();

    const lines = orThrow(await reports.files(world.it, caseId, { after: 0, limit: 100 }));
    const of = (file: number) => lines.find((line) => line.file === file)!;
    const by = world.it.personId;
    expect(of(clear)).toMatchObject({ verdict: 'released', decision: null, decided: { decision: 'clear', reason: '逐帧查看后处置', by } });
    expect(of(blank)).toMatchObject({ verdict: 'released', decided: { decision: 'blank', regions: [region], by } });
    expect(of(other)).toMatchObject({ verdict: 'quarantined', decision: 'drop', decided: { decision: 'drop' } });
    expect(of(1).decided).toBeNull();
    const [cleared, blanked] = await Promise.all([world.bytes(of(clear).after!), world.bytes(of(blank).after!)]);
    const pixels = (bytes: Buffer) => bytes.subarray(-32 * 32 * 2);
    const raw = pixels(written[0]!.bytes);
    expect(pixels(cleared)).toEqual(raw);
    const rows = new Set(
      pixels(blanked)
        .subarray(0, 32 * 8 * 2)
        .toString('hex')
        .match(/.{4}/g),
    );
    expect(rows.size).toBe(1);
    expect(pixels(blanked).subarray(32 * 8 * 2)).toEqual(pixels(written[1]!.bytes).subarray(32 * 8 * 2));
    const [event] = await world.exchange.database.look<{ count: number }>(
      `select count(*)::int from case_event where case_id = $1 and command = 'decide-quarantine'`,
      [caseId],
    );
    expect(event).toEqual({ count: 3 });
  });

  it('leaves neither the raw digest nor who decided in the report that goes to buyers', async () => {
    orThrow(await world.give(caseId, 'release', world.committee));
    await world.exchange.drainJobs();
    const manifest = await world.manifest((await world.asset(assetId)).data.governed!.digest);
    const report = (await world.bytes(manifest.files.find(({ path }) => path === 'report/files.jsonl')!.sha256)).toString('utf8');
    const lines = report
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { file: number; source: string; decided: object | null });
    expect(lines.find(({ file }) => file === held[1])).toMatchObject({ decided: { decision: 'blank', regions: [{ bottom: 8 }] } });
    expect(report).not.toContain(world.it.personId);
    expect(report).not.toContain('逐帧查看后处置');
    const sources = await world.exchange.database.look<{ sha: string }>(
      'select source_sha256 as sha from governance_file where case_id = $1',
      [caseId],
    );
    for (const { sha } of sources) expect(report).not.toContain(sha);
    expect(new Set(lines.map(({ source }) => source)).size).toBe(new Set(sources.map(({ sha }) => sha)).size);
  });

  it('offers as samples none of a series in which a person judged pixels', async () => {
    const manifest = await world.manifest((await world.asset(assetId)).data.governed!.digest);
    // The one series of the one patient holds all three.
    expect((await world.bytes(manifest.files.find(({ path }) => path === SAMPLE_CANDIDATES)!.sha256)).toString('utf8')).toBe('');
  });

  it('says what a scan cost, beside what others pay', async () => {
    const cost = orThrow(await reports.cost(world.it, caseId));
    expect(cost).toMatchObject({ benchmarkPerScan: { low: { amount: 5000 }, high: { amount: 6000 } }, vendor: { booked: fen(0) } });
    expect(cost.desk.decisions).toBeGreaterThan(0);
    expect(cost.desk.booked).toEqual(fen(cost.desk.decisions * cost.rates.fenPerDecision));
    expect(cost.booked.amount).toBe(cost.compute.booked.amount + cost.desk.booked.amount);
    expect(cost.fenPerScan).toBeCloseTo(cost.booked.amount / cost.scans, 6);
    expect(cost.scans).toBeGreaterThan(0);
    expect(cost.cpuSeconds).toBeGreaterThan(0);
    expect(cost.compute.fenPerScan).toBeCloseTo((cost.cpuSeconds * cost.rates.fenPerCpuHour) / 3600 / cost.scans, 6);
    expect(cost.savingPerScan!.low.amount).toBe(5000 - Math.ceil(cost.fenPerScan!));
    const { caseId: fresh } = await world.planned();
    expect(codeOf(await reports.cost(world.it, fresh))).toBe('governance.not-measured');
  });
});
