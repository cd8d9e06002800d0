import { type StateDefinition } from '#libs/cases';
import { type AssessmentState } from './assessment.data';

const state = (title: readonly [string, string], meaning: readonly [string, string], final?: true): StateDefinition => ({
  title: { zh: title[0], en: title[1] },
  meaning: { zh: meaning[0], en: meaning[1] },
  ...(final && { final }),
});

export const assessmentStates: Readonly<Record<AssessmentState, StateDefinition>> = {
  requested: state(['已委托', 'requested'], ['医院已向律师事务所提出委托，等待报价。', 'The hospital asked a firm; a quote is awaited.']),
  quoted: state(
    ['已报价', 'quoted'],
    ['律师事务所已报价并声明无利益冲突。', 'The firm made an offer and declared that it has no conflict.'],
  ),
  engaged: state(
    ['已签约', 'engaged'],
    ['医院已签约，案件在律所待认领。', "The hospital engaged the firm; the case is in the firm's queue."],
  ),
  reviewing: state(['审查中', 'reviewing'], ['承办律师按清单逐项审查。', 'The reviewing lawyer works through the checklist.']),
  questioned: state(
    ['待答复', 'questioned'],
    ['医院尚欠答复，审查期限中止。', "The hospital owes an answer; the review's clock stands still."],
  ),
  drafted: state(['已起草', 'drafted'], ['意见书草案等待另一名律师复核。', 'The draft awaits another lawyer.']),
  countersigned: state(
    ['已复核', 'countersigned'],
    ['两名律师均已签署，等待出具。', 'Two lawyers have signed; the opinion awaits its issue.'],
  ),
  sealing: state(
    ['用印中', 'sealing'],
    ['意见书已绑定数据与证据，正在签名。', 'The opinion is bound to data and evidence and is being signed.'],
  ),
  issued: state(
    ['已出具', 'issued'],
    ['意见书有效，直至到期或数据版本被替换。', 'The opinion stands until it ends or its dataset version is superseded.'],
  ),
  declined: state(['已谢绝', 'declined'], ['律师事务所未接受委托。', 'The firm did not take the case.'], true),
  withdrawn: state(['已撤回', 'withdrawn'], ['医院撤回委托或报价失效。', 'The hospital withdrew, or the quote lapsed.'], true),
  void: state(
    ['已作废', 'void'],
    ['意见书到期或所审查的数据版本已被替换。', 'The opinion ended, or its dataset version was superseded.'],
    true,
  ),
};
