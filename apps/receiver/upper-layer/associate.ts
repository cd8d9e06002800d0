import { ABORT_REASON, ProtocolError } from './protocol-error';

export interface ProposedContext {
  readonly id: number;
  readonly abstractSyntax: string;
  readonly transferSyntaxes: readonly string[];
}

export interface AssociateRequest {
  readonly calledAe: string;
  readonly callingAe: string;
  readonly contexts: readonly ProposedContext[];
  /** The first 68 bytes, sent back as they are (PS3.8 table 9-17: reserved fields). */
  readonly fixed: Buffer;
}

/** Results of a presentation context (PS3.8 table 9-18). */
export type ContextResult =
  { readonly id: number; readonly result: 0; readonly transferSyntax: string } | { readonly id: number; readonly result: 3 | 4 };

const FIXED_BYTES = 68;
const ITEM = { application: 0x10, proposed: 0x20, answered: 0x21, abstract: 0x30, transfer: 0x40, user: 0x50 } as const;
const USER_ITEM = { maxLength: 0x51, implementationClass: 0x52, implementationVersion: 0x55 } as const;
/** The only one there is (PS3.7 annex A.2.1). */
const APPLICATION_CONTEXT = '1.2.840.10008.3.1.1.1';
/** Odd numbers of one byte (PS3.8 section 9.3.2.2). */
const MOST_CONTEXTS = 128;

/** Reads the body of an A-ASSOCIATE-RQ (PS3.8 section 9.3.2). Throws `ProtocolError`. */
export function readAssociateRequest(body: Buffer): AssociateRequest {
  if (body.length < FIXED_BYTES) throw malformed();
  const contexts: ProposedContext[] = [];
  for (const { type, value } of items(body.subarray(FIXED_BYTES))) if (type === ITEM.proposed) contexts.push(readContext(value));
  if (contexts.length > MOST_CONTEXTS || new Set(contexts.map(({ id }) => id)).size !== contexts.length) throw malformed();
  return { calledAe: titleAt(body, 4), callingAe: titleAt(body, 20), contexts, fixed: Buffer.from(body.subarray(0, FIXED_BYTES)) };
}

function readContext(value: Buffer): ProposedContext {
  if (value.length < 4) throw malformed();
  const parts = [...items(value.subarray(4))];
  const of = (wanted: number): string[] => parts.filter(({ type }) => type === wanted).map((item) => uidOf(item.value));
  return { id: value.readUInt8(0), abstractSyntax: of(ITEM.abstract)[0] ?? '', transferSyntaxes: of(ITEM.transfer) };
}

function* items(bytes: Buffer): Generator<{ readonly type: number; readonly value: Buffer }> {
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) throw malformed();
    const end = at + 4 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) throw malformed();
    yield { type: bytes.readUInt8(at), value: bytes.subarray(at + 4, end) };
    at = end;
  }
}

const titleAt = (body: Buffer, at: number): string => body.toString('latin1', at, at + 16).trim();
const uidOf = (value: Buffer): string => value.toString('latin1').replace(/[\0 ]+$/, '');
const malformed = (): ProtocolError => new ProtocolError('an association request that is not well formed', ABORT_REASON.invalidParameter);

export interface AcceptedBy {
  readonly maxPduBytes: number;
  readonly implementationClass: string;
  readonly implementationVersion: string;
}

/** The body of an A-ASSOCIATE-AC (PS3.8 section 9.3.3). */
export function associateAccept({ fixed }: AssociateRequest, contexts: readonly ContextResult[], by: AcceptedBy): Buffer {
  const maxLength = Buffer.alloc(4);
  maxLength.writeUInt32BE(by.maxPduBytes);
  const user = Buffer.concat([
    item(USER_ITEM.maxLength, maxLength),
    item(USER_ITEM.implementationClass, Buffer.from(by.implementationClass)),
    item(USER_ITEM.implementationVersion, Buffer.from(by.implementationVersion)),
  ]);
  const parts = [fixed, item(ITEM.application, Buffer.from(APPLICATION_CONTEXT)), ...contexts.map(contextItem), item(ITEM.user, user)];
  return Buffer.concat(parts);
}

/** A transfer syntax stands in a refused one too, and says nothing there. */
const contextItem = (context: ContextResult): Buffer =>
  item(
    ITEM.answered,
    Buffer.concat([
      Buffer.from([context.id, 0, context.result, 0]),
      item(ITEM.transfer, Buffer.from(context.result === 0 ? context.transferSyntax : '')),
    ]),
  );

function item(type: number, value: Buffer): Buffer {
  const header = Buffer.from([type, 0, 0, 0]);
  header.writeUInt16BE(value.length, 2);
  return Buffer.concat([header, value]);
}

/** Result, source and reason of a rejection (PS3.8 section 9.3.4). */
export const REJECTION = {
  calledUnknown: [1, 1, 7],
  callingUnknown: [1, 1, 3],
  applicationContext: [1, 1, 2],
  /** By what is above the upper layer, for now: the asset takes nothing in. */
  notReceiving: [2, 1, 1],
  congested: [2, 3, 1],
  limitReached: [2, 3, 2],
} as const satisfies Readonly<Record<string, readonly [result: number, source: number, reason: number]>>;

export type Rejection = keyof typeof REJECTION;

/** A whole unit of any type. */
export function pdu(type: number, body: Buffer): Buffer {
  const header = Buffer.from([type, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(body.length, 2);
  return Buffer.concat([header, body]);
}
