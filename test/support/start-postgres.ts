import './source-imports';
import { startPostgresForRun } from './postgres-for-run';

/** Jest's global setup: one Postgres a run, which several projects of the run share. */
export default startPostgresForRun;
