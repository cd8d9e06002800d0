import { type Context } from 'dcmjs-codecs';
import { codecFamily, type Family } from './codec-family';
import { contextOf, decodeFrame, loadCodecs, renewCodecs, type Codecs } from './frame-codec';
import { RLE_LOSSLESS } from './frame-decoder';
import { type DecodedFrame, type PixelLayout } from './pixel-layout';
import { encodeRunLength } from './run-length';

function encode({ NativeCodecs }: Codecs, family: Family, context: Context, allowMct: boolean): Context {
  switch (family) {
    case 'Jpeg':
      return NativeCodecs.encodeJpeg(context, { lossy: false, predictor: 1, pointTransform: 0 });
    case 'JpegLs':
      return NativeCodecs.encodeJpegLs(context, { lossy: false });
    case 'Jpeg2000': {
      const parameters = { lossy: false, allowMct };
      return NativeCodecs.encodeJpeg2000(context, parameters);
    }
    case 'HtJpeg2000':
      return NativeCodecs.encodeHtJpeg2000(context, { lossy: false });
  }
}

/**
 * Encodes one frame in the compression of its syntax without loss, and proves it by decoding: null where a sample would differ. The lossy
 * variants of JPEG-LS and JPEG 2000 can be written without further loss too; sequential JPEG can't. `transformed`: JPEG 2000 transforms the
 * colours of an RGB frame (YBR_RCT) before it compresses them; its high-throughput variant always does.
 */
export async function encodeFrame(frame: DecodedFrame, transferSyntax: string, transformed = false): Promise<Buffer | null> {
  if (transferSyntax === RLE_LOSSLESS) return encodeRunLength(frame);
  const family = codecFamily(transferSyntax);
  if (family === null) return null;
  for (const bitsStored of new Set([frame.layout.bitsStored, frame.layout.sampleBytes * 8])) {
    const encoded = await attempt(frame, { ...frame.layout, bitsStored }, family, transformed);
    if (encoded) return encoded;
  }
  return null;
}

async function attempt(frame: DecodedFrame, layout: PixelLayout, family: Family, transformed: boolean): Promise<Buffer | null> {
  const codecs = await loadCodecs();
  try {
    const encoded = encode(codecs, family, contextOf(codecs, layout, { decodedBuffer: frame.bytes }), transformed).getEncodedBuffer();
    if (!encoded || encoded.length === 0) return null;
    const bytes = Buffer.from(encoded);
    const again = await decodeFrame(bytes, frame.layout, family);
    return again && sameSamples(again, frame) ? bytes : null;
  } catch {
    await renewCodecs();
    return null;
  }
}

/** Sample by sample: a decoder may hand colours out in another order than it got them. */
function sameSamples(one: DecodedFrame, other: DecodedFrame): boolean {
  if (one.layout.planar === other.layout.planar) return one.bytes.equals(other.bytes);
  const { width, height, samplesPerPixel, sampleBytes } = one.layout;
  const [planar, mixed] = one.layout.planar ? [one.bytes, other.bytes] : [other.bytes, one.bytes];
  for (let pixel = 0; pixel < width * height; pixel += 1)
    for (let sample = 0; sample < samplesPerPixel; sample += 1)
      for (let byte = 0; byte < sampleBytes; byte += 1)
        if (
          planar[(sample * width * height + pixel) * sampleBytes + byte] !== mixed[(pixel * samplesPerPixel + sample) * sampleBytes + byte]
        )
          return false;
  return true;
}
