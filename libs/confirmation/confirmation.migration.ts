import { type Migration } from '#libs/database';
import { logTables } from './log/log.migration';
import { objectionTables } from './register/objection.migration';
import { registerTables } from './register/register.migration';

export const confirmationMigrations: readonly Migration[] = [
  { name: 'confirmation-0001-log', up: logTables },
  { name: 'confirmation-0002-register', up: registerTables },
  { name: 'confirmation-0003-objections', up: objectionTables },
];
