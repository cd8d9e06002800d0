import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess, until, type Program } from '../../support';

/** Ports within the namespace, where nobody else is. */
const REST_PORT = 8042;
const RECEIVER_PORT = 11112;
const API_PORT = 3000;

export interface OrthancOptions {
  /** Where the receiver and the API listen on this machine. */
  readonly receiverPort: number;
  readonly apiPort: number;
  readonly calledAe: string;
  readonly callingAe: string;
  /** Of the STOW-RS service. */
  readonly dicomWebPath: string;
  readonly token: string;
}

/**
 * Orthanc listens on every address of its machine, so it gets a network of its own: a namespace with nothing but a loopback. Files are no part of a
 * network: sockets in a folder lead out of it and into it.
 */
export class Orthanc {
  private constructor(
    private readonly folder: string,
    private readonly program: Program,
    private readonly bridges: readonly Server[],
    private readonly url: string,
  ) {}

  static async start(options: OrthancOptions): Promise<Orthanc> {
    const folder = await mkdtemp(join(tmpdir(), 'orthanc-'));
    await writeFile(join(folder, 'orthanc.json'), JSON.stringify(configuration(folder, options)));
    await writeFile(join(folder, 'bridge.js'), bridgeProgram(folder));
    const inner = `ip link set lo up && exec "${process.execPath}" "${folder}/bridge.js"`;
    const program = startProcess('unshare', ['-n', 'sh', '-c', inner]);
    const bridges = [
      await bridge(join(folder, `out-${RECEIVER_PORT}`), options.receiverPort),
      await bridge(join(folder, `out-${API_PORT}`), options.apiPort),
      await entrance(join(folder, 'in')),
    ];
    const { port } = bridges[2]!.address() as { port: number };
    const orthanc = new Orthanc(folder, program, bridges, `http://127.0.0.1:${port}`);
    await orthanc.ready();
    return orthanc;
  }

  /** Stops it again where it does not come up: what it wrote says why. */
  private async ready(): Promise<void> {
    try {
      await until(() => this.serves(), { timeoutMs: 30_000, what: 'Orthanc serves (packages orthanc, orthanc-dicomweb)' });
    } catch (error) {
      const output = this.program.output().slice(-1_000);
      await this.stop();
      throw new Error(`${(error as Error).message}: ${output}`, { cause: error });
    }
  }

  async upload(dicom: Buffer): Promise<void> {
    await this.ask('POST', '/instances', dicom);
  }

  /** Sends every series to the modality or to the DICOMweb server of the configuration. Answers Orthanc's own report. */
  async send(route: '/modalities/medbourse/store' | '/dicom-web/servers/medbourse/stow'): Promise<Record<string, unknown>> {
    const series = JSON.parse(await this.ask('GET', '/series')) as string[];
    const body = route.startsWith('/modalities') ? series : { Resources: series, Synchronous: true };
    return JSON.parse(await this.ask('POST', route, JSON.stringify(body))) as Record<string, unknown>;
  }

  async stop(): Promise<void> {
    await this.program.stop('SIGTERM');
    for (const server of this.bridges) server.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async serves(): Promise<boolean> {
    return fetch(`${this.url}/system`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  private async ask(method: string, path: string, body?: Buffer | string): Promise<string> {
    const answer = await fetch(this.url + path, { method, body: body as never });
    const text = await answer.text();
    if (!answer.ok)
      throw new Error(
        `Orthanc answers ${answer.status} to ${method} ${path}: ${text.slice(0, 300)} ${this.program.output().slice(-1_000)}`,
      );
    return text;
  }
}

const configuration = (folder: string, { calledAe, callingAe, dicomWebPath, token }: OrthancOptions): object => ({
  StorageDirectory: join(folder, 'storage'),
  IndexDirectory: join(folder, 'storage'),
  Plugins: ['/usr/share/orthanc/plugins/libOrthancDicomWeb.so'],
  HttpPort: REST_PORT,
  RemoteAccessAllowed: false,
  AuthenticationEnabled: false,
  DicomServerEnabled: false,
  DicomAet: callingAe,
  DicomModalities: { medbourse: { AET: calledAe, Host: '127.0.0.1', Port: RECEIVER_PORT } },
  DicomWeb: {
    Enable: true,
    Servers: {
      medbourse: { Url: `http://127.0.0.1:${API_PORT}${dicomWebPath}`, HttpHeaders: { Authorization: `Bearer ${token}` } },
    },
  },
});

/** Runs within the namespace: what is called there goes out by files, what comes by a file goes to Orthanc, which ends with it. */
const bridgeProgram = (folder: string): string => `
const net = require('node:net');
const { spawn } = require('node:child_process');
const folder = ${JSON.stringify(folder)};
const join = (one, other) => {
  one.pipe(other).pipe(one);
  for (const end of [one, other]) end.on('error', () => { one.destroy(); other.destroy(); });
};
for (const port of [${RECEIVER_PORT}, ${API_PORT}])
  net.createServer((socket) => join(socket, net.connect(folder + '/out-' + port))).listen(port, '127.0.0.1');
net.createServer((socket) => join(socket, net.connect(${REST_PORT}, '127.0.0.1'))).listen(folder + '/in');
const orthanc = spawn('Orthanc', [folder + '/orthanc.json'], { stdio: ['ignore', 'inherit', 'inherit'] });
orthanc.on('error', (error) => { console.error(String(error)); process.exit(1); });
orthanc.on('exit', () => process.exit());
process.on('SIGTERM', () => orthanc.kill('SIGTERM'));
// The test's end of this pipe closes with the test, however that ends.
process.stdin.on('end', () => orthanc.kill('SIGKILL')).resume();
`;

function bridge(path: string, port: number): Promise<Server> {
  return listening((socket) => pipes(socket, connect(port, '127.0.0.1')), path);
}

function entrance(path: string): Promise<Server> {
  return listening((socket) => pipes(socket, connect(path)), { port: 0, host: '127.0.0.1' });
}

function listening(onSocket: (socket: Socket) => void, at: string | { port: number; host: string }): Promise<Server> {
  const server = createServer(onSocket);
  return new Promise((resolve, reject) => server.once('error', reject).listen(at as never, () => resolve(server)));
}

function pipes(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one);
  for (const end of [one, other])
    end.on('error', () => {
      one.destroy();
      other.destroy();
    });
}
