import { setTimeout as delay } from 'node:timers/promises';
import { RefusalError, refuse } from '#libs/kernel';
import { NoAnswer, refusalOf, type ServerAnswer } from './server-client';

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;
/** How long nothing may get on before it is given up. */
const PATIENCE_MS = 300_000;
/** An error of the server's own is not waited for as long as a server that is away. */
const FAULTY_ANSWERS = 5;

/** What passes by itself: busy, restarting, too much at once; and an upload that came to another place than we thought. */
const PASSING: ReadonlySet<number> = new Set([408, 423, 425, 429, 502, 503, 504]);
const LOOK_AGAIN: ReadonlySet<string> = new Set(['collection.upload-offset', 'collection.upload-stopped']);
const FULL = 'storage.no-space';

export interface Persistence {
  readonly signal: AbortSignal;
  /** Is told why it waits; null: it goes on. */
  readonly onWait: (reason: string | null) => void;
}

/**
 * Asks again, with growing pauses, until there is an answer that won't pass by itself. `ask` may look where things stand before it asks, and says by
 * `gotOn` that they got on, so that patience begins anew. Throws RefusalError `submit.no-answer`, and what the server said last.
 */
export async function persist(ask: (gotOn: () => void) => Promise<ServerAnswer>, { signal, onWait }: Persistence): Promise<ServerAnswer> {
  let [limit, wait, faulty] = [Date.now() + PATIENCE_MS, FIRST_WAIT_MS, 0];
  const gotOn = (): void => void ([limit, wait, faulty] = [Date.now() + PATIENCE_MS, FIRST_WAIT_MS, 0]);
  for (;;) {
    const answer = await ask(gotOn).catch(noAnswer);
    if (!(answer instanceof NoAnswer) && !passes(answer)) {
      onWait(null);
      return answer;
    }
    signal.throwIfAborted();
    if (isFaulty(answer) && (faulty += 1) >= FAULTY_ANSWERS) return answer as ServerAnswer;
    if (Date.now() > limit) return givenUp(answer);
    onWait(answer instanceof NoAnswer ? answer.message : refusalOf(answer).code);
    await delay(pauseOf(answer, wait), undefined, { signal });
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}

function noAnswer(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error;
  throw error;
}

const passes = ({ status, body }: ServerAnswer): boolean =>
  PASSING.has(status) || status === 500 || (status === 409 && LOOK_AGAIN.has(String(body['code'])));

const isFaulty = (answer: ServerAnswer | NoAnswer): boolean =>
  !(answer instanceof NoAnswer) && (answer.status === 500 || answer.body['code'] === FULL);

function givenUp(answer: ServerAnswer | NoAnswer): ServerAnswer {
  if (!(answer instanceof NoAnswer)) return answer;
  throw new RefusalError(refuse('submit.no-answer', 'unavailable', `The server can't be reached (${answer.message}).`).refusal);
}

/** With some chance in it, so that four jobs do not knock at the same moment. The server's own word counts (RFC 9110, 10.2.3). */
function pauseOf(answer: ServerAnswer | NoAnswer, wait: number): number {
  const asked = answer instanceof NoAnswer ? 0 : Number(answer.headers['retry-after'] ?? 0) * 1000;
  return Math.max(Math.min(asked || 0, LONGEST_WAIT_MS), wait * (0.5 + Math.random() / 2));
}
