import { choice, command, date, digest, money, text } from '#libs/cases';
import { addMoney, compareDates } from '#libs/kernel';
import { type Approval, type ApprovalKind, type AssetData, type AssetState } from './asset-data';
import { alive, nameOf, type AssetCommand } from './asset.command';
import { refusePipeline } from './pipeline.errors';

/** Each body approves for itself: one command a kind, so that the matrix of permissions shows who may. */
export const approval = (kind: ApprovalKind, role: string, zh: string, en: string): AssetCommand =>
  command<AssetData, AssetState>()({
    title: { zh, en },
    from: alive,
    by: [`hospital:${role}`],
    payload: { evidence: digest('依据文件', 'Evidence'), grantedOn: date('批准日期', 'Granted on'), endsOn: date('有效期至', 'Ends on') },
    apply: ({ case: { data }, payload, today, actor }) => {
      if (compareDates(payload.grantedOn, today) > 0)
        return refusePipeline('asset.approval-in-future', 'The approval is dated later than today.', { field: 'grantedOn' });
      if (compareDates(payload.endsOn, today) <= 0)
        return refusePipeline('asset.approval-ended', 'The approval has ended already.', { field: 'endsOn' });
      const given: Approval = { kind, by: nameOf(actor), ...payload };
      return { data: { ...data, approvals: [...data.approvals.filter((known) => known.kind !== kind), given] } };
    },
  });

/** Guide art. 15: data of party and government bodies is not registered, and products of authorised operation go to the public-data platform first. */
export const decidePublicData: AssetCommand = command<AssetData, AssetState>()({
  title: { zh: '公共数据认定', en: 'Decide on public data' },
  from: alive,
  by: ['hospital:director'],
  payload: {
    pathway: choice('路径', 'Pathway', ['not-public-data', 'authorised-operation', 'public-data-platform-first']),
    evidence: digest('依据文件', 'Evidence'),
  },
  apply: ({ case: { data }, payload, actor }) => ({
    data: { ...data, publicData: { ...payload, decidedBy: nameOf(actor) } },
  }),
});

/** Stages hold before a step that would take the asset beyond it. */
export const setBudget: AssetCommand = command<AssetData, AssetState>()({
  title: { zh: '设定预算', en: 'Set the budget' },
  from: alive,
  by: ['hospital:finance'],
  payload: { budget: money('预算', 'Budget', { min: 1 }), reason: text('理由', 'Reason', { max: 400, example: '年度计划' }) },
  apply: ({ case: { data }, payload }) => ({ data: { ...data, budget: payload.budget } }),
});

/** Lets go what holds: the budget grows by what finance agrees to, with the reason on record. */
export const agreeOverrun: AssetCommand = command<AssetData, AssetState>()({
  title: { zh: '同意超预算', en: 'Agree to an overrun' },
  from: alive,
  by: ['hospital:finance'],
  payload: {
    more: money('追加', 'More', { min: 1 }),
    reason: text('理由', 'Reason', { min: 4, max: 400, example: '图像质量复核需追加工作量' }),
  },
  apply: ({ case: { data }, payload: { more } }) => {
    if (!data.budget) return refusePipeline('asset.no-budget', 'There is no budget that could be exceeded.');
    const budget = addMoney(data.budget, more);
    if (!budget.ok) return budget;
    return {
      data: { ...data, budget: budget.value },
      recorded: { budget: budget.value.amount, before: data.budget.amount },
    };
  },
});
