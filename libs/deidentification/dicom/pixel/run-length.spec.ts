import { decodeRunLength, encodeRunLength } from './run-length';

/** One segment: its header, then the bytes. */
const fragmentOf = (...segment: number[]): Buffer => {
  const header = Buffer.alloc(64);
  header.writeUInt32LE(1, 0);
  header.writeUInt32LE(64, 4);
  return Buffer.concat([header, Buffer.from(segment)]);
};

describe('run-length encoding', () => {
  it('unpacks runs and what stands as it is', () => {
    expect(decodeRunLength(fragmentOf(0x81, 7, 0x01, 1, 2), 130, 1)).toEqual([Buffer.concat([Buffer.alloc(128, 7), Buffer.from([1, 2])])]);
  });

  it('of a frame that its bytes could not hold is none', () => {
    expect(decodeRunLength(fragmentOf(0x81, 7), 128, 1)).not.toBeNull();
    expect(decodeRunLength(fragmentOf(0x81, 7), 129, 1)).toBeNull();
  });

  it('of the densest frame is read again', () => {
    const layout = { width: 1280, height: 7, samplesPerPixel: 1, sampleBytes: 1, planar: false };
    const bytes = Buffer.alloc(1280 * 7, 9);
    expect(decodeRunLength(encodeRunLength({ layout, bytes } as never)!, bytes.length, 1)).toEqual([bytes]);
  });
});
