import { Readable } from 'node:stream';

/** Bytes that wait for the store before the sender is made to wait. */
const HIGH_WATER_BYTES = 1024 * 1024;

/** A file as it comes in over an association: pushed by the network, and held back by whoever stores it. */
export class ObjectStream extends Readable {
  constructor(
    beginning: Buffer,
    private readonly onWanted: () => void,
  ) {
    super({ highWaterMark: HIGH_WATER_BYTES });
    this.push(beginning);
  }

  override _read(): void {
    this.onWanted();
  }

  /** The sender is gone: what came is not whole. */
  breakOff(): void {
    this.destroy(Object.assign(new Error('the sender broke off'), { code: 'ECONNRESET' }));
  }
}
