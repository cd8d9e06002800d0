import { Readable } from 'node:stream';

export interface StreamWithHead {
  readonly head: Buffer;
  /** All the bytes, the head included. */
  readonly whole: Readable;
}

/** Looks at the first bytes of a stream, fewer where it is shorter. Rejects where it breaks off. */
export function headOf(stream: Readable, bytes: number): Promise<StreamWithHead> {
  // What broke off before anyone listened says nothing more.
  if (stream.destroyed) return Promise.reject(stream.errored ?? new Error('the stream was closed before its end'));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = (whole: (read: Buffer) => Readable): void => {
      stream.off('readable', onReadable).off('end', onEnd).off('error', onBroken).off('close', onBroken);
      const read = Buffer.concat(chunks);
      resolve({ head: read.subarray(0, bytes), whole: whole(read) });
    };
    const onReadable = (): void => {
      for (let chunk = stream.read() as Buffer | null; chunk !== null; chunk = stream.read() as Buffer | null) {
        chunks.push(chunk);
        length += chunk.length;
        if (length >= bytes) return finish(putBack);
      }
    };
    const putBack = (read: Buffer): Readable => {
      stream.unshift(read);
      return stream;
    };
    // What has ended takes nothing back.
    const onEnd = (): void => finish((read) => Readable.from(read.length > 0 ? [read] : [], { objectMode: false }));
    const onBroken = (error?: Error): void => reject(error ?? new Error('the stream was closed before its end'));
    stream.on('end', onEnd).on('error', onBroken).on('close', onBroken).on('readable', onReadable);
  });
}
