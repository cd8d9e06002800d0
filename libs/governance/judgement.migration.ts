import { type Migration } from '#libs/database';

/**
 * A person's word on the pixels of a held file: nobody can be recognised in them (`clear`), or what to blank first (`blank`, with the regions
 * as `Region` has them). The rework carries it out.
 */
export const judgementMigration: Migration = {
  name: 'governance-0003-judgements',
  up: `
alter table governance_decision drop constraint governance_decision_decision_check;
alter table governance_decision add constraint governance_decision_decision_check check (decision in ('drop', 'rework', 'clear', 'blank'));
alter table governance_decision add column regions jsonb;
alter table governance_decision add constraint governance_decision_regions_check check ((regions is not null) = (decision = 'blank'));
`,
};
