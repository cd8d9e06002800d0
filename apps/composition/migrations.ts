import { type Migration } from '#libs/database';

/** Every library's migrations, those of lower layers first; one line a library. */
export const allMigrations: readonly Migration[] = [];
