import { connect, type Socket } from 'node:net';
import { type Readable } from 'node:stream';
import fc from 'fast-check';
import { pino } from 'pino';
import { ok } from '#libs/kernel';
import { until } from '../../test/support';
import { type AssociationTimes } from './association';
import { Receiver } from './receiver';
import { type StorageTarget } from './storage-target';
import { PDU } from './upper-layer/pdu-parser';

// Goal: whatever a peer sends ends no more than his own association. Method: bytes written by hand to a real socket; the target keeps what it is given.

const CT = '1.2.840.10008.5.1.4.1.1.2';
const EXPLICIT = '1.2.840.10008.1.2.1';
const VERIFICATION = '1.2.840.10008.1.1';
const times: AssociationTimes = { requestMs: 200, idleMs: 400, stallMs: 200, closeMs: 100 };

let receiver: Receiver;
let port: number;
let lines: string[];
let kept: { bytes: Buffer; whole: boolean }[];
let released: number;

const target: StorageTarget = {
  endpointId: 'endpoint',
  store: async (_, file: Readable) => {
    const chunks: Buffer[] = [];
    const whole = await (async () => {
      for await (const chunk of file) chunks.push(chunk as Buffer);
    })().then(
      () => true,
      () => false,
    );
    kept.push({ bytes: Buffer.concat(chunks), whole });
    return ok(undefined);
  },
  release: () => void (released += 1),
};

beforeEach(async () => {
  [lines, kept, released] = [[], [], 0];
  const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const findTarget = ({ calledAe }: { calledAe: string }) => Promise.resolve(calledAe === 'OURS' ? target : ('calledUnknown' as const));
  const waiting = { places: 6, perAddress: 4 };
  receiver = new Receiver({ host: '127.0.0.1', port: 0, associations: 3, times, waiting, logger, findTarget });
  port = await receiver.listen();
});
afterEach(() => receiver.close(100));

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);
const item = (type: number, value: Buffer): Buffer => Buffer.concat([Buffer.from([type, 0]), u16(value.length), value]);
const unit = (type: number, body: Buffer, length = body.length): Buffer => {
  const header = Buffer.from([type, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(length, 2);
  return Buffer.concat([header, body]);
};
const context = (id: number, abstract: string): Buffer =>
  item(0x20, Buffer.concat([Buffer.from([id, 0, 0, 0]), item(0x30, Buffer.from(abstract)), item(0x40, Buffer.from(EXPLICIT))]));
const request = (called = 'OURS'): Buffer => {
  const titles = called.padEnd(16) + 'TEST'.padEnd(16);
  const contexts = [context(1, VERIFICATION), context(3, CT), context(5, '1.2.840.10008.5.1.4.1.2.2.1'), context(7, '1.3.6.1.4.1.9.1')];
  const fixed = Buffer.concat([Buffer.from([0, 1, 0, 0]), Buffer.from(titles), Buffer.alloc(32)]);
  return unit(
    PDU.associateRequest,
    Buffer.concat([fixed, item(0x10, Buffer.from('1.2.840.10008.3.1.1.1')), ...contexts, item(0x50, Buffer.alloc(0))]),
  );
};
const element = (number: number, value: Buffer): Buffer => {
  const header = Buffer.alloc(8);
  header.writeUInt16LE(number, 2);
  header.writeUInt32LE(value.length, 4);
  return Buffer.concat([header, value]);
};
const short = (value: number): Buffer => Buffer.from([value & 0xff, value >> 8]);
const data = (id: number, flags: number, value: Buffer): Buffer => {
  const header = Buffer.alloc(6);
  header.writeUInt32BE(value.length + 2);
  header[4] = id;
  header[5] = flags;
  return unit(PDU.data, Buffer.concat([header, value]));
};
const command = (field: number, dataSet: number, ...more: Buffer[]): Buffer =>
  Buffer.concat([element(0x0100, short(field)), element(0x0110, short(7)), element(0x0800, short(dataSet)), ...more]);
const echo = data(1, 3, command(0x30, 0x101));
const store = data(3, 3, command(1, 0, element(0x0002, Buffer.from(`${CT}\0`)), element(0x1000, Buffer.from('1.2.3.4\0'))));

interface Peer {
  readonly socket: Socket;
  readonly received: () => Buffer;
  readonly closed: Promise<void>;
}

function peer(localAddress = '127.0.0.1'): Peer {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return { socket, closed, received: () => Buffer.concat(chunks) };
}

/** Sends the parts one after the other, each when something came in answer to the one before, and waits for the end. */
async function talk(...parts: Buffer[]): Promise<Buffer> {
  const { socket, closed, received } = peer();
  for (const part of parts) {
    const before = received().length;
    socket.write(part);
    if (part === parts.at(-1)) break;
    await Promise.race([closed, new Promise<void>((resolve) => socket.on('data', () => received().length > before && resolve()))]);
  }
  await closed;
  return received();
}

const release = unit(PDU.releaseRequest, Buffer.alloc(4));
const typesIn = (bytes: Buffer): number[] => {
  const types: number[] = [];
  for (let at = 0; at + 6 <= bytes.length; at += 6 + bytes.readUInt32BE(at + 2)) types.push(bytes[at]!);
  return types;
};
const statusIn = (bytes: Buffer): number | undefined => {
  const at = bytes.indexOf(Buffer.from([0, 0, 0, 9, 2, 0, 0, 0]));
  return at < 0 ? undefined : bytes.readUInt16LE(at + 8);
};
const { associateAccept, associateReject, releaseAnswer, abort } = PDU;

describe('an association', () => {
  it('answers an echo and is released', async () => {
    const answered = await talk(request(), echo, release);
    expect(typesIn(answered)).toEqual([associateAccept, PDU.data, releaseAnswer]);
    expect(statusIn(answered)).toBe(0);
    await until(() => released === 1);
  });

  it('takes storage and private classes, and no queries', async () => {
    const accepted = await talk(request(), release);
    const results = [1, 3, 5, 7].map((id) => accepted[accepted.indexOf(Buffer.from([id, 0])) + 2]);
    expect(typesIn(accepted)).toEqual([associateAccept, releaseAnswer]);
    expect(results).toEqual([0, 0, 3, 0]);
  });

  it('makes a file of an object, however it is cut, and answers when it is kept', async () => {
    const dataSet = Buffer.alloc(70_000, 'x');
    const whole = Buffer.concat([store, data(3, 0, dataSet.subarray(0, 50_000)), data(3, 2, dataSet.subarray(50_000))]);
    const answered = await talk(request(), whole, release);
    expect(statusIn(answered)).toBe(0);
    const [file] = kept;
    expect(file!.whole).toBe(true);
    expect(file!.bytes.toString('latin1', 128, 132)).toBe('DICM');
    expect(file!.bytes.subarray(-70_000).equals(dataSet)).toBe(true);
  });

  it('is not for everybody, nor for more than the limit', async () => {
    expect((await talk(request('THEIRS'))).subarray(6)).toEqual(Buffer.from([0, 1, 1, 7]));
    const open = [peer(), peer(), peer()];
    for (const { socket } of open) socket.write(request());
    await Promise.all(open.map(({ socket }) => new Promise((resolve) => socket.once('data', resolve))));
    expect(await talk(request())).toEqual(unit(associateReject, Buffer.from([0, 2, 3, 2])));
    for (const { socket } of open) socket.destroy();
  });
});

describe('connections that ask for nothing', () => {
  const connected = async (localAddress: string): Promise<Peer & { gone: boolean }> => {
    const made = { ...peer(localAddress), gone: false };
    void made.closed.then(() => (made.gone = true));
    await new Promise((resolve) => made.socket.once('connect', resolve));
    return made;
  };
  const goneOf = (peers: readonly { gone: boolean }[]) => peers.map(({ gone }) => gone);
  /** Long enough for these tests that nothing ends by its time. */
  const patient = { ...times, requestMs: 60_000 };

  beforeEach(async () => {
    await receiver.close(0);
    const findTarget = () => Promise.resolve(target);
    const logger = pino({ level: 'silent' });
    const waiting = { places: 6, perAddress: 4 };
    receiver = new Receiver({ host: '127.0.0.1', port: 0, associations: 3, times: patient, waiting, logger, findTarget });
    port = await receiver.listen();
  });

  it('of one address hold no more than its places: the oldest gives way, and another address is served', async () => {
    const silent: (Peer & { gone: boolean })[] = [];
    for (let count = 0; count < 7; count += 1) silent.push(await connected('127.0.0.2'));
    await until(() => goneOf(silent).filter(Boolean).length === 3);
    expect(goneOf(silent)).toEqual([true, true, true, false, false, false, false]);
    expect(statusIn(await talk(request(), echo, release))).toBe(0);
    for (const { socket } of silent) socket.destroy();
  });

  it('of many addresses give way to whoever asks, those of the busiest address first', async () => {
    const silent = [await connected('127.0.0.5')];
    for (const address of ['127.0.0.2', '127.0.0.2', '127.0.0.3', '127.0.0.2', '127.0.0.4']) silent.push(await connected(address));
    const asked = await connected('127.0.0.6');
    asked.socket.write(request());
    await until(() => typesIn(asked.received())[0] === associateAccept);
    await until(() => goneOf(silent).includes(true));
    expect(goneOf(silent)).toEqual([false, true, false, false, false, false]);
    for (const { socket } of [...silent, asked]) socket.destroy();
  });

  it('leave their place when their association is accepted: as many as may may talk', async () => {
    const open = await Promise.all([1, 2, 3].map(() => connected('127.0.0.2')));
    for (const { socket } of open) socket.write(request());
    await until(() => open.every(({ received }) => typesIn(received())[0] === associateAccept));
    for (let count = 0; count < 4; count += 1) await connected('127.0.0.2');
    expect(goneOf(open)).toEqual([false, false, false]);
    for (const { socket } of open) socket.write(release);
    await until(() => open.every(({ received }) => typesIn(received()).at(-1) === releaseAnswer));
  });
});

describe('a peer that does not keep to the protocol is aborted', () => {
  it.each([
    ['a unit of 4 GB', [request(), unit(PDU.data, Buffer.alloc(20), 0xffff_fff0)]],
    ['a request of 4 GB', [unit(PDU.associateRequest, Buffer.alloc(0), 0xffff_ffff)]],
    ['a unit of no type', [Buffer.from('GET / HTTP/1.1\r\n\r\n')]],
    ['data before the association', [echo]],
    [
      'a request that lies of its lengths',
      [unit(PDU.associateRequest, Buffer.concat([Buffer.alloc(68), Buffer.from([0x20, 0, 0xff, 0xff, 1])]))],
    ],
    ['a second request', [request(), request()]],
    ['a value that is longer than its unit', [request(), unit(PDU.data, Buffer.from([0xff, 0xff, 0xff, 0xff, 1, 3]))]],
    ['a command of nonsense', [request(), data(1, 3, Buffer.alloc(64, 0xff))]],
    ['a command without an end', [request(), Buffer.concat(Array.from({ length: 20 }, () => data(1, 1, Buffer.alloc(1_000))))]],
    ['a command in a context that was refused', [request(), data(5, 3, command(0x20, 0x101))]],
    ['a data set without a command', [request(), data(3, 2, Buffer.alloc(10))]],
    ['a command within a data set', [request(), Buffer.concat([store, data(3, 0, Buffer.alloc(10)), echo])]],
    ['silence before the request', [Buffer.from([1])]],
    ['silence within an object', [request(), Buffer.concat([store, data(3, 0, Buffer.alloc(1_000))])]],
    ['silence', [request()]],
  ])('%s', async (_, parts) => {
    expect(typesIn(await talk(...parts)).at(-1)).toBe(abort);
    expect(kept.filter(({ whole }) => whole)).toEqual([]);
  });

  it('and what it had begun to send is not kept as whole when it goes away', async () => {
    const { socket, received, closed } = peer();
    socket.write(request());
    await new Promise((resolve) => socket.once('data', resolve));
    socket.write(Buffer.concat([store, data(3, 0, Buffer.alloc(1_000))]), () => socket.destroy());
    await closed;
    await talk(request(), echo, release);
    expect(kept).toMatchObject([{ whole: false }]);
    expect(received().length).toBeGreaterThan(0);
  });

  it('whatever bytes it sends, before and after it was let in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.uint8Array({ maxLength: 200 }), fc.nat(7), async (isIn, bytes, type) => {
        const { socket, closed } = peer();
        if (isIn) socket.write(request());
        if (isIn) await new Promise((resolve) => socket.once('data', resolve));
        socket.end(unit(type, Buffer.from(bytes)));
        await closed;
      }),
      { numRuns: 60 },
    );
    expect(statusIn(await talk(request(), echo, release))).toBe(0);
    expect(lines.filter((line) => line.includes('could not be served'))).toEqual([]);
  });
});
