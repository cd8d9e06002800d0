import { type RoleConnection, type Tenancy } from '#libs/database';
import { ok, orThrow } from '#libs/kernel';
import { type CaseRunner } from './case-runner';

/** A clock that has run out, as the relay role sees it. */
interface DueClock {
  readonly organisation_id: string;
  readonly case_id: string;
  readonly name: string;
  readonly epoch: number;
}

/** How many clocks one round serves; the next round follows at once while there are more. */
const BATCH = 100;
/** A conflict passes by itself. What is refused so often waits for people: it is tried more and more seldom, and holds nobody up. */
const REFUSALS_IN_A_ROW = 3;
const SHORTEST_REST_MS = 30_000;
const LONGEST_REST_MS = 3_600_000;

/** How a clock whose command was refused fares; on wall time, since people mend in it. */
interface Refusals {
  readonly clock: Pick<DueClock, 'case_id' | 'name'>;
  readonly times: number;
  readonly restsUntil: number;
}

/**
 * Serves clocks that ran out, in the order in which they were due, also those that ran out while nothing was up. Any number of processes
 * may do so: the command of a clock's epoch is done once.
 */
export class ClockRunner {
  private readonly refusals = new Map<string, Refusals>();

  constructor(
    private readonly relay: RoleConnection,
    private readonly tenancy: Tenancy,
    private readonly runner: CaseRunner,
    private readonly onRefused: (clock: { caseId: string; name: string; code: string }) => void,
  ) {}

  /** One round. Answers how many clocks were due. */
  async round(): Promise<number> {
    const resting = [...this.refusals.values()].filter(({ restsUntil }) => restsUntil > Date.now());
    const answered = await this.relay.rows<DueClock>(
      `select organisation_id, case_id, name, epoch from case_clock
       where state = 'running' and due_at < legal_now()
         and not exists (select from unnest($1::uuid[], $2::text[]) as resting(case_id, name)
           where resting.case_id = case_clock.case_id and resting.name = case_clock.name)
       order by due_at, case_id limit ${BATCH}`,
      [resting.map(({ clock }) => clock.case_id), resting.map(({ clock }) => clock.name)],
    );
    const due = orThrow(answered);
    for (const clock of due) await this.serve(clock);
    return due.length;
  }

  /** Once, when a program begins: a newer Medbourse may know a calendar that an older one had to guess. Answers how many cases were counted anew. */
  async recount(): Promise<number> {
    const found = await this.relay.rows<Pick<DueClock, 'organisation_id' | 'case_id'>>(
      `select distinct organisation_id, case_id from case_clock where state = 'running' and provisional`,
    );
    let changed = 0;
    for (const { organisation_id, case_id } of orThrow(found)) {
      const answer = orThrow(await this.runner.recountClocks(organisation_id, case_id));
      if (answer) changed += 1;
    }
    return changed;
  }

  private async serve(clock: DueClock): Promise<void> {
    const read = await this.tenancy.readTenant(clock.organisation_id, async (query) =>
      ok(
        await query.one<{ kind: string; definition_version: number }>(
          'select kind, definition_version from case_record where organisation_id = $1 and id = $2',
          [clock.organisation_id, clock.case_id],
        ),
      ),
    );
    const row = orThrow(read);
    if (!row) throw new Error(`clock of an unknown case ${clock.case_id}`);
    const about = { id: clock.case_id, kind: row.kind, organisationId: clock.organisation_id, definitionVersion: row.definition_version };
    const answer = await this.runner.runOut(about, clock.name, clock.epoch);
    const key = `${clock.case_id} ${clock.name} ${clock.epoch}`;
    if (answer.ok) this.refusals.delete(key);
    else {
      this.refusals.set(key, refusedAgain(clock, this.refusals.get(key)));
      this.onRefused({ caseId: clock.case_id, name: clock.name, code: answer.refusal.code });
    }
  }
}

function refusedAgain(clock: DueClock, before: Refusals | undefined): Refusals {
  const times = (before?.times ?? 0) + 1;
  const rest = times < REFUSALS_IN_A_ROW ? 0 : Math.min(LONGEST_REST_MS, SHORTEST_REST_MS * 2 ** (times - REFUSALS_IN_A_ROW));
  return { clock, times, restsUntil: Date.now() + rest };
}
