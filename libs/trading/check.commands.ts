import { choice, command, digest, flag, list, optional, text, type Guard } from '#libs/cases';
import { type Refused } from '#libs/kernel';
import { actingId } from './acting-person';
import { type CheckRecord, type CheckSubject, type OrderData, type OrderState } from './order.data';
import { brokenControl } from './order.opening';
import { refuseTrading } from './trading.errors';

const subjects = ['buyer', 'seller', 'source'] as const satisfies readonly CheckSubject[];
const open = ['requested', 'offered', 'countered'] as const satisfies readonly OrderState[];

/** Who brokers data trades asks the provider for the source, examines who both sides are, and keeps the records (Data Security Law art. 33). */
export const recordCheck = command<OrderData, OrderState>()({
  title: { zh: '记录核验', en: 'Record a check' },
  from: open,
  to: open,
  by: ['exchange:operator'],
  payload: {
    subject: choice('核验对象', 'What was checked', subjects),
    result: choice('结论', 'Result', ['passed', 'failed']),
    evidence: list('核验材料', 'Documents (SHA-256)', digest('材料', 'Document'), { min: 1, max: 20 }),
    remark: text('说明', 'Remark', { max: 400, example: '营业执照与授权书一致' }),
    foreignControlled: optional(flag('核实为外资控制', 'Found to be under foreign control')),
  },
  apply: ({ case: { data, state }, payload, actor, today }) => {
    const { subject, result, evidence, remark } = payload;
    const check: CheckRecord = { result, evidence, remark, by: actingId(actor), on: today };
    const foreignControlled = subject === 'buyer' ? (payload.foreignControlled ?? data.foreignControlled) : data.foreignControlled;
    return {
      to: state as OrderState,
      data: { ...data, foreignControlled, checks: { ...data.checks, [subject]: check } },
      recorded: { subject, result, evidence },
    };
  },
});

/** No contract before all three checks passed, and none with a buyer whom the operator found to need a filing. */
export const checksPassed: Guard<OrderData> = {
  name: 'checks-passed',
  title: { zh: '双方身份与数据来源核验通过', en: 'Both sides and the source were checked' },
  holds: ({ case: { data } }) => brokenChecks(data) ?? true,
};

function brokenChecks({ checks, foreignControlled, terms }: OrderData): Refused | undefined {
  const missing = subjects.filter((subject) => !checks[subject]);
  if (missing.length > 0)
    return refuseTrading('order.checks-missing', `The exchange has yet to check: ${missing.join(', ')}.`, { facts: { missing } });
  const failed = subjects.filter((subject) => checks[subject]?.result === 'failed');
  if (failed.length > 0) return refuseTrading('order.check-failed', `The check of ${failed.join(', ')} failed.`, { facts: { failed } });
  return brokenControl(terms, foreignControlled);
}
