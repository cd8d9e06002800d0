import { refusals } from '#libs/kernel';

/** What this library refuses with. `database.unavailable` is the one that may pass by itself; all others need a person. */
export const refuseDatabase = refusals({
  'database.already-running': 'conflict',
  'database.folder-unusable': 'unavailable',
  'database.other-version': 'unavailable',
  'database.port-taken': 'unavailable',
  'database.no-embedded-postgres': 'unavailable',
  'database.start-failed': 'unavailable',
  'database.role-too-powerful': 'unavailable',
  'database.unavailable': 'unavailable',
  'database.contended': 'conflict',
  'migration.changed': 'conflict',
  'migration.unknown': 'conflict',
});
