import { decide, decideOpening, exampleOf, type Actor, type CaseSnapshot, type Decision, type PersonActor } from '#libs/cases';
import { newId, orThrow, stateCouncilCalendar, type Result } from '#libs/kernel';
import { type AssetData, type AssetState } from './asset-data';
import { assetCase } from './asset.case';
import { type GovernedDataset } from './handover';

export const organisationId = newId();
const circumstances = { facts: {}, now: new Date('2026-03-02T04:00:00Z'), calendar: stateCouncilCalendar() };

export const personAs = (...roles: string[]): PersonActor => ({
  kind: 'person',
  personId: newId(),
  organisationId,
  roles,
  organisationRoles: ['hospital'],
});
export const pipeline: Actor = { kind: 'pipeline', id: 'event' };

export const holder = { name: '某某市人民医院', creditCode: '12450000000000000X', rights: ['holding'], proofs: ['0'.repeat(64)] };

export function registrationPayload(
  more: { source?: string; rights?: string[]; processorFor?: string; annex1?: object; planned?: object } = {},
) {
  const example = exampleOf(assetCase.opening.payload) as { annex1: object; planned: object };
  const { source = 'own-collection', rights = ['holding'], processorFor, annex1, planned } = more;
  return {
    annex1: { ...example.annex1, ...annex1 },
    rightsStatement: { source, holders: [{ ...holder, rights }], ...(processorFor && { processorFor }) },
    planned: { scans: 1000, records: 0, gigabytes: 500, ...planned },
  };
}

export const register = (payload: object = registrationPayload(), actor: Actor = personAs('it')): Result<Decision<AssetData, AssetState>> =>
  decideOpening(assetCase, { caseId: newId(), organisationId, assetId: null, payload, actor }, circumstances);

export type Asset = CaseSnapshot<AssetData, AssetState>;

export function assetIn(state: AssetState, data: Partial<AssetData> = {}): Asset {
  const opened = orThrow(register());
  return {
    id: opened.caseId,
    kind: 'asset',
    definitionVersion: 1,
    organisationId,
    assetId: opened.caseId,
    state,
    version: 1,
    data: { ...opened.data, ...data },
    parties: opened.parties,
    clocks: [],
  };
}

export const give = (asset: Asset, command: string, payload: object, actor: Actor): Result<Decision<AssetData, AssetState>> =>
  decide(assetCase, asset, { command, payload, actor }, circumstances);

export const after = (asset: Asset, decision: Decision<AssetData, AssetState>): Asset => ({
  ...asset,
  state: decision.to,
  data: decision.data,
  version: decision.version,
});

export const ended = (asset: Asset, stage: string, outcome: string, handover: object = {}) =>
  give(asset, 'stage-ended', { caseId: newId(), stage, outcome, handover }, pipeline);

export const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);

export const digest = (letter: string): string => letter.repeat(64);

export const sealedOf = (asset: Asset, part: 'version' | 'increment' = 'version') => ({
  assetId: asset.id,
  datasetVersion: asset.data.datasetVersion,
  part,
  digest: digest('a'),
  files: 2,
  bytes: 10,
  home: 'main',
  collectionCaseId: newId(),
});

export const governedOf = (asset: Asset, more: Partial<GovernedDataset> = {}): GovernedDataset => ({
  assetId: asset.id,
  datasetVersion: asset.data.datasetVersion,
  part: 'version',
  digest: digest('b'),
  sealedDigest: digest('a'),
  files: 2,
  bytes: 10,
  home: 'main',
  governanceCaseId: newId(),
  finding: 'de-identified',
  level: 3,
  routes: ['download', 'compute'],
  qualityReport: digest('c'),
  ...more,
});

export const opinionOf = (asset: Asset, outcome: string, more: object = {}) => ({
  assetId: asset.id,
  caseId: newId(),
  outcome,
  governedDigest: asset.data.governed?.digest,
  evidenceDigest: digest('d'),
  terms: {},
  validUntil: '2028-01-01',
  firmId: newId(),
  ...more,
});

export const certificateOf = (asset: Asset) => ({
  assetId: asset.id,
  caseId: newId(),
  number: 'SJ4512026030001',
  governedDigest: asset.data.governed?.digest,
  terms: {},
  attestedAt: '2026-03-02T04:00:00Z',
  validUntil: '2029-03-01',
  agencyId: newId(),
});
