import { type RolePasswords } from '#libs/database';

/** What the tests need to know of the run's Postgres. */
export interface PostgresOfRun {
  /** The superuser's. */
  readonly administratorUrl: string;
  readonly passwords: RolePasswords;
}

export const TEMPLATE = 'medbourse_template';

const VARIABLE = 'MEDBOURSE_TEST_POSTGRES';

/** Jest's workers are started after the setup and inherit its environment. */
export function publishRun(run: PostgresOfRun): void {
  process.env[VARIABLE] = JSON.stringify(run);
}

export function postgresOfRun(): PostgresOfRun {
  const text = process.env[VARIABLE];
  if (!text) throw new Error('no Postgres runs: only .int-spec, .e2e-spec and .system-spec files have one');
  return JSON.parse(text) as PostgresOfRun;
}
