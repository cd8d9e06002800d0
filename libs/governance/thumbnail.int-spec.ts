import { newId, orThrow } from '#libs/kernel';
import { type JobRun } from '#libs/queue';
import { GovernanceExchange } from './testing/governance-exchange';
import { makeThumbnails } from './thumbnail.maker';
import { thumbnailsOf } from './thumbnail.store';

/** Goal: previews are made once an object, and none is left of a series in which a person released what may show a face. */
describe('previews of series', () => {
  let world: GovernanceExchange;
  let caseId: string;
  const puts: string[] = [];

  beforeAll(async () => {
    world = await GovernanceExchange.start({ patients: 2, slices: 3 });
    ({ caseId } = await world.reviewed());
    const { objects } = world;
    world.store = {
      put: (organisationId, bytes, options) => {
        puts.push(options?.expectedSha256 ?? '');
        return objects.put(organisationId, bytes, options);
      },
      open: (...given) => objects.open(...given),
      stat: (...given) => objects.stat(...given),
      delete: (...given) => objects.delete(...given),
    };
  });
  afterAll(() => world.drop());

  const key = () => ({ organisationId: world.hospital, caseId });
  const shown = async () => {
    const read = await world.dependencies.tenancy.readTenant(world.hospital, async (query) => ({
      ok: true as const,
      value: await thumbnailsOf(query, key()),
    }));
    return orThrow(read).map(({ series }) => series);
  };
  const job = (): JobRun<object> => ({
    ...{ id: newId(), organisationId: world.hospital, caseId, runId: null, epoch: 1, attempt: 1, fence: 1, payload: {}, traceId: null },
    signal: new AbortController().signal,
  });
  const make = async () => orThrow(await makeThumbnails(world.dependencies, job(), key()));

  it('are there after the measurement, and are not made again', async () => {
    const before = await shown();
    expect(before.length).toBeGreaterThan(1);
    await make();
    expect(puts).toEqual([]);
    expect(await shown()).toEqual(before);
  });

  it('are made anew of another object', async () => {
    const { look } = world.exchange.database;
    const [series] = await shown();
    await look(`update governance_thumbnail set source_sha256 = repeat('0', 64) where series = $1`, [series]);
    await make();
    expect(puts).toHaveLength(1);
  });

  it('leave with the word of a person that a head may go: what was held may show a face', async () => {
    const { look } = world.exchange.database;
    const before = await shown();
    const [hidden] = before;
    await look(
      `insert into governance_decision (organisation_id, case_id, file, epoch, decision, reason, decided_by, decided_at)
       select organisation_id, case_id, file, epoch, 'clear', 'reviewed', $2, now() from governance_file where series = $1 limit 1`,
      [hidden, newId()],
    );
    await make();
    expect(await shown()).toEqual(before.slice(1));
    const rows = await look<{ withheld: boolean; sha256: string | null }>(
      'select withheld, sha256 from governance_thumbnail where series = $1',
      [hidden],
    );
    expect(rows).toEqual([{ withheld: true, sha256: null }]);
  });
});
