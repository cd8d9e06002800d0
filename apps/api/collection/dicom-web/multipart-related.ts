import { Readable } from 'node:stream';

/** What came is no multipart body, or breaks off before its end. */
export class MultipartError extends Error {
  override readonly name = 'MultipartError';
}

export interface Part {
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** What is not read of it is dropped when the next part is asked for. */
  readonly body: Readable;
}

const PREAMBLE_LIMIT_BYTES = 64 * 1024;
const HEADERS_LIMIT_BYTES = 8 * 1024;
const CRLF = Buffer.from('\r\n');
const BLANK_LINE = Buffer.from('\r\n\r\n');
const DASH = 0x2d;
const CR = 0x0d;

/** The boundary in a content type, undefined where it has none that is well formed. RFC 2046 (5.1.1) allows 70 characters; Orthanc writes 73. */
export function boundaryOf(contentType: string): string | undefined {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  return boundary !== undefined && /^[\w'()+,./:=? -]{0,199}[\w'()+,./:=?-]$/.test(boundary) ? boundary : undefined;
}

/**
 * The parts of a multipart body one after the other, each streamed: no more is held than a chunk of the network and a boundary. Parsers of forms skip
 * parts without a name, which those of `multipart/related` (RFC 2387) never have. Throws `MultipartError`.
 */
export async function* partsOf(stream: Readable, boundary: string): AsyncGenerator<Part> {
  const reader = new MultipartReader(stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>, boundary);
  await reader.skipPreamble();
  while (await reader.hasPart()) {
    const headers = await reader.headers();
    const body = reader.body();
    yield { headers, body };
    body.destroy();
    await reader.dropBody();
  }
}

class MultipartReader {
  private buffer: Buffer;
  private readonly delimiter: Buffer;
  private inBody = false;
  /** One reading at a time: a body that is destroyed may still be waiting for the network. */
  private reading: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly chunks: AsyncIterator<Buffer>,
    boundary: string,
  ) {
    this.delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
    // The first delimiter may stand at the very beginning.
    this.buffer = CRLF;
  }

  async skipPreamble(): Promise<void> {
    this.inBody = true;
    let skipped = 0;
    for (let chunk = await this.next(); chunk !== null; chunk = await this.next()) {
      skipped += chunk.length;
      if (skipped > PREAMBLE_LIMIT_BYTES) throw new MultipartError('no boundary where the body begins');
    }
  }

  /** After a delimiter: whether it is not the last. */
  async hasPart(): Promise<boolean> {
    await this.atLeast(2);
    return this.buffer[0] !== DASH || this.buffer[1] !== DASH;
  }

  async headers(): Promise<ReadonlyMap<string, string>> {
    // From the line break behind the boundary, so that a part without headers ends its headers at once.
    let end = this.buffer.indexOf(BLANK_LINE);
    while (end < 0) {
      if (this.buffer.length > HEADERS_LIMIT_BYTES) throw new MultipartError('the headers of a part have no end');
      await this.more();
      end = this.buffer.indexOf(BLANK_LINE);
    }
    const lines = this.buffer.toString('latin1', 0, end).split('\r\n').slice(1);
    // Kept: the line break before a delimiter that follows at once, for a part without content.
    this.buffer = this.buffer.subarray(end + BLANK_LINE.length - CRLF.length);
    this.inBody = true;
    const isEmpty = await this.startsWithDelimiter();
    if (!isEmpty) this.buffer = this.buffer.subarray(CRLF.length);
    return new Map(lines.map(headerOf));
  }

  body(): Readable {
    const read = (): Promise<Buffer | null> => {
      const chunk = this.reading.then(() => this.next());
      this.reading = chunk.catch(() => undefined);
      return chunk;
    };
    return new Readable({
      read() {
        read().then(
          (chunk) => this.push(chunk),
          (error: Error) => this.destroy(error),
        );
      },
    }).on('error', () => undefined);
  }

  async dropBody(): Promise<void> {
    await this.reading;
    while ((await this.next()) !== null);
  }

  /** Bytes of the present body that are surely no delimiter; null at its end. */
  private async next(): Promise<Buffer | null> {
    while (this.inBody) {
      const at = this.buffer.indexOf(this.delimiter);
      if (at >= 0) {
        const rest = this.buffer.subarray(0, at);
        this.buffer = this.buffer.subarray(at + this.delimiter.length);
        this.inBody = false;
        return rest.length > 0 ? rest : null;
      }
      const safe = this.untilDelimiterMayBegin();
      if (safe > 0) {
        const chunk = this.buffer.subarray(0, safe);
        this.buffer = this.buffer.subarray(safe);
        return chunk;
      }
      await this.more();
    }
    return null;
  }

  /** Where the last bytes that have come may be the first of a delimiter. Mostly nowhere, so that the chunks of the network are handed on as they are. */
  private untilDelimiterMayBegin(): number {
    const { buffer, delimiter } = this;
    let at = Math.max(0, buffer.length - delimiter.length + 1);
    for (at = buffer.indexOf(CR, at); at >= 0; at = buffer.indexOf(CR, at + 1))
      if (buffer.compare(delimiter, 0, buffer.length - at, at) === 0) return at;
    return buffer.length;
  }

  private async startsWithDelimiter(): Promise<boolean> {
    await this.atLeast(this.delimiter.length);
    return this.buffer.subarray(0, this.delimiter.length).equals(this.delimiter);
  }

  private async atLeast(bytes: number): Promise<void> {
    while (this.buffer.length < bytes) await this.more();
  }

  private async more(): Promise<void> {
    const { done, value } = await this.chunks.next();
    if (done) throw new MultipartError('the body ends before its last boundary');
    this.buffer = this.buffer.length === 0 ? value : Buffer.concat([this.buffer, value]);
  }
}

function headerOf(line: string): [string, string] {
  const colon = line.indexOf(':');
  return colon < 0 ? [line.toLowerCase(), ''] : [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
}
