import { type StateDefinition } from '#libs/cases';
import { type ConfirmationState } from './confirmation.data';

const state = (title: readonly [string, string], meaning: readonly [string, string], final?: true): StateDefinition => ({
  title: { zh: title[0], en: title[1] },
  meaning: { zh: meaning[0], en: meaning[1] },
  ...(final && { final }),
});

/** The seven steps of the guide (art. 14), and the ends beside them. */
export const confirmationStates: Readonly<Record<ConfirmationState, StateDefinition>> = {
  applied: state(['已申请', 'applied'], ['申请已提交，等待登记机构受理。', 'The application waits for the agency to accept it.']),
  supplementing: state(
    ['待补正', 'supplementing'],
    ['登记机构已一次性告知补正内容。', 'The agency listed all that is missing, with a deadline.'],
  ),
  'not-accepted': state(['不予受理', 'not accepted'], ['申请视为未提交。', 'The application counts as not filed.'], true),
  accepted: state(
    ['已受理', 'accepted'],
    ['申请已受理或视为受理，审查期限开始计算。', 'Accepted, or deemed accepted; the time of review runs.'],
  ),
  reviewing: state(['审查中', 'reviewing'], ['审查描述、来源与权利。', 'Description, source and rights are reviewed.']),
  'evidence-asked': state(
    ['待补充证明', 'evidence asked'],
    ['申请人需补充证明，审查期限中止。', 'The applicant owes evidence; the review’s clock stands still.'],
  ),
  noticed: state(['公示中', 'noticed'], ['登记内容正在公示，任何人可提出异议。', 'The notice stands; anyone may object.']),
  objected: state(['异议处理中', 'objected'], ['登记机构正在核查异议。', 'The agency investigates an objection.']),
  cleared: state(['公示无异议', 'cleared'], ['公示期满且无未决异议，等待存证。', 'The notice has ended and no objection is open.']),
  attested: state(
    ['已存证', 'attested'],
    ['登记已生效，正在核发凭证。', 'Registration has taken effect; the certificate is being issued.'],
  ),
  certified: state(['已发证', 'certified'], ['凭证已核发，可公开核验。', 'The certificate is out, and anyone can verify it.']),
  lapsed: state(['已到期', 'lapsed'], ['凭证到期未续。', 'The certificate was not renewed.'], true),
  refused: state(['不予登记', 'refused'], ['登记机构书面说明理由，不予登记。', 'The agency refused in writing, with the ground.'], true),
  ended: state(['已终止', 'ended'], ['申请人撤回，或证明无法补充核实。', 'Withdrawn, or evidence could not be supplied.'], true),
  void: state(['已失效', 'void'], ['数据版本已被替换。', 'The dataset version was superseded.'], true),
};
