import {
  choice,
  command,
  digest,
  flag,
  group,
  integer,
  list,
  optional,
  text,
  type CommandContext,
  type Facts,
  type RowEffect,
} from '#libs/cases';
import { type Region } from '#libs/deidentification/dicom';
import { ok, type Result } from '#libs/kernel';
import { type GovernanceData, type GovernanceState } from './governance.data';
import { actingPerson } from './acting-person';
import { DECISIONS, FACE, mayBlank, mayJudgePixels, type Decision } from './desk.rules';
import { refuseGovernance } from './governance.errors';
import { type NamedFile, type QuarantineFact } from './governance.fact-values';
import { decisionCost, ratesOfCase } from './governance.fees';
import { gradingOf } from './risk/grading.rules';

const define = command<GovernanceData, GovernanceState>();
const reasonField = text('理由', 'Reason', { min: 2, max: 400, example: '影像内含文字，无法确认，剔除。' });

/** As many as fit one decision and can be looked at in one. */
const FILES_PER_DECISION = 1000;
const MOST_REGIONS = 64;
const MOST_PIXELS = 1_000_000;

const filesField = list('文件', 'Files', integer('文件序号', 'Number of the file', { min: 1, max: 1_000_000_000 }), {
  min: 1,
  max: FILES_PER_DECISION,
});
const pixel = (zh: string, en: string) => integer(zh, en, { min: 0, max: MOST_PIXELS });
const regionField = group('区域', 'Region', {
  left: pixel('左', 'Left'),
  top: pixel('上', 'Top'),
  right: pixel('右（不含）', 'Right, exclusive'),
  bottom: pixel('下（不含）', 'Bottom, exclusive'),
  frame: optional(integer('帧（缺省为全部）', 'Frame; all where left out', { min: 1, max: MOST_PIXELS })),
});

/**
 * A person's word on files that were not released. They stay out, or they are de-identified again: as they are, with the word that nobody can be
 * recognised in their pixels, or with regions to blank, which count for every file of the decision. Nothing passes by without it.
 */
export const decideQuarantine = define({
  title: { zh: '处置隔离文件', en: 'Decide on quarantined files' },
  from: ['review'],
  to: 'review',
  by: ['hospital:it'],
  payload: {
    files: filesField,
    decision: choice('处置', 'Decision', DECISIONS),
    regions: optional(list('遮盖区域', 'Regions to blank', regionField, { min: 1, max: MOST_REGIONS })),
    reason: reasonField,
  },
  facts: ['quarantine'],
  apply: (context) => {
    const { decision, regions, reason } = context.payload;
    if ((decision === 'blank' && !regions) || (decision === 'clear' && regions)) {
      return refuseGovernance('governance.regions-missing', 'Regions go with the decision to blank them.', { field: 'regions' });
    }
    const held = heldFiles(context.facts);
    if (!held.ok) return held;
    for (const file of held.value) {
      if (decision !== 'clear' && decision !== 'blank') continue;
      const judged = mayJudgePixels(file, decision, 'may-not');
      if (!judged.ok) return judged;
      const blanked = decision === 'blank' ? mayBlank(file, regions ?? []) : judged;
      if (!blanked.ok) return blanked;
    }
    return decided(context, held.value, { decision, reason, regions: decision === 'blank' ? (regions ?? null) : null });
  },
});

/** A face is a matter of its own: whoever wants the file through does not say that it shows none. */
export const clearFace = define({
  title: { zh: '认定无可辨识面部', en: 'Determine that no face can be recognised' },
  from: ['review'],
  to: 'review',
  by: ['hospital:data-committee'],
  payload: { files: filesField, reason: reasonField },
  facts: ['quarantine'],
  apply: (context) => {
    const held = heldFiles(context.facts);
    if (!held.ok) return held;
    for (const file of held.value) {
      const judged = mayJudgePixels(file, 'clear', 'may');
      if (!judged.ok) return judged;
      if (!file.holding.includes(FACE)) {
        return refuseGovernance('governance.no-face-found', `File ${file.file} is not held for a face.`, { facts: { file: file.file } });
      }
    }
    return decided(context, held.value, { decision: 'clear', reason: context.payload.reason, regions: null });
  },
});

/** Refuses `governance.not-quarantined`. */
function heldFiles(facts: Facts): Result<readonly NamedFile[]> {
  const { named } = facts['quarantine'] as QuarantineFact;
  const unknown = named.find(({ epoch }) => epoch === null);
  if (!unknown) return ok(named);
  return refuseGovernance('governance.not-quarantined', `File ${unknown.file} is not held.`, {
    field: 'files',
    facts: { file: unknown.file },
  });
}

interface Word {
  readonly decision: Decision;
  readonly reason: string;
  readonly regions: readonly Region[] | null;
}

/** The rows of a decision, and what the person's time cost. */
function decided(context: CommandContext<GovernanceData, unknown>, files: readonly NamedFile[], word: Word) {
  const { data, organisationId } = context.case;
  const booked = { ...data.booked, decisions: (data.booked.decisions ?? 0) + 1 };
  return {
    data: { ...data, booked },
    effects: [...decisionRows(context, files, word), ...decisionCost(organisationId, ratesOfCase(data))],
  };
}

function decisionRows(
  { case: { id, organisationId }, actor, now }: Pick<CommandContext<GovernanceData, unknown>, 'case' | 'actor' | 'now'>,
  files: readonly NamedFile[],
  { decision, reason, regions }: Word,
): RowEffect[] {
  const word = {
    organisation_id: organisationId,
    case_id: id,
    decision,
    reason,
    regions: regions && regions.map((region) => ({ ...region })),
  };
  const by = { decided_by: actingPerson(actor), decided_at: now.toISOString() };
  return files.map(({ file, epoch }) => ({
    type: 'row',
    table: 'governance_decision',
    write: 'upsert',
    values: { ...word, ...by, file, epoch },
  }));
}

/**
 * How an attacker stands to the data is no measurement: a committee determines it on evidence (GB/T 42460-2023), and finding, level and routes
 * are drawn from the same measured classes anew.
 */
export const determine = define({
  title: { zh: '认定重识别条件', en: 'Determine the conditions of re-identification' },
  from: ['review'],
  to: 'review',
  by: ['hospital:data-committee'],
  payload: {
    population: integer('来源人群人数', 'People that the dataset was drawn from', { min: 1, max: 2_000_000_000 }),
    membershipKnown: flag('攻击者可知目标在集内', 'An attacker can know that his target is in it'),
    finding: choice('认定', 'Finding', ['as-measured', 'de-identified']),
    evidence: digest('依据文件', 'Evidence'),
    reason: reasonField,
  },
  apply: ({ case: { data }, actor, payload }) => {
    const risk = data.measured?.risk;
    if (!risk || !data.run) return refuseGovernance('governance.nothing-to-release', 'Nothing was released that could be graded.');
    if (payload.population < risk.people) {
      return refuseGovernance('governance.population-too-small', 'The dataset holds more people than it is said to be drawn from.', {
        field: 'population',
        facts: { people: risk.people },
      });
    }
    const determination = { ...payload, by: actingPerson(actor) };
    const options = [...new Set([...data.plan.options, ...data.run.options])];
    const grading = gradingOf(risk, { ...data.plan, options }, determination);
    return {
      data: { ...data, determination, grading },
      recorded: { finding: grading.finding, level: grading.level, routes: grading.routes },
    };
  },
});

export const block = define({
  title: { zh: '阻断', en: 'Block' },
  from: ['review'],
  to: 'blocked',
  by: ['hospital:it', 'hospital:data-committee'],
  payload: { reason: reasonField },
  apply: ({ case: { data }, payload }) => ({
    data: { ...data, blocked: { code: 'governance.blocked-by-person', reason: payload.reason, shard: null } },
  }),
});
