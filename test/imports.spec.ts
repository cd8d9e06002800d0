import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const repository = resolve(__dirname, '..');

interface Cruise {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly { readonly rule: { readonly name: string }; readonly from: string }[];
  };
}

/** Goal: the rules on imports can fail. Method: a small tree that breaks each, cruised with the repository's own rules. */
describe('the rules on imports', () => {
  const folder = mkdtempSync(join(tmpdir(), 'medbourse-imports-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  const cruise = (): Cruise => {
    const program = join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const ran = spawnSync(process.execPath, [program, 'apps', 'libs', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    return JSON.parse(ran.stdout) as Cruise;
  };

  it('name each break, and only those', () => {
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) cpSync(join(repository, file), join(folder, file));
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
    for (const library of ['kernel', 'cases', 'collection', 'trading', 'pipeline', 'queue'])
      write(`libs/${library}/index.ts`, `export const ${library} = 1;\n`);
    write('apps/api/api.ts', 'export const api = 1;\n');
    write('libs/kernel/upward.ts', `export { cases } from '#libs/cases';\n`);
    write('libs/queue/upward.ts', `export { pipeline } from '#libs/pipeline';\n`);
    write('libs/collection/stage.ts', `export { trading } from '#libs/trading';\n`);
    write('libs/trading/app.ts', `export { api } from '../../apps/api/api';\n`);
    write('libs/cases/impure.ts', `import { Client } from 'pg';\nexport const client = Client;\n`);
    write('libs/trading/inside.ts', `export const inside = 1;\n`);
    write('libs/pipeline/past-the-index.ts', `export { client } from '../cases/impure';\n`);
    write('libs/queue/one.ts', `import { two } from './two';\nexport const one = () => two;\n`);
    write('libs/queue/two.ts', `import { one } from './one';\nexport const two = () => one;\n`);
    write('libs/queue/lost.ts', `export { nothing } from '#libs/nowhere';\n`);

    const { summary } = cruise();
    const broken = summary.violations.map(({ rule, from }) => `${rule.name} ${from}`);
    expect(summary.totalCruised).toBeGreaterThan(10);
    expect([...new Set(broken)].sort()).toEqual(
      [
        'no-circular libs/queue/one.ts',
        'no-import-of-apps libs/trading/app.ts',
        'no-unresolvable libs/queue/lost.ts',
        'no-upward-from-identity libs/queue/upward.ts',
        'no-upward-from-kernel libs/kernel/upward.ts',
        'pure-libraries-stay-pure libs/cases/impure.ts',
        'stages-never-import-one-another libs/collection/stage.ts',
        'through-the-index libs/pipeline/past-the-index.ts',
      ].sort(),
    );
  });
});
