import { ABORT_REASON, ProtocolError } from '../upper-layer/protocol-error';

/** Command fields (PS3.7 table E.1-1). */
export const COMMAND = { storeRequest: 0x0001, echoRequest: 0x0030, cancel: 0x0fff, answer: 0x8000 } as const;
/** Of (0000,0800): any other value says that a data set follows. */
const NO_DATA_SET = 0x0101;

export interface Command {
  readonly field: number;
  readonly messageId: number;
  readonly hasDataSet: boolean;
  readonly sopClass: string;
  readonly sopInstance: string;
}

const ELEMENT_HEADER_BYTES = 8;

/** Reads a command set: group 0000 in implicit little endian (PS3.7 section 6.3.1). Throws `ProtocolError`. */
export function readCommand(bytes: Buffer): Command {
  const values = new Map<number, Buffer>();
  let at = 0;
  while (at < bytes.length) {
    if (at + ELEMENT_HEADER_BYTES > bytes.length || bytes.readUInt16LE(at) !== 0) throw malformed();
    const end = at + ELEMENT_HEADER_BYTES + bytes.readUInt32LE(at + 4);
    if (end > bytes.length) throw malformed();
    values.set(bytes.readUInt16LE(at + 2), bytes.subarray(at + ELEMENT_HEADER_BYTES, end));
    at = end;
  }
  const number = (element: number): number => {
    const value = values.get(element);
    if (value?.length !== 2) throw malformed();
    return value.readUInt16LE(0);
  };
  const uid = (...elements: readonly number[]): string => {
    const value = elements.map((element) => values.get(element)).find((found) => found !== undefined);
    return value?.toString('latin1').replace(/[\0 ]+$/, '') ?? '';
  };
  const field = number(0x0100);
  return {
    field,
    messageId: field & COMMAND.answer || field === COMMAND.cancel ? 0 : number(0x0110),
    hasDataSet: number(0x0800) !== NO_DATA_SET,
    sopClass: uid(0x0002, 0x0003),
    sopInstance: uid(0x1000, 0x1001),
  };
}

const malformed = (): ProtocolError => new ProtocolError('a command that is not well formed', ABORT_REASON.invalidParameter);

export interface Status {
  readonly status: number;
  /** At most 64 characters; never a value of the data set. */
  readonly comment?: string;
}

/** The answer to a request, without a data set (PS3.7 sections 9.3.1.2 and 9.3.5.2). */
export function answerTo({ field, messageId, sopClass, sopInstance }: Command, { status, comment }: Status): Buffer {
  const body = Buffer.concat([
    ...(isUid(sopClass) ? [element(0x0002, padded(sopClass, '\0'))] : []),
    element(0x0100, short(field | COMMAND.answer)),
    element(0x0120, short(messageId)),
    element(0x0800, short(NO_DATA_SET)),
    element(0x0900, short(status)),
    ...(comment === undefined ? [] : [element(0x0902, padded(comment.slice(0, 64), ' '))]),
    ...(isUid(sopInstance) ? [element(0x1000, padded(sopInstance, '\0'))] : []),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([element(0x0000, length), body]);
}

export const isUid = (text: string): boolean => /^[0-9.]{1,64}$/.test(text);

function element(number: number, value: Buffer): Buffer {
  const header = Buffer.alloc(ELEMENT_HEADER_BYTES);
  header.writeUInt16LE(number, 2);
  header.writeUInt32LE(value.length, 4);
  return Buffer.concat([header, value]);
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

const padded = (text: string, by: string): Buffer => Buffer.from(text.length % 2 === 0 ? text : text + by, 'latin1');
