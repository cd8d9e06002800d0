import { cases } from './migrations/0001-cases';
import { policies } from './migrations/0002-policies';
import { caseWrite } from './migrations/0003-case-write';
import { caseRead } from './migrations/0004-case-read';

/** Needs the tables of queue and ledger, which case_write fills. */
export const caseRuntimeMigrations = [
  { name: 'case-runtime-0001-cases', up: cases },
  { name: 'case-runtime-0002-policies', up: policies },
  { name: 'case-runtime-0003-case-write', up: caseWrite },
  { name: 'case-runtime-0004-case-read', up: caseRead },
] as const;
