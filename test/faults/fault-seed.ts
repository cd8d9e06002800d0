import { randomBytes } from 'node:crypto';
import { SeededRandom } from '../../apps/cli/synthetic/seeded-random';

const seed = process.env['FAULT_SEED'] || randomBytes(4).toString('hex');

/** When the faults of a scenario strike. The seed is printed; given again as `FAULT_SEED` the same are drawn. */
export function faultRandom(scenario: string): SeededRandom {
  process.stdout.write(`faults of «${scenario}»: FAULT_SEED=${seed}\n`);
  return new SeededRandom(`faults/${seed}/${scenario}`);
}
