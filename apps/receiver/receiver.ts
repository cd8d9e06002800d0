import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer, type TlsOptions } from 'node:tls';
import { type Logger } from 'pino';
import { Association, type AssociationTimes } from './association';
import { type FindTarget } from './storage-target';
import { WaitingRoom, type Waiting, type WaitingLimits } from './waiting-room';

export interface ReceiverOptions {
  readonly host: string;
  readonly port: number;
  /** At a time, over all endpoints; a connection that asks for one more is told that the limit is reached. */
  readonly associations: number;
  /** DICOM over TLS where it is given (PS3.15 annex B, BCP 195). */
  readonly tls?: TlsOptions;
  readonly findTarget: FindTarget;
  readonly times?: AssociationTimes;
  readonly waiting?: WaitingLimits;
  readonly logger: Logger;
}

export const DEFAULT_TIMES: AssociationTimes = { requestMs: 30_000, idleMs: 300_000, stallMs: 60_000, closeMs: 5_000 };
/** Beyond the associations: connections that have asked for nothing yet, or are told why not. Half of them for any one address. */
const DEFAULT_WAITING: WaitingLimits = { places: 64, perAddress: 32 };
const SWEEP_MS = 50;

/** Listens for associations. */
export class Receiver {
  private readonly server: Server;
  private readonly associations = new Set<Association>();
  private readonly waiting: WaitingRoom;
  /** By the socket's two ends: with TLS the connection is known before the secured one is made of it. */
  private readonly callers = new Map<string, Caller>();

  constructor(private readonly options: ReceiverOptions) {
    const waiting = options.waiting ?? DEFAULT_WAITING;
    this.waiting = new WaitingRoom(waiting);
    const accept = (socket: Socket): void => this.onConnection(socket);
    this.server = options.tls
      ? createSecureServer({ minVersion: 'TLSv1.2', handshakeTimeout: DEFAULT_TIMES.requestMs, ...options.tls }, accept)
      : createServer(accept);
    // Before a handshake of TLS, and before what serves the connection.
    this.server.prependListener('connection', (socket: Socket) => this.onArrival(socket));
    // Associations that were ended have a moment to close.
    this.server.maxConnections = 2 * options.associations + waiting.places;
  }

  /** Answers the port, which the system chooses where the option is 0. Rejects where it is taken. */
  listen(): Promise<number> {
    const { host, port } = this.options;
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        resolve((this.server.address() as AddressInfo).port);
      });
    });
  }

  /** Takes no new association, lets each finish the object that it sends within a limit, and ends them. */
  async close(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    const limit = setTimeout(() => this.endAll(() => true), graceMs);
    this.endAll(({ isIdle }) => isIdle);
    const sweep = setInterval(() => this.endAll(({ isIdle }) => isIdle), SWEEP_MS);
    await closed;
    clearInterval(sweep);
    clearTimeout(limit);
  }

  private endAll(which: (association: Association) => boolean): void {
    for (const association of this.associations) if (which(association)) association.abort();
  }

  private open(): number {
    return [...this.associations].filter(({ isOpen }) => isOpen).length;
  }

  private onArrival(socket: Socket): void {
    const caller: Caller = {
      address: socket.remoteAddress ?? '',
      isIdle: () => !caller.association?.isDeciding,
      turnOut: () => void socket.destroy(),
    };
    if (!this.waiting.enter(caller)) return caller.turnOut();
    const ends = endsOf(socket);
    this.callers.set(ends, caller);
    socket.once('close', () => {
      this.waiting.leave(caller);
      this.callers.delete(ends);
    });
  }

  private onConnection(socket: Socket): void {
    const caller = this.callers.get(endsOf(socket));
    if (!caller) return void socket.destroy();
    const { findTarget, times = DEFAULT_TIMES, logger, associations } = this.options;
    const association: Association = new Association(socket, {
      times,
      logger,
      findTarget: (asked) => (this.open() >= associations ? Promise.resolve('limitReached') : findTarget(asked)),
      onOpen: () => this.waiting.leave(caller),
    });
    caller.association = association;
    this.associations.add(association);
    socket.once('close', () => this.associations.delete(association));
  }
}

interface Caller extends Waiting {
  association?: Association;
}

const endsOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
