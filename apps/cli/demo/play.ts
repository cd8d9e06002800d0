import { createHash } from 'node:crypto';
import { type LegalDate } from '#libs/kernel';
import { type ApiClient } from './api-client';
import { type DemoCast } from './demo-people';

/** What the acts of the demo share. Each act is played by people through the public API, and moves legal time where a clock must run. */
export interface Play {
  readonly url: string;
  readonly cast: DemoCast;
  /** Legal time, by the command line: no route can. */
  advanceTo(date: LegalDate): Promise<void>;
  /** The legal date that the server has now. */
  today(): Promise<LegalDate>;
  /** One line of what is being done, by whom. */
  say(who: string, what: string): void;
}

export type StageOfPlay = 'collection' | 'governance' | 'assessment' | 'confirmation' | 'trading';

export const actor = (play: Play, key: string): ApiClient => {
  const person = play.cast.people[key];
  if (!person) throw new Error(`nobody plays ${key}`);
  return person.client;
};

/** Uploads a document as evidence and answers its digest. */
export async function evidence(play: Play, key: string, title: string): Promise<string> {
  const text = `${title}\n（示范文件，不具法律效力 / a document of the demo, without legal effect）\n`;
  const sha256 = createHash('sha256').update(text).digest('hex');
  const answer = await actor(play, key).postBytes<{ sha256: string }>('/api/evidence', Buffer.from(text), 'text/plain');
  if (answer.sha256 !== sha256) throw new Error('the server kept other bytes than were sent');
  return sha256;
}
