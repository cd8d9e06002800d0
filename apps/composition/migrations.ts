import { assessmentMigrations } from '#libs/assessment';
import { confirmationMigrations } from '#libs/confirmation';
import { caseRuntimeMigrations } from '#libs/case-runtime';
import { collectionMigrations } from '#libs/collection';
import { type Migration } from '#libs/database';
import { governanceMigrations } from '#libs/governance';
import { ledgerMigrations } from '#libs/ledger';
import { notificationMigrations } from '#libs/notifications';
import { identityMigrations } from '#libs/identity';
import { pipelineMigrations } from '#libs/pipeline';
import { queueMigrations } from '#libs/queue';
import { tradingMigrations } from '#libs/trading';

/** Every library's migrations, those of lower layers first; one line a library. */
export const allMigrations: readonly Migration[] = [
  ...identityMigrations,
  ...queueMigrations,
  ...ledgerMigrations,
  ...caseRuntimeMigrations,
  ...notificationMigrations,
  ...pipelineMigrations,
  ...collectionMigrations,
  ...governanceMigrations,
  ...assessmentMigrations,
  ...confirmationMigrations,
  ...tradingMigrations,
];
