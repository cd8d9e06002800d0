import { command, date, digest, list, optional, text } from '#libs/cases';
import { type LegalDate, type Refused, type Result, ok } from '#libs/kernel';
import { personOf } from './acting-person';
import { type AssessmentData, type AssessmentState, type Message, type Question } from './assessment.data';
import { refuseAssessment } from './assessment.errors';
import { checklistOf } from './checklist.registry';
import { byTheReviewer, threadField } from './review.commands';

const define = command<AssessmentData, AssessmentState>();

/** The case is `questioned`, and the review's clock stands still, as long as the hospital owes an answer in any thread. */
export const stateOf = (questions: readonly Question[]): 'questioned' | 'reviewing' =>
  questions.some(({ state }) => state === 'open') ? 'questioned' : 'reviewing';

/** A question in a new thread, or another one in a thread that is there. */
export const ask = define({
  title: { zh: '提问', en: 'Ask the hospital' },
  from: ['reviewing', 'questioned'],
  to: 'questioned',
  by: ['law-firm:lawyer', 'law-firm:partner'],
  requires: [byTheReviewer],
  payload: {
    thread: optional(threadField),
    item: text('审查事项', 'Checklist item', { max: 4, example: '1' }),
    text: text('问题', 'Question', { max: 4000, example: '请补充伦理批件的适用范围说明。' }),
    dueOn: date('答复期限', 'Answer due on'),
  },
  apply: ({ case: { data, organisationId }, actor, payload, today }) => {
    if (payload.dueOn < today)
      return refuseAssessment('assessment.deadline-passed', 'The answer would be due in the past.', { field: 'dueOn' });
    if (!checklistOf(data.checklist).items.some(({ code }) => code === payload.item))
      return refuseAssessment('assessment.unknown-item', `The checklist has no item ${payload.item}.`, { field: 'item' });
    const message: Message = { from: 'law-firm', by: personOf(actor), on: today, text: payload.text, evidence: [] };
    const asked = withQuestion(data.questions, payload.thread, payload.item, payload.dueOn, message);
    if (!asked.ok) return asked;
    return {
      data: { ...data, questions: asked.value },
      restart: ['answer'],
      effects: [
        {
          type: 'tell',
          organisationId,
          roles: ['it'],
          message: 'assessment.question-asked',
          parameters: { item: payload.item, dueOn: payload.dueOn },
        },
      ],
    };
  },
});

export const answer = define({
  title: { zh: '答复', en: 'Answer' },
  from: ['questioned'],
  to: ['questioned', 'reviewing'],
  by: ['hospital:it', 'hospital:director'],
  payload: {
    thread: threadField,
    text: text('答复', 'Answer', { max: 4000, example: '已补充，见附件。' }),
    evidence: list('证据文件', 'Evidence documents (SHA-256)', digest('证据', 'Evidence'), { max: 20 }),
  },
  apply: ({ case: { data }, actor, payload, today }) => {
    const broken = brokenThread(data.questions, payload.thread);
    if (broken) return broken;
    const message: Message = { from: 'hospital', by: personOf(actor), on: today, text: payload.text, evidence: payload.evidence };
    const questions = data.questions.map((question): Question =>
      question.thread === payload.thread ? { ...question, state: 'answered', messages: [...question.messages, message] } : question,
    );
    return {
      to: stateOf(questions),
      data: { ...data, questions },
      restart: ['answer'],
      effects: [
        {
          type: 'tell',
          organisationId: data.firmId,
          roles: ['lawyer'],
          message: 'assessment.question-answered',
          parameters: { thread: payload.thread },
        },
      ],
    };
  },
});

/** The reviewer goes on without an answer; what was not shown is then found as not met. */
export const closeQuestion = define({
  title: { zh: '关闭问题', en: 'Close a question without an answer' },
  from: ['questioned'],
  to: ['questioned', 'reviewing'],
  by: ['law-firm:lawyer', 'law-firm:partner'],
  requires: [byTheReviewer],
  payload: { thread: threadField, reason: text('理由', 'Reason', { max: 500, example: '逾期未答复。' }) },
  apply: ({ case: { data }, payload }) => {
    const broken = brokenThread(data.questions, payload.thread);
    if (broken) return broken;
    const questions = data.questions.map((question): Question =>
      question.thread === payload.thread ? { ...question, state: 'closed' } : question,
    );
    return { to: stateOf(questions), data: { ...data, questions }, restart: ['answer'] };
  },
});

function withQuestion(
  questions: readonly Question[],
  thread: number | undefined,
  item: string,
  dueOn: LegalDate,
  message: Message,
): Result<readonly Question[]> {
  if (thread === undefined) {
    const opened: Question = { thread: questions.length + 1, item, state: 'open', dueOn, reminded: false, messages: [message] };
    return ok([...questions, opened]);
  }
  if (!questions.some((question) => question.thread === thread)) return unknownThread(thread);
  return ok(
    questions.map((question) =>
      question.thread === thread
        ? { ...question, state: 'open', dueOn, reminded: false, messages: [...question.messages, message] }
        : question,
    ),
  );
}

function brokenThread(questions: readonly Question[], thread: number): Refused | undefined {
  const question = questions.find((known) => known.thread === thread);
  if (!question) return unknownThread(thread);
  if (question.state === 'open') return undefined;
  return refuseAssessment('assessment.thread-not-open', 'The thread waits for no answer.', { field: 'thread', state: question.state });
}

const unknownThread = (thread: number): Refused =>
  refuseAssessment('assessment.unknown-thread', `There is no thread ${thread}.`, { field: 'thread' });
