import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A connection between a sender and a server that can be cut. Counts what the sender sent. */
export class CuttingProxy {
  /** Bytes from senders to the server, over all connections. */
  sent = 0;
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private cutAt = Infinity;
  private quietly = false;

  private constructor(
    private readonly server: Server,
    private readonly target: () => URL,
  ) {}

  static async before(target: () => URL): Promise<CuttingProxy> {
    const server = createServer();
    const proxy = new CuttingProxy(server, target);
    server.on('connection', (sender) => proxy.take(sender));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Cuts every connection once so many more bytes were sent. `quietly`: the server is not told, as when a router dies. */
  cutAfter(bytes: number, { quietly = false } = {}): void {
    this.cutAt = this.sent + bytes;
    this.quietly = quietly;
  }

  get wasCut(): boolean {
    return this.cutAt === Infinity;
  }

  async close(): Promise<void> {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(sender: Socket): void {
    const { hostname, port } = this.target();
    const server = connect({ host: hostname, port: Number(port) });
    const pair = [sender, server] as const;
    this.pairs.add(pair);
    sender.on('data', (chunk: Buffer) => {
      this.sent += chunk.length;
      if (!server.write(chunk)) sender.pause();
      if (this.sent >= this.cutAt) this.cut();
    });
    server.on('drain', () => sender.resume());
    server.pipe(sender);
    sender.on('end', () => server.end());
    sender.on('error', () => server.destroy());
    server.on('error', () => sender.destroy());
    server.on('close', () => sender.destroy());
  }

  private cut(): void {
    this.cutAt = Infinity;
    for (const [sender, server] of this.pairs) {
      server.unpipe(sender);
      sender.removeAllListeners('error').on('error', () => undefined);
      sender.destroy();
      if (!this.quietly) server.destroy();
    }
  }
}
