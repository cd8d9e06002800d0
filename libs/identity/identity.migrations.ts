import { type Migration } from '#libs/database';
import { organisationsMigration } from './migrations/0001-organisations.migration';
import { credentialsMigration } from './migrations/0002-credentials.migration';

export const identityMigrations: readonly Migration[] = [organisationsMigration, credentialsMigration];
