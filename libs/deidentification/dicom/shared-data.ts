import { existsSync } from 'node:fs';
import { join } from 'node:path';

const SHARED = join(__dirname, '../../../../shared/data');

/** For tests: `describe` where the real data is at hand, otherwise skipped with a line that says so; in CI it has to be there. */
export function describeWithData(folder: string, name: string, body: (path: string) => void): void {
  const path = join(SHARED, folder);
  if (existsSync(path) || process.env.CI === 'true') describe(name, () => body(path));
  else describe.skip(`${name} (no ${folder} beside the repository)`, () => it('needs real data', () => undefined));
}
