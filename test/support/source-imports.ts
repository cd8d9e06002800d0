import Module from 'node:module';
import { join } from 'node:path';

type Resolve = (request: string, ...more: unknown[]) => string;

/**
 * To be imported first: jest maps `#libs/*` to the sources within test files alone. What it runs around them (global setup) is loaded
 * by Node itself, which would follow package.json to the build.
 */
const root = join(__dirname, '..', '..');
const loader = Module as unknown as { _resolveFilename: Resolve };
const resolve = loader._resolveFilename;

loader._resolveFilename = (request, ...more) => {
  const library = /^#libs\/(.+)$/.exec(request)?.[1];
  return resolve(library === undefined ? sourceOf(request, more[0]) : join(root, 'libs', library, 'index.ts'), ...more);
};

/** A dynamic import names the file that the build makes (`./demo.command.js`). */
function sourceOf(request: string, importer: unknown): string {
  const bySource = (importer as { filename?: string } | undefined)?.filename?.endsWith('.ts');
  return bySource && /^\.{1,2}\/.+\.js$/.test(request) ? request.replace(/\.js$/, '.ts') : request;
}
