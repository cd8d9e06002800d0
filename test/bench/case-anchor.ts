import { type BenchDatabase } from './bench-database';
import { pgbench } from './pgbench';

export const ORGANISATIONS = 32;
export const CASES_EACH = 64;
export const CLIENTS = 16;
export const SECONDS = 4;
export const ROUNDS = 3;

/** As long as what a command of the asset writes. */
export const BODY_CHARACTERS = 420;

const uuid = (prefix: string, number: string): string => `('${prefix}-' || lpad((${number})::text, 12, '0'))::uuid`;
const ANCHOR_ORGANISATION = '00000000-0000-4000-8000';
const ANCHOR_CASE = '00000000-0000-4000-9000';

/** Organisations and cases of the anchor's own, in the same tables. */
export async function prepareAnchor(database: BenchDatabase): Promise<void> {
  const organisation = uuid(ANCHOR_ORGANISATION, 'o');
  await database.run(
    `insert into case_record (organisation_id, id, kind, definition_version, state, version, data, opened_at, changed_at)
     select ${organisation}, ${uuid(ANCHOR_CASE, `o * 1000 + c`)}, 'bench', 1, 'open', 1, $1, now(), now()
     from generate_series(1, ${ORGANISATIONS}) o, generate_series(1, ${CASES_EACH}) c`,
    [JSON.stringify(benchData(0))],
  );
  await database.run(
    `insert into audit_head (organisation_id, sequence, hash) select ${organisation}, 0, sha256('') from generate_series(1, ${ORGANISATIONS}) o`,
  );
}

/** The same rows as the one write, in one transaction: case, head of the chain, event. */
const SCRIPT = `
\\set o random(1, ${ORGANISATIONS})
\\set c :o * 1000 + random(1, ${CASES_EACH})
begin;
update case_record set state = 'open', version = version + 1, data = '${JSON.stringify({ count: 1, note: 'n'.repeat(200) })}'::jsonb, changed_at = now()
  where organisation_id = ${uuid(ANCHOR_ORGANISATION, ':o')} and id = ${uuid(ANCHOR_CASE, ':c')} returning version as version \\gset
update audit_head set sequence = sequence + 1, hash = sha256(hash || sha256('${'b'.repeat(BODY_CHARACTERS)}'))
  where organisation_id = ${uuid(ANCHOR_ORGANISATION, ':o')} returning sequence as sequence \\gset
insert into case_event (organisation_id, sequence, id, case_id, case_version, command, state, actor, at, body, hash)
  values (${uuid(ANCHOR_ORGANISATION, ':o')}, :sequence, gen_random_uuid(), ${uuid(ANCHOR_CASE, ':c')}, :version, 'add', 'open',
    'person:00000000-0000-4000-8000-000000000000', now(), '${'b'.repeat(BODY_CHARACTERS)}', sha256('b'));
commit;
`;

/** Transactions per second of pgbench writing the rows of a transition, without row-level security. */
export const casesByPgbench = ({ administratorUrl: url, folder }: BenchDatabase): Promise<number> =>
  pgbench({ url, folder, script: SCRIPT, clients: CLIENTS, seconds: SECONDS });

export interface BenchData {
  readonly count: number;
  readonly note: string;
}

export const benchData = (count: number): BenchData => ({ count, note: 'n'.repeat(200) });
