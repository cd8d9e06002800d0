import { decideOnHeldFiles, type HeldDecision } from './held-files';
import { actor, evidence, type Play } from './play';

interface GovernanceDocument {
  readonly measured: {
    readonly tally: { readonly files: number; readonly released: number; readonly patients: number };
  } | null;
  readonly grading: { readonly finding: string; readonly level: number; readonly routes: readonly string[] } | null;
  readonly blocked: { readonly code: string; readonly reason: string } | null;
}

/** The hospital's patients who were examined so, from whom the demo's were drawn; more where a dataset of one's own has more. */
const POPULATION = 20_000;
const SHARE_DRAWN = 20;

export interface Governed {
  readonly files: number;
  readonly released: number;
  readonly held: readonly HeldDecision[];
}

/** De-identifies, measures, decides on what was held back, releases. */
export async function playGovernance(play: Play, assetId: string): Promise<Governed> {
  const it = actor(play, 'it');
  const committee = actor(play, 'data');
  play.say('it', '计划并开始治理 plans and starts governance');
  const caseId = await it.open(`/api/assets/${assetId}/governance`, {});
  await it.command('governance', caseId, 'start');
  const { state, data } = await it.waitFor<GovernanceDocument>('governance', caseId, 'review', 'blocked');
  if (state === 'blocked') throw new Error(`governance is blocked: ${data.blocked?.reason} (${data.blocked?.code})`);

  const held = await decideOnHeldFiles(play, caseId);
  play.say('data', '认定重识别条件 determines how an attacker stands to the data');
  await committee.command('governance', caseId, 'determine', {
    population: Math.max(POPULATION, SHARE_DRAWN * data.measured!.tally.patients),
    membershipKnown: false,
    finding: 'as-measured',
    evidence: await evidence(play, 'data', '来源人群与样本保密情况说明'),
    reason: '样本从同期接受同类检查的患者中抽取，入选名单不公开。',
  });
  play.say('data', '放行 releases');
  await committee.command('governance', caseId, 'release');
  await it.waitFor('governance', caseId, 'released');
  await it.waitFor('assets', assetId, 'assessment');
  return { files: data.measured!.tally.files, released: data.measured!.tally.released, held };
}
