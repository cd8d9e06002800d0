import { choice, digest, group, id, opening, optional, text, type OpeningContext } from '#libs/cases';
import { type LegalDate, type Refused } from '#libs/kernel';
import { type AssetFact } from '#libs/pipeline';
import { type Applicant, type Application, type ConfirmationData, type ConfirmationState } from './confirmation.data';
import { refuseConfirmation } from './confirmation.errors';
import { type OrganisationFact, type RoundFact } from './confirmation.fact-values';
import { ruleSetFor, type RuleSet } from './rules/rule-set';

const payload = {
  agencyId: id('登记机构', 'Registration agency', 'organisation'),
  jurisdiction: optional(text('适用规则地域', 'Jurisdiction of the rules', { max: 6, pattern: '^[A-Z]{2}(-[A-Z]{2})?$', example: 'CN' })),
  type: choice('申请人类型', 'Type of applicant', ['legal-person', 'unincorporated']),
  contact: text('联系人', 'Contact', { max: 60, example: '数据管理办公室' }),
  phone: text('联系电话', 'Phone', { max: 30, pattern: '^[0-9+() -]{5,30}$', example: '0851-00000000' }),
  address: text('住所', 'Address', { max: 200, example: '贵州省贵阳市观山湖区1号' }),
  businessStatus: choice('经营状态', 'Business status', ['in-business', 'suspended']),
  attachments: group('附件', 'Attachments', {
    identity: digest('身份证明', 'Proof of identity'),
    acquisition: digest('合法取得凭证', 'Proof of lawful acquisition'),
    sample: digest('数据样例', 'Sample of the data'),
    sampleDescription: digest('样例说明', 'Description of the sample'),
  }),
  withholdReason: optional(text('申请不公示的理由', 'Reason not to be published', { max: 1000, example: '涉及商业秘密。' })),
};

/** 申请: the hospital applies for the initial registration 初次登记 of its asset with an agency of its choice (guide art. 14, 16, annex 1). */
export const applicationOpening = opening<ConfirmationData, ConfirmationState>()({
  title: { zh: '申请登记', en: 'Apply for registration' },
  to: 'applied',
  by: ['hospital:it', 'hospital:director'],
  payload,
  facts: ['asset', 'agency', 'applicant', 'rules', 'round'],
  apply: (context) => {
    const facts = factsOf(context);
    const broken = brokenApplication(context, facts);
    if (broken) return broken;
    const { asset, agency, applicant } = facts;
    const { type, contact, phone, address, businessStatus } = context.payload;
    const { id: agencyId, name, creditCode, region } = agency!;
    const data: ConfirmationData = {
      rules: facts.rules!,
      agency: { id: agencyId, name, creditCode, region },
      applicant: { ...withoutRoles(applicant), type, contact, phone, address, businessStatus },
      application: applicationOf(asset, context.today, context.payload),
      supplement: null,
      acceptance: null,
      fee: null,
      review: null,
      extension: null,
      evidence: [],
      notice: null,
      objections: [],
      attestation: null,
      certificate: null,
      overdue: [],
      ending: null,
    };
    const { governedDigest } = data.application;
    const round = facts.round.rounds + 1;
    return {
      data,
      effects: [
        { type: 'party', organisationId: agencyId, part: 'agency' },
        {
          type: 'row',
          table: 'confirmation_round',
          write: 'insert',
          values: { organisation_id: context.organisationId, asset_id: context.assetId, round, case_id: context.caseId },
        },
        {
          type: 'tell',
          organisationId: agencyId,
          roles: ['registrar'],
          message: 'confirmation.applied',
          parameters: { name: data.application.annex1.name },
        },
      ],
      recorded: { governedDigest, rules: `${data.rules.jurisdiction} ${data.rules.version}`, round },
    };
  },
});

interface ApplicationFacts {
  readonly asset: AssetFact;
  readonly agency: OrganisationFact | null;
  readonly applicant: OrganisationFact;
  readonly rules: RuleSet | undefined;
  readonly round: RoundFact;
}

function factsOf({ facts, payload: given, today }: OpeningContext<{ jurisdiction?: string }>): ApplicationFacts {
  return {
    asset: facts['asset'] as AssetFact,
    agency: facts['agency'] as OrganisationFact | null,
    applicant: facts['applicant'] as OrganisationFact,
    rules: ruleSetFor(facts['rules'] as readonly RuleSet[], given.jurisdiction ?? 'CN', today),
    round: facts['round'] as RoundFact,
  };
}

function brokenApplication(
  { organisationId, today }: OpeningContext<unknown>,
  { asset, agency, applicant, rules, round }: ApplicationFacts,
): Refused | undefined {
  if (asset.state !== 'confirmation' || !asset.data.governed)
    return refuseConfirmation('confirmation.asset-not-in-confirmation', 'The asset is not in confirmation.', { state: asset.state });
  if (round.openCaseId !== null)
    return refuseConfirmation('confirmation.already-open', 'The asset has a registration that is under way or stands.', {
      facts: { caseId: round.openCaseId },
    });
  if (!agency?.roles.includes('agency'))
    return refuseConfirmation('confirmation.not-an-agency', 'The organisation is not a registration agency of this exchange.', {
      field: 'agencyId',
    });
  if (agency.id === organisationId || agency.creditCode === applicant.creditCode)
    return refuseConfirmation('confirmation.own-data', 'An agency may not register its own data (guide art. 10).', { field: 'agencyId' });
  if (!rules)
    return refuseConfirmation('confirmation.no-rules', 'No rules are in effect for this jurisdiction.', { field: 'jurisdiction' });
  return brokenOpinion(asset, today) ?? brokenPublicData(asset);
}

function brokenOpinion(asset: AssetFact, today: LegalDate): Refused | undefined {
  const { opinion, governed } = asset.data;
  if (!opinion || !['pass', 'pass-with-conditions'].includes(opinion.outcome))
    return refuseConfirmation('confirmation.no-opinion', 'The asset has no legal opinion that lets it be registered.');
  if (opinion.governedDigest !== governed?.digest)
    return refuseConfirmation(
      'confirmation.opinion-of-other-dataset',
      'The opinion speaks of another dataset than the one that the asset holds.',
    );
  if (opinion.validUntil < today)
    return refuseConfirmation('confirmation.opinion-ended', 'The legal opinion has ended.', { facts: { validUntil: opinion.validUntil } });
  return undefined;
}

/** Art. 15: products of authorised operation go to the public-data platform first, and public data itself is not registered. */
function brokenPublicData(asset: AssetFact): Refused | undefined {
  const { publicData } = asset.data;
  if (publicData !== null && publicData.pathway !== 'public-data-platform-first') return undefined;
  return refuseConfirmation(
    'confirmation.public-data',
    'As decided for this asset, it goes to the public-data platform first (guide art. 15).',
    {
      facts: { pathway: publicData?.pathway ?? 'undecided' },
    },
  );
}

function applicationOf(
  asset: AssetFact,
  on: LegalDate,
  given: { attachments: Application['attachments']; withholdReason?: string },
): Application {
  const { annex1, rightsStatement, approvals } = asset.data;
  const governed = asset.data.governed!;
  const opinion = asset.data.opinion!;
  return {
    on,
    datasetVersion: governed.datasetVersion,
    governedDigest: governed.digest,
    annex1,
    rights: rightsStatement,
    terms: opinion.terms,
    opinion: { caseId: opinion.caseId, evidenceDigest: opinion.evidenceDigest, firmId: opinion.firmId, validUntil: opinion.validUntil },
    authorisationEnds: [
      opinion.validUntil, // itself the earliest end of the evidence that it examined
      ...rightsStatement.holders.flatMap(({ termEnds }) => termEnds ?? []),
      ...lastEnds(approvals),
    ],
    attachments: given.attachments,
    withholdReason: given.withholdReason ?? null,
  };
}

/** An approval that was given again stands until the last of its kind ends. */
function lastEnds(approvals: AssetFact['data']['approvals']): readonly LegalDate[] {
  const ends = new Map<string, LegalDate>();
  for (const { kind, endsOn } of approvals) if (!ends.has(kind) || endsOn > ends.get(kind)!) ends.set(kind, endsOn);
  return [...ends.values()];
}

const withoutRoles = ({
  id: organisationId,
  name,
  creditCode,
  region,
}: OrganisationFact): Pick<Applicant, 'id' | 'name' | 'creditCode' | 'region'> => ({
  id: organisationId,
  name,
  creditCode,
  region,
});
