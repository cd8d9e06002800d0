import { command, group, money, optional, text } from '#libs/cases';
import { type AssetFact } from '#libs/pipeline';
import { actingPerson } from './acting-person';
import { type GovernanceData, type GovernanceState } from './governance.data';
import { governanceEstimate } from './governance.fees';
import { ratesOf } from './governance-rates';

/** What the organisation's later cases begin with; one row an organisation. Who set it when is in the chain of the case that it was set in. */
export const RATES_TABLE = 'governance_rates';

/** Finance says what governance costs this hospital: its own machines and people, or a vendor's price for each scan. Before anything runs. */
export const setRates = command<GovernanceData, GovernanceState>()({
  title: { zh: '设定治理费率', en: 'Set the rates of governance' },
  from: ['planned'],
  to: 'planned',
  by: ['hospital:finance'],
  payload: {
    computePerCpuHour: optional(money('每核小时算力', 'An hour of one processor core')),
    deskPerDecision: optional(money('每次人工处置', 'A decision on held files')),
    vendor: optional(
      group('外包服务商报价', "A vendor's tariff", {
        perScan: money('每次检查', 'For each scan', { min: 1 }),
        least: optional(money('最低', 'At least')),
        most: optional(money('最高', 'At most')),
      }),
    ),
    source: text('依据', 'Source', { min: 2, max: 400, example: '信息科2026年度服务器折旧与电费核算' }),
  },
  facts: ['asset'],
  apply: ({ case: { data, id, organisationId }, facts, payload, actor, today, now }) => {
    const rates = ratesOf(payload, today);
    if (!rates.ok) return rates;
    const { planned } = (facts['asset'] as AssetFact).data;
    const { files, bytes } = data.plan;
    const estimate = governanceEstimate({ files, bytes, scans: planned.scans }, rates.value, today);
    const values = {
      organisation_id: organisationId,
      case_id: id,
      rates: JSON.parse(JSON.stringify(rates.value)) as Record<string, never>,
      set_by: actingPerson(actor),
      set_at: now.toISOString(),
    };
    return {
      data: { ...data, plan: { ...data.plan, rates: rates.value, estimate } },
      effects: [{ type: 'row', table: RATES_TABLE, write: 'upsert', values }],
      recorded: { version: rates.value.version, estimate: estimate.expected.amount },
    };
  },
});
