import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EnginePool } from '#libs/engine';
import { orThrow } from '#libs/kernel';
import { storageFromUrl } from '#libs/storage';
import { freePort, startProcess, stopPrograms, until } from '../../test/support';
import { GovernanceExchange } from './testing/governance-exchange';

const BUCKET = 'medbourse';

/**
 * Goal: where objects are no files of this machine, a run comes to the same, and no copy of raw data outlives it, whatever becomes of the engine.
 * Method: s3rver, and processes of the engine that strike themselves down at some of the copies.
 */
describe('a run on objects in S3', () => {
  let folder: string;
  let world: GovernanceExchange;
  let engine: EnginePool;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), `medbourse-test-${process.pid}-s3-`));
    const faults = join(folder, 'faults.cjs');
    await writeFile(faults, faultsAt(folder));
    const typescript = resolve(__dirname, '../../test/support/typescript.cjs');
    engine = new EnginePool({ processes: 2, execArgv: ['-r', typescript, '-r', faults] });
    world = await GovernanceExchange.start({ engine, objects: orThrow(await storageFromUrl(await startS3())) });
  });
  afterAll(async () => {
    await world.drop();
    await stopPrograms();
    await rm(folder, { recursive: true, force: true });
  });

  async function startS3(): Promise<string> {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' });
    const port = String(await freePort());
    const program = 'node_modules/s3rver/bin/s3rver.js';
    const listen = ['-a', '127.0.0.1', '-p', port, '--configure-bucket', BUCKET, '--silent'];
    startProcess(process.execPath, [program, '-d', join(folder, 'bucket'), ...listen]);
    const endpoint = `http://127.0.0.1:${port}`;
    await until(() => fetch(endpoint).then(Boolean, () => false), { what: 's3rver listens' });
    return `s3://${BUCKET}/objects?endpoint=${endpoint}`;
  }

  it('refuses the file that brings the engine down, does again what a crash cost, and leaves no copy behind', async () => {
    expect(world.objects.local).toBeUndefined();
    const { caseId } = await world.reviewed();
    const { state, data } = await world.look(caseId);
    expect({ state, blocked: data.blocked }).toEqual({ state: 'review', blocked: null });
    expect(data.measured?.tally).toMatchObject({ files: world.images.length, refused: 1, released: world.images.length - 1 });
    // The second file was struck once: it was done again.
    expect(existsSync(join(folder, 'struck'))).toBe(true);
    const rows = await world.exchange.database.look<{ file: number; verdict: string; code: string | null; sha256: string | null }>(
      `select file, verdict, reasons #>> '{0,code}' as code, sha256 from governance_file where case_id = $1 order by file`,
      [caseId],
    );
    expect(rows[0]).toMatchObject({ file: 1, verdict: 'refused', code: 'governance.engine-stopped' });
    for (const { sha256 } of rows.slice(1)) expect(world.leaksIn(await world.bytes(sha256!))).toEqual([]);
    const [thumbnails] = await world.exchange.database.look<{ count: number }>(
      'select count(*)::int from governance_thumbnail where case_id = $1 and sha256 is not null',
      [caseId],
    );
    expect(thumbnails!.count).toBeGreaterThan(0);
    expect(await readdir(world.dependencies.workFolder)).toEqual([]);
  });
});

/** Loaded into each process of the engine: the copy of the first file always kills it, that of the second once. */
const faultsAt = (folder: string): string => `const fs = require('node:fs');
  const { openSync, existsSync, writeFileSync } = fs;
  const struck = ${JSON.stringify(join(folder, 'struck'))};
  const strike = () => process.kill(process.pid, 'SIGKILL');
  fs.openSync = (path, ...rest) => {
    if (String(path).endsWith('/1.input')) strike();
    if (String(path).endsWith('/2.input') && !existsSync(struck)) {
      writeFileSync(struck, '');
      strike();
    }
    return openSync(path, ...rest);
  };`;
