import './source-imports';
import { stopPostgresOfRun } from './postgres-for-run';

/** Jest's global teardown, in the process that ran the setup. */
export default stopPostgresOfRun;
