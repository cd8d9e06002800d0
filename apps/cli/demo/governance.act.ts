import { actor, evidence, type Play } from './play';

interface GovernanceDocument {
  readonly measured: {
    readonly tally: { readonly quarantined: number; readonly refused: number; readonly released: number; readonly patients: number };
  } | null;
  readonly grading: { readonly finding: string; readonly level: number; readonly routes: readonly string[] } | null;
  readonly blocked: { readonly code: string; readonly reason: string } | null;
}

interface ReportPage {
  readonly items: readonly { readonly file: number; readonly verdict: string }[];
  readonly next: string | null;
}

/** The hospital's CT patients of a year, from whom the demo's were drawn. */
const POPULATION = 20_000;
const FILES_PER_DECISION = 1000;

/** De-identifies, measures, decides on what was held back, releases. */
export async function playGovernance(play: Play, assetId: string): Promise<void> {
  const it = actor(play, 'it');
  const committee = actor(play, 'data');
  play.say('it', '计划并开始治理 plans and starts governance');
  const caseId = await it.open(`/api/assets/${assetId}/governance`, {});
  await it.command('governance', caseId, 'start');
  const { state, data } = await it.waitFor<GovernanceDocument>('governance', caseId, 'review', 'blocked');
  if (state === 'blocked') throw new Error(`governance is blocked: ${data.blocked?.reason} (${data.blocked?.code})`);

  await dropHeldFiles(play, caseId);
  play.say('data', '认定重识别条件 determines how an attacker stands to the data');
  await committee.command('governance', caseId, 'determine', {
    population: POPULATION,
    membershipKnown: false,
    finding: 'as-measured',
    evidence: await evidence(play, 'data', '来源人群与样本保密情况说明'),
    reason: '样本从全年胸部CT患者中抽取，入选名单不公开。',
  });
  play.say('data', '放行 releases');
  await committee.command('governance', caseId, 'release');
  await it.waitFor('governance', caseId, 'released');
  await it.waitFor('assets', assetId, 'assessment');
}

/** What was not released stays out, by a person's word for each file. */
async function dropHeldFiles(play: Play, caseId: string): Promise<void> {
  const it = actor(play, 'it');
  const held: number[] = [];
  for (let after: string | null = ''; after !== null;) {
    const page: ReportPage = await it.get(`/api/governance/${caseId}/report?limit=200${after && `&after=${after}`}`);
    held.push(...page.items.filter(({ verdict }) => verdict !== 'released').map(({ file }) => file));
    after = page.next;
  }
  if (held.length > 0) play.say('it', `剔除 ${held.length} 个隔离文件 keeps held files out`);
  for (let from = 0; from < held.length; from += FILES_PER_DECISION) {
    const files = held.slice(from, from + FILES_PER_DECISION);
    await it.command('governance', caseId, 'decide-quarantine', { files, decision: 'drop', reason: '演示：隔离文件不予放行。' });
  }
}
