import { type FactLoader, type FactQuestion } from '#libs/case-runtime';
import { type Query } from '#libs/database';
import { ok, orThrow } from '#libs/kernel';
import { type FeeSchedule } from '#libs/ledger';
import { type Numbering } from './certificate-number';
import { type ConfirmationData } from './confirmation.data';
import {
  type FeesFact,
  type LegalTimeFact,
  type OrganisationFact,
  type PendingObjectionsFact,
  type RoundFact,
} from './confirmation.fact-values';
import { type RuleSet } from './rules/rule-set';

const read = async <T>({ tenancy }: FactQuestion, organisationId: string, work: (query: Query) => Promise<T>): Promise<T> =>
  orThrow(await tenancy.readTenant(organisationId, async (query) => ok(await work(query))));

const agencyIdOf = ({ data, payload }: FactQuestion): string | undefined =>
  (data as ConfirmationData | null)?.agency.id ?? (payload as { agencyId?: string } | undefined)?.agencyId;

const organisationSql = 'select id, name, credit_code as "creditCode", region, roles from organisation where id = $1';

export const agencyFact: FactLoader = async (question) => {
  const value = await read(question, question.organisationId, (query) =>
    query.one<OrganisationFact>(organisationSql, [agencyIdOf(question)]),
  );
  return { value: value ?? null };
};

export const applicantFact: FactLoader = async (question) => {
  const value = await read(question, question.organisationId, (query) =>
    query.one<OrganisationFact>(organisationSql, [question.organisationId]),
  );
  if (!value) throw new Error('an applicant that is no organisation');
  return { value };
};

export const rulesFact =
  (sets: readonly RuleSet[]): FactLoader =>
  () =>
    Promise.resolve({ value: sets });

/** Schedules of registration, the narrower jurisdiction first. */
export const feesFact =
  (schedules: readonly FeeSchedule[]): FactLoader =>
  () => {
    const ours = schedules.filter(({ code }) => code === 'registration');
    const value: FeesFact = { schedules: [...ours].sort((a, b) => b.jurisdiction.length - a.jurisdiction.length) };
    return Promise.resolve({ value });
  };

/** Two applications at once would both count the same rounds: the row that an application writes then collides, and it is decided anew. */
export const roundFact: FactLoader = async (question) => {
  const row = await read(question, question.organisationId, (query) =>
    query.one<RoundFact>(
      `select count(*)::int as rounds,
         (array_agg(c.id) filter (where c.state not in ('not-accepted', 'refused', 'ended', 'void', 'lapsed')))[1] as "openCaseId"
       from confirmation_round r join case_record c on c.organisation_id = r.organisation_id and c.id = r.case_id
       where r.organisation_id = $1 and r.asset_id = $2`,
      [question.organisationId, question.assetId],
    ),
  );
  const value: RoundFact = { rounds: row?.rounds ?? 0, openCaseId: row?.openCaseId ?? null };
  return { value };
};

/** Objections lie with the agency. None can come in any more once the notice is closed, so what is counted here can only go down. */
export const pendingObjectionsFact: FactLoader = async (question) => {
  const data = question.data as ConfirmationData;
  const row = await read(question, data.agency.id, (query) =>
    query.one<{ count: number }>('select count(*)::int as count from objection where case_id = $1 and not id = any ($2::uuid[])', [
      question.caseId,
      data.objections.map(({ id }) => id),
    ]),
  );
  const value: PendingObjectionsFact = { count: row?.count ?? 0 };
  return { value };
};

/** Codes and numbers are public, of no tenant; an insert of one that was taken meanwhile collides. */
export const numberingFact: FactLoader = async (question) => {
  const { agency } = question.data as ConfirmationData;
  const region = agency.region.slice(0, 2);
  const value = await read(question, question.organisationId, async (query): Promise<Numbering> => {
    const codes = await query.rows<{ digit: number; organisationId: string }>(
      'select digit, organisation_id as "organisationId" from agency_code where region = $1',
      [region],
    );
    const digit = codes.find(({ organisationId }) => organisationId === agency.id)?.digit ?? null;
    const free = [1, 2, 3, 4, 5, 6, 7, 8, 9].find((one) => !codes.some((code) => code.digit === one)) ?? null;
    const serials = await query.rows<{ month: string; serial: number }>(
      'select month, max(serial)::int as serial from certificate_number where prefix = $1 group by month',
      [`SJ${region}${digit ?? free ?? ''}`],
    );
    return { region, digit, freeDigit: free, lastSerials: Object.fromEntries(serials.map(({ month, serial }) => [month, serial])) };
  });
  return { value };
};

export const legalTimeFact: FactLoader = async (question) => {
  const row = await read(question, question.organisationId, (query) => query.one<LegalTimeFact>('select simulated from legal_time'));
  const value: LegalTimeFact = { simulated: row?.simulated ?? false };
  return { value };
};
