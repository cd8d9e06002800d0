import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '#libs/database';
import { generateChestCtStudy } from '../fixtures/synthetic-study';
import { newAsset, newHospital, withExchange, type BenchExchange } from './bench-exchange';
import { figure, inTurns, median, rounded, type Figure } from './figure';
import { memoryOf } from './process-memory';

const ASSOCIATIONS = 4;
/** Per association. */
const SLICES = 126;
const ROUNDS = 3;
/** Of a request, as Orthanc's own plugin sends. */
const INSTANCES_PER_REQUEST = 10;
const BOUNDARY = 'intake-bench';
const WITHIN = 'MEDBOURSE_BENCH_NETWORK';

/**
 * Slices by C-STORE and by STOW-RS into ours and into Orthanc, from the same clients, by the clock. Orthanc listens on every address of its machine, so
 * all of it runs in a network of its own, with nothing but a loopback.
 */
export const intakeBench = (): Promise<Figure> => (process.env[WITHIN] ? withinNetwork() : Promise.resolve(ownNetwork()));

function ownNetwork(): Figure {
  const again = [process.execPath, process.argv[1]!, 'intake', '--json'];
  const { status, stdout, stderr } = spawnSync('unshare', ['-n', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', ...again], {
    encoding: 'utf8',
    env: { ...process.env, [WITHIN]: 'yes' },
  });
  const lines = stderr.trim().split('\n');
  if (status !== 0) throw new Error(`a network of its own needs root and the packages util-linux, iproute2: ${lines.slice(-5).join('\n')}`);
  const { load: _, ...details } = JSON.parse(lines.at(-1)!) as Record<string, string | number>;
  return { ...(JSON.parse(stdout.trim().split('\n').at(-1)!) as Omit<Figure, 'details'>), details };
}

async function withinNetwork(): Promise<Figure> {
  const dicomPort = await freePort();
  process.env['DICOM_PORT'] = String(dicomPort);
  return withExchange(async (exchange) => {
    const { folder } = exchange.database;
    const source = await slices(folder);
    const orthanc = await startOrthanc(join(folder, 'orthanc'));
    try {
      const ours = () => ourStore(exchange, dicomPort, source);
      const stores = await inTurns(ROUNDS, ours, () => orthanc.emptied(() => storeAll(orthanc.dicomPort, 'ORTHANC', source)));
      const stows = await inTurns(
        ROUNDS,
        () => ourStow(exchange, source),
        () => orthanc.emptied(() => stowAll(`${orthanc.url}/dicom-web/studies`, {}, source)),
      );
      const { peakMb } = await memoryOf(exchange.server.pids.receiver!);
      return figure('intake', 'files/s by C-STORE', stores, {
        files: source.files,
        'STOW-RS, files/s': rounded(median(stows.ours)),
        'STOW-RS into Orthanc, files/s': rounded(median(stows.anchor)),
        'STOW-RS, ratio': rounded(median(stows.ours) / median(stows.anchor)),
        'receiver at the highest, MB': peakMb,
      });
    } finally {
      await orthanc.stop();
    }
  });
}

interface Source {
  readonly files: number;
  /** One for each association. */
  readonly folders: readonly string[];
  /** Bodies of requests, one list for each connection. */
  readonly bodies: readonly (readonly string[])[];
}

async function slices(folder: string): Promise<Source> {
  const input = join(folder, 'slices');
  const { files } = await generateChestCtStudy({
    folder: input,
    patients: 3,
    slicesPerSeries: SLICES,
    rows: 512,
    columns: 512,
    seed: 'intake',
  });
  const folders = Array.from({ length: ASSOCIATIONS }, (_, number) => join(folder, `part-${number}`));
  const bodies = folders.map((): string[] => []);
  for (const part of folders) await mkdir(part);
  for (const [index, file] of files.entries()) {
    const part = index % ASSOCIATIONS;
    const path = join(folders[part]!, `${index}.dcm`);
    await rename(join(input, file), path);
    const turn = Math.floor(index / ASSOCIATIONS);
    const body = join(dirname(path), '..', `body-${part}-${Math.floor(turn / INSTANCES_PER_REQUEST)}`);
    if (turn % INSTANCES_PER_REQUEST === 0) bodies[part]!.push(body);
    await appendFile(body, `\r\n--${BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n`);
    await appendFile(body, await readFile(path));
  }
  for (const body of bodies.flat()) await appendFile(body, `\r\n--${BOUNDARY}--\r\n`);
  return { files: files.length, folders, bodies };
}

let hospitals = 0;

/** A new hospital each time: in one that has them the same files are there already. */
async function receiving(exchange: BenchExchange) {
  const person = await newHospital(exchange);
  const assetId = await newAsset(person);
  const collection = await person.open(`/api/assets/${assetId}/collections`, { part: 'version' });
  await person.command('collections', collection, 'begin-receiving');
  return { person, assetId, collection };
}

async function ourStore(exchange: BenchExchange, port: number, source: Source): Promise<number> {
  const { person, assetId, collection } = await receiving(exchange);
  const calledAe = `BENCH_${(hospitals += 1)}`;
  await person.post(`/api/assets/${assetId}/dicom-endpoints`, { calledAe, callingAes: ['STORESCU'], addresses: ['127.0.0.1'] });
  const rate = await storeAll(port, calledAe, source);
  hasAll(await person.get(`/api/collections/${collection}/imaging`), source);
  return rate;
}

async function ourStow(exchange: BenchExchange, source: Source): Promise<number> {
  const { person, collection } = await receiving(exchange);
  const { token } = await person.post<{ token: string }>('/api/tokens', { name: 'bench', roles: ['it'], days: 1 });
  const url = `${exchange.server.url}/api/collections/${collection}/dicom-web/studies`;
  const rate = await stowAll(url, { authorization: `Bearer ${token}` }, source);
  hasAll(await person.get(`/api/collections/${collection}/imaging`), source);
  return rate;
}

function hasAll({ instances }: { instances: number }, { files }: Source): void {
  if (instances !== files) throw new Error(`${instances} of ${files} instances arrived`);
}

async function storeAll(port: number, calledAe: string, { folders, files }: Source): Promise<number> {
  const began = performance.now();
  await Promise.all(folders.map((folder) => ended(spawn('storescu', ['-aec', calledAe, '+sd', '127.0.0.1', String(port), folder]))));
  return files / ((performance.now() - began) / 1000);
}

async function stowAll(url: string, headers: Record<string, string>, { bodies, files }: Source): Promise<number> {
  const began = performance.now();
  await Promise.all(
    bodies.map(async (list) => {
      for (const body of list) await stow(url, headers, body);
    }),
  );
  return files / ((performance.now() - began) / 1000);
}

async function stow(url: string, headers: Record<string, string>, body: string): Promise<void> {
  const { size } = await stat(body);
  const type = `multipart/related; type="application/dicom"; boundary=${BOUNDARY}`;
  await new Promise<void>((resolve, reject) => {
    const all = { ...headers, 'content-type': type, 'content-length': size, accept: 'application/dicom+json' };
    const sending = request(url, { method: 'POST', headers: all }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`STOW-RS was answered ${answer.statusCode}`));
      answer.resume().once('end', resolve);
    });
    sending.once('error', reject);
    createReadStream(body, { highWaterMark: 256 * 1024 }).pipe(sending);
  });
}

interface BenchOrthanc {
  readonly dicomPort: number;
  readonly url: string;
  /** Work that begins with nothing stored. */
  emptied<T>(work: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** As it comes from its package, but for names, ports and folders. */
async function startOrthanc(folder: string): Promise<BenchOrthanc> {
  const [dicomPort, httpPort] = [await freePort(), await freePort()];
  await mkdir(folder);
  const configuration = {
    ...{ StorageDirectory: join(folder, 'storage'), IndexDirectory: join(folder, 'storage') },
    ...{ DicomAet: 'ORTHANC', DicomPort: dicomPort, HttpPort: httpPort, AuthenticationEnabled: false, RemoteAccessAllowed: true },
    ...{ Plugins: ['/usr/share/orthanc/plugins/libOrthancDicomWeb.so'], DicomWeb: { Enable: true } },
  };
  await writeFile(join(folder, 'orthanc.json'), JSON.stringify(configuration));
  const program = spawn('Orthanc', [join(folder, 'orthanc.json')], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${httpPort}`;
  while (
    !(await fetch(`${url}/system`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (program.exitCode !== null) throw new Error('Orthanc ended: install the packages orthanc and orthanc-dicomweb');
    await delay(100);
  }
  const empty = async (): Promise<void> => {
    for (const patient of (await (await fetch(`${url}/patients`)).json()) as string[])
      await fetch(`${url}/patients/${patient}`, { method: 'DELETE' });
  };
  const instances = async (): Promise<number> => ((await (await fetch(`${url}/instances`)).json()) as string[]).length;
  return {
    ...{ dicomPort, url },
    emptied: async (work) => {
      await empty();
      const result = await work();
      if ((await instances()) === 0) throw new Error('nothing arrived at Orthanc');
      return result;
    },
    stop: () => {
      program.kill('SIGTERM');
      return ended(program).catch(() => undefined);
    },
  };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${child.spawnfile} ended with ${code}`))));
  });
}
