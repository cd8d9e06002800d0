import { addDays } from '#libs/kernel';
import { readGovernance } from './governed-reader';
import { actor, evidence, type Play } from './play';

interface Checklist {
  readonly items: readonly {
    readonly code: string;
    readonly title: { readonly zh: string };
    readonly basis: readonly { readonly law: { readonly zh: string }; readonly articles: string; readonly inForceSince?: string }[];
    readonly mayBeConditional: boolean;
  }[];
}

/** The item whose condition becomes a term of use: the buyer's purpose, environment and qualification. */
const CONDITIONAL_ITEM = '14';

/** A firm is asked, quotes, reviews item by item, asks a question, and gives an opinion that two lawyers signed. */
export async function playAssessment(play: Play, assetId: string): Promise<void> {
  const [it, lawyer, partner] = [actor(play, 'it'), actor(play, 'lawyer'), actor(play, 'partner')];
  play.say('it', '委托律所 asks the law firm');
  const caseId = await it.open(`/api/assets/${assetId}/assessments`, { firmId: play.cast.organisations.firm });
  play.say('lawyer', '报价 quotes');
  await lawyer.command('assessments', caseId, 'quote', {
    fee: { amount: 5_000_000, currency: 'CNY' },
    advancePercent: 50,
    volume: '一个影像数据集',
    frequency: '一次性',
    reviewDays: 10,
    validUntil: addDays(await play.today(), 30),
    noConflict: true,
  });
  play.say('finance', '签约 engages the firm');
  await actor(play, 'finance').command('assessments', caseId, 'engage');
  await lawyer.command('assessments', caseId, 'claim', { noConflict: true });
  await readGovernance(play, 'lawyer', `/api/assessments/${caseId}`);
  await askAndAnswer(play, caseId);
  await findings(play, caseId);
  play.say('lawyer', '起草意见书 drafts the opinion');
  await lawyer.command('assessments', caseId, 'draft', draft);
  play.say('partner', '复核并出具 countersigns and issues');
  await partner.command('assessments', caseId, 'countersign', { practiceNumber: '15201200810654321' });
  await partner.command('assessments', caseId, 'issue');
  await it.waitFor('assessments', caseId, 'issued');
  await it.waitFor('assets', assetId, 'confirmation');
}

const draft = {
  outcome: 'pass-with-conditions',
  summary: '（演示）数据来源合法，已去标识化并经认定匿名化；附条件通过。',
  assumptions: '委托方提供的材料真实、完整。',
  limits: '本意见书仅就所列版本的数据出具；演示文件，不具法律效力。',
  terms: {
    buyerKinds: ['ai-company', 'research-institute'],
    purposes: ['algorithm-training', 'scientific-research'],
    environment: 'download',
    regions: ['CN'],
    resale: false,
    export: false,
    retentionMonths: 24,
    conditions: [],
  },
  termMonths: 24,
  practiceNumber: '15201201510123456',
};

/** While the hospital owes an answer the firm's clock stands still. */
async function askAndAnswer(play: Play, caseId: string): Promise<void> {
  play.say('lawyer', '提问 asks a question');
  await actor(play, 'lawyer').command('assessments', caseId, 'ask', {
    item: '2',
    text: '请说明影像的采集依据与期间。',
    dueOn: addDays(await play.today(), 10),
  });
  play.say('it', '答复 answers');
  await actor(play, 'it').command('assessments', caseId, 'answer', {
    thread: 1,
    text: '均为登记期间门诊与住院诊疗中依法采集，采集制度见附件。',
    evidence: [await evidence(play, 'it', '影像采集管理制度')],
  });
}

async function findings(play: Play, caseId: string): Promise<void> {
  const lawyer = actor(play, 'lawyer');
  const { items } = await lawyer.get<Checklist>('/api/checklists/current');
  play.say('lawyer', `逐项审查 ${items.length} 项 works through the checklist`);
  const document = await evidence(play, 'lawyer', '审查底稿');
  const today = await play.today();
  for (const { code, title, basis } of items) {
    const [cited] = basis;
    await lawyer.command('assessments', caseId, 'record-finding', {
      item: code,
      result: code === CONDITIONAL_ITEM ? 'met-with-condition' : 'met',
      severity: 'minor',
      law: cited!.law.zh,
      article: cited!.articles || '全文',
      versionDate: cited!.inForceSince ?? today,
      evidence: [document],
      remark: `${title.zh}：材料齐备。`,
    });
  }
}
