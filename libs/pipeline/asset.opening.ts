import { group, opening, type OpeningContext, type PayloadOf } from '#libs/cases';
import { compareDates, ok, type LegalDate, type Refused, type Result } from '#libs/kernel';
import { estimate } from '#libs/ledger';
import { type AssetData, type AssetEstimate, type AssetState, type PlannedVolume } from './asset-data';
import { annex1Fields, plannedFields, rightsStatementFields } from './asset-registration.fields';
import { refusePipeline } from './pipeline.errors';
import { unregistrable } from './registrable-rights';

const payload = {
  annex1: group('数据', 'Data', annex1Fields),
  rightsStatement: group('权属声明', 'Rights statement', rightsStatementFields),
  planned: group('计划规模', 'Planned volume', plannedFields),
};
type Context = OpeningContext<PayloadOf<typeof payload>>;

/** The application form of the guide's annex 1; what it says of the applicant is the organisation's own record. */
export const registration = opening<AssetData, AssetState>()({
  title: { zh: '登记数据资产', en: 'Register the asset' },
  to: 'collection',
  by: ['hospital:it'],
  payload,
  apply: ({ payload: { annex1, rightsStatement, planned }, today }) => {
    const refused = brokenRegistration({ annex1, rightsStatement, planned });
    if (refused) return refused;
    const estimated = estimateOf(planned, today);
    if (!estimated.ok) return estimated;
    const data: AssetData = {
      annex1,
      rightsStatement,
      planned,
      estimate: estimated.value,
      contributors: [],
      approvals: [],
      publicData: null,
      budget: null,
      datasetVersion: 1,
      sealed: null,
      governed: null,
      increments: [],
      opinion: null,
      certificate: null,
    };
    return { data, recorded: { name: annex1.name, production: estimated.value.production.expected.amount } };
  },
});

function brokenRegistration({ annex1, rightsStatement }: Context['payload']): Refused | undefined {
  if (compareDates(annex1.periodFrom, annex1.periodTo) > 0)
    return refusePipeline('asset.period-reversed', 'The period ends before it begins.', { field: 'annex1.periodTo' });
  // The guide's name is time + region + industry + content + type; a machine can hold one of them against it.
  if (!/\d{4}/.test(annex1.name))
    return refusePipeline('asset.name-without-time', 'The name begins with the time of the data, as 2025年 (guide annex 1).', {
      field: 'annex1.name',
    });
  return unregistrable(rightsStatement);
}

const BYTES_IN_GB = 1_000_000_000;

/** By the market's fee schedules of the day: what is booked later is compared with it. */
function estimateOf({ scans, records, gigabytes }: PlannedVolume, on: LegalDate): Result<AssetEstimate> {
  const estimated = estimate({ date: on, jurisdiction: 'CN', scans, records, bytes: gigabytes * BYTES_IN_GB });
  if (!estimated.ok) return estimated;
  const { stages, production, renewal, sale, lines } = estimated.value;
  return ok({ on, schedules: lines.map(({ schedule }) => `${schedule.code}@${schedule.from}`), stages, production, renewal, sale });
}
