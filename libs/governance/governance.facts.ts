import { type FactLoader, type FactQuestion } from '#libs/case-runtime';
import { type Query } from '#libs/database';
import { holdsBack } from '#libs/deidentification/dicom';
import { fen, ok, orThrow } from '#libs/kernel';
import { defaultRates, type GovernanceRates } from './governance-rates';
import { type NamedFile, type QuarantineFact, type RoundFact, type SpendingFact } from './governance.fact-values';

const read = async <T>({ tenancy, organisationId }: FactQuestion, work: (query: Query) => Promise<T>): Promise<T> =>
  orThrow(await tenancy.readTenant(organisationId, async (query) => ok(await work(query))));

/** Two openings at once would both count the same rounds: the row that an opening writes then collides, and it is decided anew. */
export const roundFact: FactLoader = async (question) => {
  const row = await read(question, (query) =>
    query.one<RoundFact>(
      `select count(*)::int as rounds,
         (array_agg(c.id) filter (where c.state in ('planned', 'running', 'review', 'sealing', 'blocked')))[1] as "openCaseId"
       from governance_round r join case_record c on c.organisation_id = r.organisation_id and c.id = r.case_id
       where r.organisation_id = $1 and r.asset_id = $2`,
      [question.organisationId, question.assetId],
    ),
  );
  const value: RoundFact = row ?? { rounds: 0, openCaseId: null };
  return { value };
};

export const spendingFact: FactLoader = async (question) => {
  const row = await read(question, (query) =>
    query.one<{ booked: string }>(
      `select coalesce(sum(p.amount), 0)::text as booked from ledger_posting p
       join ledger_transaction t on t.organisation_id = p.organisation_id and t.id = p.transaction_id
       where t.organisation_id = $1 and t.asset_id = $2 and p.account like 'asset-cost:%'`,
      [question.organisationId, question.assetId],
    ),
  );
  const value: SpendingFact = { booked: fen(Number(row?.booked ?? 0)) };
  return { value };
};

/** What finance of the organisation declared last. */
export const ratesFact: FactLoader = async (question) => {
  const row = await read(question, (query) =>
    query.one<{ rates: GovernanceRates }>('select rates from governance_rates where organisation_id = $1', [question.organisationId]),
  );
  return { value: row?.rates ?? defaultRates };
};

/** Files change only while the case runs, and decisions with its version: the case's own version guards what is counted here. */
export const quarantineFact: FactLoader = async (question) => {
  const { organisationId, caseId } = question;
  const files = (question.payload as { files?: readonly number[] } | undefined)?.files ?? [];
  const value = await read(question, async (query): Promise<QuarantineFact> => {
    const counted = await query.one<Omit<QuarantineFact, 'named'>>(
      `select count(*) filter (where d.decision is null)::int as undecided, count(*) filter (where d.decision = 'drop')::int as dropped,
         count(*) filter (where d.decision in ('rework', 'clear', 'blank'))::int as rework
       from governance_file f
       left join governance_decision d on d.organisation_id = f.organisation_id and d.case_id = f.case_id and d.file = f.file and d.epoch = f.epoch
       where f.organisation_id = $1 and f.case_id = $2 and f.verdict in ('quarantined', 'refused')`,
      [organisationId, caseId],
    );
    const found = await query.rows<Omit<NamedFile, 'holding'> & { codes: readonly string[] }>(
      `select n.file, f.epoch, coalesce(jsonb_path_query_array(f.reasons, '$[*].code'), '[]') as codes, (f.facts ->> 'rows')::int as rows,
         (f.facts ->> 'columns')::int as columns, (f.facts ->> 'frames')::int as frames
       from unnest($3::int[]) as n(file)
       left join governance_file f on f.organisation_id = $1 and f.case_id = $2 and f.file = n.file and f.verdict in ('quarantined', 'refused')
       order by n.file`,
      [organisationId, caseId, files],
    );
    const named = found.map(({ codes, ...file }) => ({ ...file, holding: codes.filter(holdsBack) }));
    return { undecided: counted?.undecided ?? 0, dropped: counted?.dropped ?? 0, rework: counted?.rework ?? 0, named };
  });
  return { value };
};
