import { type Action } from './resolved-action';
import { formatTag, type Tag } from './tag';

/** Where an action comes from: the table's Basic Profile, one of its options, or a rule for what the table does not name. */
export type Rule =
  | 'basic-profile'
  | 'option'
  | 'private'
  | 'unknown-element'
  | 'group-length'
  | 'file-meta'
  | 'unlisted-person'
  | 'unlisted-date'
  | 'unlisted-uid'
  | 'unlisted-identifier'
  | 'enclosing-sequence'
  | 'free-text'
  | 'unreadable-text'
  | 'overlay-plane'
  | 'pixel-text'
  | 'method-record';

/** What was done to an element, wherever in the object it occurs, and how often. */
export interface TagAction {
  readonly tag: string;
  readonly rule: Rule;
  readonly action: Action;
  readonly count: number;
}

/** Counts what was done; elements that simply stay are not listed. */
export class ActionLog {
  private readonly counts = new Map<Tag, { tag: Tag; rule: Rule; action: Action; count: number }[]>();

  add(tag: Tag, rule: Rule, action: Action): void {
    const ofTag = this.counts.get(tag);
    const known = ofTag?.find((counted) => counted.rule === rule && counted.action === action);
    if (known) known.count += 1;
    else if (ofTag) ofTag.push({ tag, rule, action, count: 1 });
    else this.counts.set(tag, [{ tag, rule, action, count: 1 }]);
  }

  list(): TagAction[] {
    return [...this.counts.values()]
      .flat()
      .sort((one, other) => one.tag - other.tag)
      .map(({ tag, rule, action, count }) => ({ tag: formatTag(tag), rule, action, count }));
  }
}
