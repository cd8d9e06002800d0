import { withClient, type RoleUrls } from '#libs/database';
import { ok, refuse, startOf, type LegalDate, type Result } from '#libs/kernel';

const HOUR_MS = 3_600_000;
/** Legal time is moved to the middle of the working day, when people are at work. */
const NOON_HOURS = 12;

/** Makes an empty folder a simulation; one that is a simulation already stays one. Refuses `simulation.real-data` on any other. */
export function makeSimulation(urls: RoleUrls): Promise<Result<void>> {
  return withClient(urls.owner, async (client) => {
    const { rows } = await client.query<{ simulated: boolean }>('select simulated from legal_time');
    if (rows[0]?.simulated) return ok(undefined);
    if (await holdsData(urls)) {
      return refuse(
        'simulation.real-data',
        'conflict',
        'This data folder is in real use; a demo needs a folder of its own: set MEDBOURSE_HOME.',
      );
    }
    await client.query('insert into legal_time (simulated) values (true)');
    return ok(undefined);
  });
}

/** Legal time as the database has it. */
export function legalNow(urls: RoleUrls): Promise<Result<Date>> {
  return withClient(urls.relay, async (client) => ok((await client.query<{ now: Date }>('select legal_now() as now')).rows[0]!.now));
}

/** Moves legal time on to the middle of the day. Only the local command line can: no route has this role. Refuses `simulation.not-one`, `simulation.backwards`. */
export function advanceTo(urls: RoleUrls, date: LegalDate): Promise<Result<Date>> {
  return withClient(urls.owner, async (client) => {
    const { rows } = await client.query<{ now: Date }>('select clock_timestamp() + shift as now from legal_time where simulated');
    if (!rows[0]) return refuse('simulation.not-one', 'conflict', 'This data folder is no simulation: its legal time is real time.');
    const to = new Date(startOf(date).getTime() + NOON_HOURS * HOUR_MS);
    if (to < rows[0].now) return refuse('simulation.backwards', 'invalid', 'Legal time only goes on.');
    await client.query('update legal_time set shift = $1::timestamptz - clock_timestamp()', [to]);
    return ok(to);
  });
}

/** The identity role sees whether anybody was registered; the owner is held to the policies and sees nothing. */
function holdsData(urls: RoleUrls): Promise<boolean> {
  return withClient(urls.identity, async (client) => {
    const { rows } = await client.query<{ known: boolean }>('select exists (select from organisation) as known');
    return ok(rows[0]!.known);
  }).then((result) => !result.ok || result.value);
}
