import { encode } from 'iconv-lite';
import { newId, ok, orThrow } from '#libs/kernel';
import { verifyChain } from '#libs/transparency';
import { person } from '../../test/support';
import { reportFiles } from './release.store';
import { PatientMaps } from './patient-maps.service';
import { codeOf, GovernanceExchange } from './testing/governance-exchange';

/** Goal: a patient whose numbers differ is one in what is released; what the table says is never in the clear, and goes with the asset's secret. */
describe('the mapping table of an asset', () => {
  let world: GovernanceExchange;
  let maps: PatientMaps;
  /** Patient IDs of the synthetic images. */
  let numbers: string[];
  /** How many images bear each. */
  let counts: number[];
  let issuer: string | undefined;

  beforeAll(async () => {
    world = await GovernanceExchange.start({ patients: 3, slices: 2 });
    maps = new PatientMaps(world.dependencies);
    const stated = world.identities.filter(({ path }) => path === 'PatientID');
    numbers = stated.map(({ value }) => value);
    issuer = world.identities.filter(({ path }) => path === 'IssuerOfPatientID')[2]?.value;
    counts = stated.map(({ file }) => world.images.filter((image) => image.includes(`/${file.split('/')[0]!}/`)).length);
  });
  afterAll(() => world.drop());

  /** The first two numbers are one patient's. */
  const table = () =>
    encode(`EMPI,影像号,住院号,姓名\nE-778899,${numbers[0]},ZY-445566,王建国\nE-778899,${numbers[1]},,王建国\n`, 'gb18030');

  async function patientsIn(caseId: string): Promise<(string | null)[]> {
    const { tenancy } = world.dependencies;
    const key = { organisationId: world.hospital, caseId };
    const files = orThrow(
      await tenancy.readTenant(world.hospital, async (query) => ok(await reportFiles(query, key, { after: 0, limit: 100 }))),
    );
    return [...new Set(files.map(({ patient }) => patient))];
  }

  it('joins numbers of one patient in a run, and says how many images it knew', async () => {
    const { assetId, caseId } = await world.planned();
    const given = orThrow(await maps.give(world.it, assetId, table()));
    expect(given.summary).toMatchObject({ rows: 2, patients: 1, identifiers: { patient: 1, imaging: 2, inpatient: 1 } });
    orThrow(await world.give(caseId, 'start', world.it));
    await world.exchange.drainJobs();
    expect(await patientsIn(caseId)).toHaveLength(2);
    const { data } = await world.look(caseId);
    const quality = (await world.bytes(data.measured!.report)).toString();
    expect((JSON.parse(quality) as { patientTables: unknown }).patientTables).toEqual([
      { digest: given.digest, joined: counts[0]! + counts[1]!, notJoined: counts[2]! },
    ]);
  });

  it('is nowhere in the clear, and the one question that it answers is on record', async () => {
    const { assetId, caseId } = await world.planned();
    orThrow(await maps.give(world.it, assetId, table()));
    orThrow(await world.give(caseId, 'start', world.it));
    await world.exchange.drainJobs();
    const traced = orThrow(await maps.trace(world.it, assetId, { identifier: 'zy-445566', reason: '患者撤回同意' }));
    expect(traced).toMatchObject({ byTable: true, files: [{ caseId, files: counts[0]! + counts[1]! }] });
    const unknown = orThrow(await maps.trace(world.it, assetId, { identifier: numbers[2]!, issuer, reason: '患者撤回同意' }));
    expect(unknown).toMatchObject({ byTable: false, files: [{ caseId, files: counts[2]! }] });
    const { look } = world.exchange.database;
    expect(await look('select reason from governance_patient_trace where asset_id = $1', [assetId])).toHaveLength(2);
    const rows = await look('select to_jsonb(m) || to_jsonb(o) as all from governance_patient_map m left join outbox o on true');
    const [{ sealed_sha256 }] = (await look('select sealed_sha256 from governance_patient_map where asset_id = $1', [assetId])) as [
      { sealed_sha256: string },
    ];
    const sealed = await world.bytes(sealed_sha256);
    for (const value of ['E-778899', 'ZY-445566', '王建国', ...numbers]) {
      expect(JSON.stringify(rows)).not.toContain(value);
      expect(sealed.includes(Buffer.from(value))).toBe(false);
    }
  });

  it('is replaced and removed; a case keeps the one that it began by until it ends', async () => {
    const { assetId, caseId } = await world.planned();
    const first = orThrow(await maps.give(world.it, assetId, table()));
    orThrow(await world.give(caseId, 'start', world.it));
    const second = orThrow(await maps.give(world.it, assetId, Buffer.from('影像号,住院号\n1,2\n')));
    expect(orThrow(await maps.look(world.it, assetId))).toEqual(second);
    expect(second.digest).not.toBe(first.digest);
    orThrow(await maps.remove(world.it, assetId));
    expect(codeOf(await maps.look(world.it, assetId))).toBe('governance.no-patient-map');
    expect(codeOf(await maps.remove(world.it, assetId))).toBe('governance.no-patient-map');
  });

  it('leaves in the audit chain who gave, replaced and removed it, and nothing that it says', async () => {
    const { assetId } = await world.planned();
    const first = orThrow(await maps.give(world.it, assetId, table()));
    const second = orThrow(await maps.give(world.it, assetId, Buffer.from('影像号,住院号\n1,2\n')));
    orThrow(await maps.remove(world.it, assetId));
    const { look } = world.exchange.database;
    const links = await look<{ command: string; body: string; hash: Buffer; case_id: string }>(
      'select command, body, hash, case_id from case_event where organisation_id = $1 order by sequence',
      [world.hospital],
    );
    expect(verifyChain(links.map(({ body, hash }) => ({ body: Buffer.from(body), hash })))).toMatchObject({ ok: true });
    const acts = links
      .filter(({ command, case_id }) => case_id === assetId && command.endsWith('-patient-map'))
      .map(({ body }) => JSON.parse(body) as { command: string; actor: string; recorded: object });
    const who = `person:${world.it.personId}@${world.hospital}`;
    const [was, is] = [first, second].map(({ id, digest }) => ({ patientMap: id, digest }));
    expect(acts.map(({ command, actor, recorded }) => ({ command, actor, recorded }))).toEqual([
      { command: 'give-patient-map', actor: who, recorded: { ...was, rows: 2, patients: 1, replaces: null } },
      { command: 'give-patient-map', actor: who, recorded: { ...is, rows: 1, patients: 1, replaces: was } },
      { command: 'remove-patient-map', actor: who, recorded: is },
    ]);
    for (const value of ['E-778899', 'ZY-445566', '王建国', ...numbers]) expect(JSON.stringify(links)).not.toContain(value);
  });

  it('given by two at once is one after the other, in rows and chain', async () => {
    const { assetId } = await world.planned();
    const given = await Promise.all([1, 2, 3].map((n) => maps.give(world.it, assetId, Buffer.from(`影像号,住院号\n${n},9\n`))));
    const digests = given.map((map) => orThrow(map).digest);
    const { look } = world.exchange.database;
    const rows = await look<{ digest: string }>('select digest from governance_patient_map where asset_id = $1 and removed_at is null', [
      assetId,
    ]);
    const chain = await look<{ digest: string; before: string | null }>(
      `select body::json -> 'recorded' ->> 'digest' as digest, body::json -> 'recorded' -> 'replaces' ->> 'digest' as before
       from case_event where case_id = $1 and command = 'give-patient-map' order by sequence`,
      [assetId],
    );
    expect(chain.map(({ digest }) => digest).sort()).toEqual([...digests].sort());
    expect(chain.map(({ before }) => before)).toEqual([null, chain[0]!.digest, chain[1]!.digest]);
    expect(rows).toEqual([{ digest: chain[2]!.digest }]);
  });

  it('is for the IT staff of the hospital whose asset it is', async () => {
    const { assetId } = await world.planned();
    const stranger = person(newId(), 'hospital', 'it');
    for (const ask of [
      maps.look(stranger, assetId),
      maps.give(stranger, assetId, table()),
      maps.trace(stranger, assetId, { identifier: '1', reason: 'x' }),
    ])
      expect(codeOf(await ask)).toBe('governance.no-asset');
    expect(codeOf(await maps.give(world.director, assetId, table()))).toBe('governance.not-permitted');
    expect(codeOf(await maps.give(world.it, assetId, Buffer.from('影像号,住院号\n=1,2\n')))).toBe('patient-table.formula');
  });

  it("is lost with the asset's secret", async () => {
    const { assetId } = await world.planned();
    orThrow(await maps.give(world.it, assetId, table()));
    orThrow(await world.dependencies.keys.destroy(world.hospital, assetId));
    expect(codeOf(await maps.trace(world.it, assetId, { identifier: 'ZY-445566', reason: 'x' }))).toBe('storage.secret-destroyed');
  });
});
