import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres, type RoleUrls } from '#libs/database';
import { ok, refuse, type Result } from '#libs/kernel';
import { prepareSchema } from '../composition/schema';
import { Child, type ProgramName } from './child-program';
import { dicomListening, ReceiverOnDemand, type DicomNews } from './dicom-listening';
import { isFree } from './free-port';

export interface ServerOptions {
  readonly dataFolder: string;
  readonly port: number;
  /** An administrator's URL of a real server; absent: the embedded Postgres. */
  readonly databaseUrl?: string;
  readonly databaseSecret?: string;
  readonly onLost: (program: string, again: boolean) => void;
  readonly onDicom: (news: DicomNews) => void;
  /** Between the schema and the programs: what a simulation or a first start writes. */
  readonly beforePrograms?: (urls: RoleUrls) => Promise<Result<void>>;
}

export interface ExchangeServer {
  readonly url: string;
  readonly urls: RoleUrls;
  /** The receiver only where it started with the others. */
  readonly pids: Readonly<Record<ProgramName, number | undefined>>;
  /** The programs first, Postgres last. */
  stop(): Promise<void>;
}

/**
 * Everything on one machine: Postgres, schema, API, worker, and the DICOM receiver where there is use for it. Refuses in one sentence `server.port-taken`, `server.folder-unusable`,
 * `server.program-failed`, and what embedded Postgres and migrations refuse; then nothing is left running.
 */
export async function startServer(options: ServerOptions): Promise<Result<ExchangeServer>> {
  const folder = await openFolder(options.dataFolder);
  if (!folder.ok) return folder;
  if (!(await isFree(options.port, '127.0.0.1'))) {
    return refuse(
      'server.port-taken',
      'unavailable',
      `Port ${options.port} on 127.0.0.1 is taken by another program; set PORT to another.`,
    );
  }
  const postgres = options.databaseUrl ? undefined : await startEmbeddedPostgres({ dataFolder: join(options.dataFolder, 'postgres') });
  if (postgres && !postgres.ok) return postgres;
  const started = await startPrograms(options, postgres?.value);
  if (!started.ok) await postgres?.value.stop();
  return started;
}

async function startPrograms(options: ServerOptions, postgres: EmbeddedPostgres | undefined): Promise<Result<ExchangeServer>> {
  const { dataFolder, databaseSecret, port } = options;
  const databaseUrl = postgres?.url ?? options.databaseUrl!;
  const dicom = dicomListening(process.env);
  if (!dicom.ok) return dicom;
  const prepared = await prepareSchema({ dataFolder, databaseUrl, databaseSecret });
  if (!prepared.ok) return prepared;
  const before = await options.beforePrograms?.(prepared.value);
  if (before && !before.ok) return before;

  const environment = { ...process.env, MEDBOURSE_HOME: dataFolder, PORT: String(port), DATABASE_URL: withoutPassword(databaseUrl) };
  const child = (program: ProgramName) => new Child({ program, environment, logFolder: dataFolder, onLost: options.onLost });
  const [api, worker, receiver] = [child('api'), child('worker'), child('receiver')];
  const { asked, where } = dicom.value;
  const onDemand = new ReceiverOnDemand({ appUrl: prepared.value.app, receiver, listening: dicom.value, onNews: options.onDicom });
  const programs = asked ? [api, worker, receiver] : [api, worker];
  const stopPrograms = () => Promise.all([onDemand, ...programs].map((program) => program.stop()));
  const stop = async (): Promise<void> => {
    await stopPrograms();
    await postgres?.stop();
  };
  try {
    await Promise.all(programs.map((program) => program.start()));
  } catch (error) {
    await stopPrograms();
    return refuse('server.program-failed', 'unavailable', (error as Error).message);
  }
  if (asked) options.onDicom({ listens: where });
  else onDemand.begin();
  const pids = { api: api.pid, worker: worker.pid, receiver: receiver.pid };
  return ok({ url: `http://127.0.0.1:${port}`, urls: prepared.value, pids, stop });
}

/** The programs know the roles' own passwords; an administrator's stays here. */
function withoutPassword(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.username = '';
  url.password = '';
  return url.href;
}

async function openFolder(folder: string): Promise<Result<void>> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    return ok(undefined);
  } catch (error) {
    return refuse(
      'server.folder-unusable',
      'unavailable',
      `The data folder ${folder} can not be used: ${(error as NodeJS.ErrnoException).code}.`,
    );
  }
}
