import { ABORT_REASON, ProtocolError } from './protocol-error';

/** Types of protocol data units (PS3.8 section 9.3). */
export const PDU = {
  associateRequest: 1,
  associateAccept: 2,
  associateReject: 3,
  data: 4,
  releaseRequest: 5,
  releaseAnswer: 6,
  abort: 7,
} as const;

export interface Fragment {
  readonly contextId: number;
  /** Of a command, or of a data set. */
  readonly isCommand: boolean;
  /** A view of what came from the network: nothing is copied. */
  readonly bytes: Buffer;
  /** These bytes end the command or the data set. */
  readonly isEnd: boolean;
}

export interface PduHandler {
  /** Any unit but data, whole. */
  control(type: number, body: Buffer): void;
  fragment(fragment: Fragment): void;
}

export interface PduLimits {
  /** Of a data unit: what was announced to the peer. */
  readonly dataBytes: number;
  /** Of any other: 128 presentation contexts with all their transfer syntaxes stay below 256 KiB. */
  readonly controlBytes: number;
}

const PDU_HEADER_BYTES = 6;
const VALUE_HEADER_BYTES = 6;
/** Of the length of a presentation data value, which counts context and control header too. */
const VALUE_OVERHEAD_BYTES = 2;

/**
 * Cuts what comes from the network into protocol data units, of whatever sizes it comes. Data is handed on as it passes and never gathered, so that
 * neither a long unit nor a long object takes memory. Throws `ProtocolError`.
 */
export class PduParser {
  private readonly header = Buffer.alloc(PDU_HEADER_BYTES);
  private headerBytes = 0;
  private type = 0;
  /** Of the present unit, still to come. */
  private pduLeft = 0;
  private body: Buffer[] = [];
  private valueHeaderBytes = 0;
  private readonly valueHeader = Buffer.alloc(VALUE_HEADER_BYTES);
  /** Of the present value, still to come. */
  private valueLeft = 0;
  private inValue = false;

  constructor(
    private readonly handler: PduHandler,
    private readonly limits: PduLimits,
  ) {}

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) at = this.headerBytes < PDU_HEADER_BYTES ? this.readHeader(chunk, at) : this.readBody(chunk, at);
  }

  private readHeader(chunk: Buffer, from: number): number {
    const taken = chunk.copy(this.header, this.headerBytes, from, from + PDU_HEADER_BYTES - this.headerBytes);
    this.headerBytes += taken;
    if (this.headerBytes === PDU_HEADER_BYTES) this.begin();
    return from + taken;
  }

  private begin(): void {
    this.type = this.header.readUInt8(0);
    this.pduLeft = this.header.readUInt32BE(2);
    if (this.type < PDU.associateRequest || this.type > PDU.abort)
      throw new ProtocolError('a unit of no known type', ABORT_REASON.unrecognizedPdu);
    const limit = this.type === PDU.data ? this.limits.dataBytes : this.limits.controlBytes;
    if (this.pduLeft > limit) throw new ProtocolError(`a unit of more than ${limit} bytes`, ABORT_REASON.invalidParameter);
    if (this.pduLeft === 0) this.end();
  }

  private readBody(chunk: Buffer, from: number): number {
    const available = Math.min(this.pduLeft, chunk.length - from);
    const taken = this.type === PDU.data ? this.readData(chunk, from, available) : this.gather(chunk, from, available);
    this.pduLeft -= taken;
    if (this.pduLeft === 0) this.end();
    return from + taken;
  }

  private gather(chunk: Buffer, from: number, length: number): number {
    this.body.push(chunk.subarray(from, from + length));
    return length;
  }

  /** One step of a data unit: the header of a value, or bytes of one. */
  private readData(chunk: Buffer, from: number, available: number): number {
    if (this.inValue) return this.readValue(chunk, from, available);
    const length = Math.min(VALUE_HEADER_BYTES - this.valueHeaderBytes, available);
    chunk.copy(this.valueHeader, this.valueHeaderBytes, from, from + length);
    this.valueHeaderBytes += length;
    if (this.valueHeaderBytes === VALUE_HEADER_BYTES) this.beginValue(this.pduLeft - length);
    return length;
  }

  private beginValue(left: number): void {
    const length = this.valueHeader.readUInt32BE(0);
    if (length < VALUE_OVERHEAD_BYTES || length - VALUE_OVERHEAD_BYTES > left)
      throw new ProtocolError('a value that is longer than its unit', ABORT_REASON.invalidParameter);
    this.valueLeft = length - VALUE_OVERHEAD_BYTES;
    this.inValue = true;
    if (this.valueLeft === 0) this.hand(Buffer.alloc(0));
  }

  private readValue(chunk: Buffer, from: number, available: number): number {
    const length = Math.min(this.valueLeft, available);
    this.valueLeft -= length;
    this.hand(chunk.subarray(from, from + length));
    return length;
  }

  private hand(bytes: Buffer): void {
    const [contextId, control] = [this.valueHeader.readUInt8(4), this.valueHeader.readUInt8(5)];
    const ended = this.valueLeft === 0;
    if (ended) {
      this.inValue = false;
      this.valueHeaderBytes = 0;
    }
    this.handler.fragment({ contextId, isCommand: (control & 1) !== 0, bytes, isEnd: ended && (control & 2) !== 0 });
  }

  private end(): void {
    if (this.inValue || this.valueHeaderBytes > 0)
      throw new ProtocolError('a unit that ends within a value', ABORT_REASON.invalidParameter);
    const { type, body } = this;
    this.headerBytes = 0;
    this.body = [];
    if (type !== PDU.data) this.handler.control(type, Buffer.concat(body));
  }
}
