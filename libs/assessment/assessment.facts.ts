import { type FactLoader, type FactQuestion } from '#libs/case-runtime';
import { type Query } from '#libs/database';
import { fen, ok, orThrow } from '#libs/kernel';
import { type AssessmentData } from './assessment.data';
import {
  type ConflictFact,
  type FirmFact,
  type LawyersFact,
  type RoundFact,
  type SpendingFact,
  type LegalTimeFact,
} from './assessment.fact-values';

const read = async <T>({ tenancy }: FactQuestion, organisationId: string, work: (query: Query) => Promise<T>): Promise<T> =>
  orThrow(await tenancy.readTenant(organisationId, async (query) => ok(await work(query))));

/** The firm of the case, or the one that a request names. */
const firmIdOf = ({ data, payload }: FactQuestion): string | undefined =>
  (data as AssessmentData | null)?.firmId ?? (payload as { firmId?: string } | undefined)?.firmId;

export const firmFact: FactLoader = async (question) => {
  const firmId = firmIdOf(question);
  const value = await read(question, question.organisationId, (query) =>
    query.one<FirmFact>('select id, name, credit_code as "creditCode", roles from organisation where id = $1', [firmId]),
  );
  return { value: value ?? null };
};

/** Two requests at once would both count the same rounds: the row that a request writes then collides, and it is decided anew. */
export const roundFact: FactLoader = async (question) => {
  const { organisationId, assetId } = question;
  const row = await read(question, organisationId, (query) =>
    query.one<{ rounds: number; openCaseId: string | null }>(
      `select count(*)::int as rounds,
         (array_agg(c.id) filter (where c.state not in ('declined', 'withdrawn', 'void')
           and (c.state <> 'issued' or c.data #>> '{opinion,handover,outcome}' in ('pass', 'pass-with-conditions'))))[1] as "openCaseId"
       from assessment_round r join case_record c on c.organisation_id = r.organisation_id and c.id = r.case_id
       where r.organisation_id = $1 and r.asset_id = $2`,
      [organisationId, assetId],
    ),
  );
  const value: RoundFact = { rounds: row?.rounds ?? 0, openCaseId: row?.openCaseId ?? null };
  return { value };
};

/**
 * Over the whole firm: its people who belong to the hospital too, other parts that it plays in the hospital's cases, and cases of its own in
 * which the hospital is a party. Each side is read under its own tenant; what comes out names no person to the other.
 */
export const conflictsFact: FactLoader = async (question) => {
  const hospital = question.organisationId;
  const firm = firmIdOf(question)!;
  const members = 'select person_id as "personId" from membership where organisation_id = $1 and ended_at is null';
  const people = async (organisationId: string) =>
    read(question, organisationId, (query) => query.rows<{ personId: string }>(members, [organisationId]));
  const ofHospital = new Set((await people(hospital)).map(({ personId }) => personId));
  const shared = (await people(firm)).map(({ personId }) => personId).filter((personId) => ofHospital.has(personId));
  const otherParts = await read(question, firm, (query) =>
    query.rows<{ kind: string; part: string }>(
      `select distinct c.kind, p.part from case_record c
       join case_party p on p.organisation_id = c.organisation_id and p.case_id = c.id
       where (c.organisation_id = $2 and p.party_organisation_id = $1 and p.part <> 'law-firm')
          or (c.organisation_id = $1 and p.party_organisation_id = $2)
       order by 1, 2 limit 50`,
      [firm, hospital],
    ),
  );
  const value: ConflictFact = { sharedPeople: shared, otherParts };
  return { value };
};

export const spendingFact: FactLoader = async (question) => {
  const { organisationId, assetId } = question;
  const row = await read(question, organisationId, (query) =>
    query.one<{ booked: string }>(
      `select coalesce(sum(p.amount), 0)::text as booked from ledger_posting p
       join ledger_transaction t on t.organisation_id = p.organisation_id and t.id = p.transaction_id
       where t.organisation_id = $1 and t.asset_id = $2 and p.account like 'asset-cost:%'`,
      [organisationId, assetId],
    ),
  );
  const value: SpendingFact = { booked: fen(Number(row?.booked ?? 0)) };
  return { value };
};

export const lawyersFact: FactLoader = async (question) => {
  const firm = firmIdOf(question)!;
  const lawyers = await read(question, firm, (query) =>
    query.rows<{ personId: string; practiceNumber: string | null }>(
      `select m.person_id as "personId", p.practice_number as "practiceNumber" from membership m join person p on p.id = m.person_id
       where m.organisation_id = $1 and m.ended_at is null and m.roles && array['lawyer', 'partner']`,
      [firm],
    ),
  );
  const value: LawyersFact = { lawyers };
  return { value };
};

export const legalTimeFact: FactLoader = async (question) => {
  const row = await read(question, question.organisationId, (query) => query.one<LegalTimeFact>('select simulated from legal_time'));
  const value: LegalTimeFact = { simulated: row?.simulated ?? false };
  return { value };
};
