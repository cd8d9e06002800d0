import { grantFunction, tenantTable, type Migration } from '#libs/database';
import { booking } from './migrations/0001-booking';
import { integrity } from './migrations/0001-integrity';
import { tables } from './migrations/0001-tables';

/** Append-only by privilege: nobody is granted an update or a delete. */
const access = `
${tenantTable('ledger_transaction', { grants: { app: ['select', 'insert'], regulator: ['select'] } })}
${tenantTable('ledger_posting', { grants: { app: ['select', 'insert'], regulator: ['select'] } })}
${grantFunction('ledger_book(jsonb)', ['app'])}`;

export const ledgerMigrations: readonly Migration[] = [{ name: 'ledger-0001-books', up: [tables, integrity, booking, access].join('\n') }];
