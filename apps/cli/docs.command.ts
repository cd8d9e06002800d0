import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command } from 'commander';
import { currentDefinitions } from '../composition/definitions';
import { lifecyclePage } from './docs/lifecycle.page';
import { permissionsPage } from './docs/permissions.page';
import { fail } from './terminal';

const pages = { 'lifecycle.md': lifecyclePage, 'permissions.md': permissionsPage };

/** `medbourse docs`: writes the pages that follow from the case definitions. */
export function addDocs(program: Command): void {
  program
    .command('docs')
    .description('write the pages of docs/ that are generated from the case definitions')
    .option('--check', 'write nothing; fail where a page differs')
    .option('--folder <folder>', 'where they are', 'docs')
    .action(async ({ check, folder }: { check?: true; folder: string }) => {
      for (const [name, page] of Object.entries(pages)) {
        const path = join(folder, name);
        const text = page(currentDefinitions);
        if (!check) await writeFile(path, text);
        else if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
          fail({ code: 'docs.drifted', message: `${path} is not what the definitions say: run npm run docs:generate.` });
        }
      }
    });
}
