import { type Checklist } from './checklist';
import { checklist2026 } from './checklists/2026-1.checklist';

const checklists: readonly Checklist[] = [checklist2026];

/** The one that new cases begin under. */
export const currentChecklist = (): Checklist => checklists.at(-1)!;

/** Throws for a version that never was: a case keeps none but those above. */
export function checklistOf(version: string): Checklist {
  const found = checklists.find((checklist) => checklist.version === version);
  if (!found) throw new Error(`no checklist ${version}`);
  return found;
}
