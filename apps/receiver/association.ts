import { type Socket } from 'node:net';
import { type Logger } from 'pino';
import { failureOf, STORAGE_FAILURE } from '#libs/collection';
import { describeError } from '../api/observation/error-record';
import { answerTo, COMMAND, isUid, readCommand, type Command, type Status } from './dimse/command-set';
import { fileMeta, IMPLEMENTATION_CLASS, IMPLEMENTATION_VERSION } from './dimse/file-meta';
import { ObjectStream } from './dimse/object-stream';
import { type FindTarget, type StorageTarget } from './storage-target';
import {
  associateAccept,
  pdu,
  readAssociateRequest,
  REJECTION,
  type AssociateRequest,
  type ContextResult,
  type Rejection,
} from './upper-layer/associate';
import { negotiate, VERIFICATION } from './upper-layer/negotiation';
import { PDU, PduParser, type Fragment } from './upper-layer/pdu-parser';
import { ABORT_REASON, ProtocolError, type AbortReason } from './upper-layer/protocol-error';

export interface AssociationTimes {
  /** Until a connection has asked for its association. */
  readonly requestMs: number;
  /** Between two messages. */
  readonly idleMs: number;
  /** Within a message. */
  readonly stallMs: number;
  /** For the peer to close what has ended. */
  readonly closeMs: number;
}

export interface AssociationParts {
  readonly findTarget: FindTarget;
  readonly times: AssociationTimes;
  readonly logger: Logger;
  /** It was accepted. */
  readonly onOpen?: () => void;
}

/** What is announced: dcmtk and most others send no longer ones. */
const MAX_PDU_BYTES = 131_072;
const CONTROL_LIMIT_BYTES = 512 * 1024;
const COMMAND_LIMIT_BYTES = 16 * 1024;
/** PS3.7 annex C. */
const SUCCESS = 0x0000;
const UNRECOGNISED_OPERATION = 0x0211;

interface Accepted {
  readonly abstractSyntax: string;
  readonly transferSyntax: string;
}

/** A message whose data set is still coming or being stored. */
interface Underway {
  readonly contextId: number;
  readonly command: Command;
  readonly stream: ObjectStream | undefined;
  readonly status: Promise<Status>;
  complete: boolean;
}

interface Counts {
  stored: number;
  refused: number;
  bytes: number;
}

/** One association over one connection, from its request to its end (PS3.8 section 9.2, as acceptor). */
export class Association {
  private state: 'awaiting' | 'deciding' | 'open' | 'ending' | 'ended' = 'awaiting';
  private readonly parser: PduParser;
  private readonly contexts = new Map<number, Accepted>();
  private target: StorageTarget | undefined;
  private command: Buffer[] = [];
  private commandBytes = 0;
  private underway: Underway | undefined;
  private timer: NodeJS.Timeout;
  private logger: Logger;
  private readonly counts: Counts = { stored: 0, refused: 0, bytes: 0 };

  constructor(
    private readonly socket: Socket,
    private readonly parts: AssociationParts,
  ) {
    this.logger = parts.logger;
    const limits = { dataBytes: MAX_PDU_BYTES, controlBytes: CONTROL_LIMIT_BYTES };
    this.parser = new PduParser({ control: (type, body) => this.onControl(type, body), fragment: (part) => this.onFragment(part) }, limits);
    this.timer = setTimeout(() => this.onSilence(), parts.times.requestMs);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.onData(chunk));
    socket.on('error', () => undefined);
    socket.once('close', () => this.onClose());
  }

  /** It was accepted and has not ended. */
  get isOpen(): boolean {
    return this.state === 'open';
  }

  /** Whether it may have its association is being looked up. */
  get isDeciding(): boolean {
    return this.state === 'deciding';
  }

  /** Nothing is being received or stored: it may be ended without losing anything. */
  get isIdle(): boolean {
    return this.underway === undefined;
  }

  /** Ends it at once (A-ABORT); what was under way was not received. */
  abort(reason: AbortReason = ABORT_REASON.unspecified): void {
    if (this.state === 'ended') return;
    // Source 2 is the service provider, the only one that gives reasons.
    this.finish(pdu(PDU.abort, Buffer.from([0, 0, 2, reason])));
  }

  private onData(chunk: Buffer): void {
    if (this.state === 'ending' || this.state === 'ended') return;
    this.counts.bytes += chunk.length;
    try {
      this.parser.push(chunk);
    } catch (error) {
      this.abort(this.reasonOf(error));
      return;
    }
    if (this.state === 'open') this.watch();
  }

  /** Whatever a peer sends ends no more than his association. */
  private reasonOf(error: unknown): AbortReason {
    if (error instanceof ProtocolError) {
      this.logger.warn({ fault: error.message }, 'an association broke the protocol');
      return error.reason;
    }
    this.logger.error({ error: describeError(error) }, 'an association could not be served');
    return ABORT_REASON.unspecified;
  }

  private onControl(type: number, body: Buffer): void {
    if (type === PDU.abort) return this.finish();
    if (this.state === 'awaiting' && type === PDU.associateRequest) return this.onRequest(readAssociateRequest(body));
    if (this.state === 'open' && type === PDU.releaseRequest && !this.underway) return this.finish(pdu(PDU.releaseAnswer, Buffer.alloc(4)));
    throw new ProtocolError('a unit that does not fit the state of the association', ABORT_REASON.unexpectedPdu);
  }

  private onRequest(request: AssociateRequest): void {
    this.state = 'deciding';
    const { calledAe, callingAe } = request;
    this.logger = this.logger.child({ calledAe: printable(calledAe), callingAe: printable(callingAe) });
    const address = this.socket.remoteAddress ?? '';
    const stores = request.contexts.some(({ abstractSyntax }) => abstractSyntax !== VERIFICATION);
    this.parts.findTarget({ calledAe, callingAe, address, stores }).then(
      (found) => (typeof found === 'string' ? this.reject(found) : this.accept(request, found)),
      (error: unknown) => {
        this.logger.error({ error: describeError(error) }, 'an association could not be decided');
        this.reject('congested');
      },
    );
  }

  private reject(rejection: Rejection): void {
    if (this.state !== 'deciding') return;
    this.logger.info({ rejection }, 'an association was rejected');
    this.finish(pdu(PDU.associateReject, Buffer.from([0, ...REJECTION[rejection]])));
  }

  private accept(request: AssociateRequest, target: StorageTarget): void {
    if (this.state !== 'deciding') return target.release();
    const results = negotiate(request.contexts);
    for (const [index, result] of results.entries()) this.remember(result, request.contexts[index]!.abstractSyntax);
    this.target = target;
    this.logger = this.logger.child({ endpointId: target.endpointId });
    this.state = 'open';
    this.parts.onOpen?.();
    this.watch();
    const by = { maxPduBytes: MAX_PDU_BYTES, implementationClass: IMPLEMENTATION_CLASS, implementationVersion: IMPLEMENTATION_VERSION };
    this.socket.write(pdu(PDU.associateAccept, associateAccept(request, results, by)));
  }

  private remember(result: ContextResult, abstractSyntax: string): void {
    if (result.result === 0) this.contexts.set(result.id, { abstractSyntax, transferSyntax: result.transferSyntax });
  }

  private onFragment({ contextId, isCommand, bytes, isEnd }: Fragment): void {
    if (this.state !== 'open') throw new ProtocolError('data without an association', ABORT_REASON.unexpectedPdu);
    if (isCommand) this.onCommandPart(contextId, bytes, isEnd);
    else this.onDataPart(contextId, bytes, isEnd);
  }

  private onCommandPart(contextId: number, bytes: Buffer, isEnd: boolean): void {
    if (this.underway) throw new ProtocolError('a command before the answer to the one before', ABORT_REASON.unexpectedPdu);
    this.commandBytes += bytes.length;
    if (this.commandBytes > COMMAND_LIMIT_BYTES) throw new ProtocolError('a command without an end', ABORT_REASON.invalidParameter);
    this.command.push(bytes);
    if (!isEnd) return;
    const command = readCommand(Buffer.concat(this.command));
    this.command = [];
    this.commandBytes = 0;
    this.onCommand(contextId, command);
  }

  private onCommand(contextId: number, command: Command): void {
    const context = this.contexts.get(contextId);
    if (!context) throw new ProtocolError('a command in a context that was not accepted', ABORT_REASON.invalidParameter);
    // Nothing of what is answered here takes so long that it could be cancelled.
    if (command.field === COMMAND.cancel) return;
    if (command.field & COMMAND.answer) throw new ProtocolError('an answer to nothing', ABORT_REASON.unexpectedPdu);
    const answer = this.beginAnswer(command, context);
    this.underway = { contextId, command, ...answer, complete: !command.hasDataSet };
    if (!command.hasDataSet) this.answerWhenDone(this.underway);
  }

  private beginAnswer(command: Command, context: Accepted): Pick<Underway, 'stream' | 'status'> {
    const answered = (status: number) => ({ stream: undefined, status: Promise.resolve({ status }) });
    const { sopClass, sopInstance } = command;
    if (command.field === COMMAND.echoRequest && context.abstractSyntax === VERIFICATION) return answered(SUCCESS);
    if (command.field !== COMMAND.storeRequest) return answered(UNRECOGNISED_OPERATION);
    if (context.abstractSyntax === VERIFICATION) return answered(STORAGE_FAILURE.sopClassNotSupported);
    if (!command.hasDataSet || !isUid(sopClass) || !isUid(sopInstance)) return answered(STORAGE_FAILURE.cannotUnderstand);
    const { transferSyntax } = context;
    const stream = new ObjectStream(fileMeta({ sopClass, sopInstance, transferSyntax }), () => this.goOn());
    return { stream, status: this.store({ sopClass, sopInstance }, stream) };
  }

  private async store(announced: { sopClass: string; sopInstance: string }, stream: ObjectStream): Promise<Status> {
    try {
      const stored = await this.target!.store(announced, stream);
      if (stored.ok) {
        this.counts.stored += 1;
        return { status: SUCCESS };
      }
      this.counts.refused += 1;
      this.logger.warn({ code: stored.refusal.code }, 'an object was refused');
      // The code alone: message and facts may hold more than a sender's log should.
      return { status: failureOf(stored.refusal), comment: stored.refusal.code };
    } catch (error) {
      this.counts.refused += 1;
      this.logger.error({ error: describeError(error) }, 'an object could not be stored');
      return { status: STORAGE_FAILURE.processing };
    } finally {
      // What is left of a refused object is still to be read, and dropped.
      this.goOn();
    }
  }

  /** The sender was made to wait; his silence counts from now on. */
  private goOn(): void {
    if (!this.socket.isPaused()) return;
    this.socket.resume();
    if (this.state === 'open') this.watch();
  }

  private onDataPart(contextId: number, bytes: Buffer, isEnd: boolean): void {
    const { underway } = this;
    if (!underway || underway.complete || underway.contextId !== contextId)
      throw new ProtocolError('a data set without a command', ABORT_REASON.unexpectedPdu);
    const { stream } = underway;
    if (stream && !stream.destroyed && bytes.length > 0 && !stream.push(bytes)) this.socket.pause();
    if (!isEnd) return;
    underway.complete = true;
    if (stream && !stream.destroyed) stream.push(null);
    this.answerWhenDone(underway);
  }

  private answerWhenDone(underway: Underway): void {
    void underway.status.then((status) => {
      if (this.underway !== underway || this.state !== 'open') return;
      this.underway = undefined;
      this.watch();
      this.socket.write(commandPdu(underway.contextId, answerTo(underway.command, status)));
    });
  }

  /** Starts the clock of the peer's silence; while it is we who let it wait, none runs. */
  private watch(): void {
    clearTimeout(this.timer);
    const { idleMs, stallMs } = this.parts.times;
    const waitsForUs = this.underway && (this.underway.complete || this.socket.isPaused());
    if (!waitsForUs) this.timer = setTimeout(() => this.onSilence(), this.underway || this.commandBytes > 0 ? stallMs : idleMs);
  }

  private onSilence(): void {
    // Held back by the store since the clock was started: it is not the peer who is silent.
    if (this.socket.isPaused()) return this.watch();
    this.logger.info('an association was silent for too long');
    this.abort();
  }

  /** Sends the last unit, if any, and leaves it to the peer to close. */
  private finish(last?: Buffer): void {
    if (this.state === 'ending' || this.state === 'ended') return;
    this.state = 'ending';
    clearTimeout(this.timer);
    this.underway?.stream?.breakOff();
    this.timer = setTimeout(() => this.socket.destroy(), this.parts.times.closeMs);
    this.socket.resume();
    if (last) this.socket.end(last);
    else this.socket.end();
  }

  private onClose(): void {
    clearTimeout(this.timer);
    this.underway?.stream?.breakOff();
    this.target?.release();
    if (this.target) this.logger.info({ ...this.counts, brokenOff: this.state !== 'ending' }, 'an association ended');
    this.state = 'ended';
  }
}

const commandPdu = (contextId: number, command: Buffer): Buffer => {
  const header = Buffer.alloc(6);
  header.writeUInt32BE(command.length + 2);
  header.writeUInt8(contextId, 4);
  // A command, and the last part of it.
  header.writeUInt8(3, 5);
  return pdu(PDU.data, Buffer.concat([header, command]));
};

/** Names what is no title by its shape alone: whoever knocks writes no lines into the log. */
const printable = (title: string): string => (/^[ -~]{1,16}$/.test(title) ? title : '?');
