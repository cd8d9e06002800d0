import { type Context } from 'dcmjs-codecs';
import { type Family } from './codec-family';
import { frameBytes, type DecodedFrame, type PixelLayout } from './pixel-layout';
import { isBounded } from './stream-limits';

export type Codecs = typeof import('dcmjs-codecs');

let loading: Promise<Codecs> | null = null;

/** Loads and compiles the codecs once a process, when the first compressed frame calls for them: 100 ms and 30 MB that others never pay. */
export const loadCodecs = (): Promise<Codecs> => (loading ??= startCodecs());

async function startCodecs(): Promise<Codecs> {
  const loaded: Codecs & { readonly default?: Codecs } = await import('dcmjs-codecs');
  // A CommonJS bundle: imported by Node it comes as the default alone.
  const codecs = loaded.default ?? loaded;
  await codecs.NativeCodecs.initializeAsync();
  return codecs;
}

/**
 * Decodes one compressed frame. Null where the stream is corrupt, would keep a decoder busy, or is of another size than the file says: what
 * it holds is then anyone's guess. Colours come as they are coded, except that JPEG 2000 undoes its own transformation.
 */
export async function decodeFrame(encoded: Buffer, layout: PixelLayout, family: Family): Promise<DecodedFrame | null> {
  if (!isBounded(encoded, layout, family)) return null;
  const codecs = await loadCodecs();
  try {
    const decoded = decode(codecs, family, contextOf(codecs, layout, { encodedBuffer: encoded }));
    const bytes = decoded.getDecodedBuffer();
    if (!bytes || bytes.length < frameBytes(layout)) return null;
    const planar = decoded.getPlanarConfiguration() === 1 && layout.samplesPerPixel > 1;
    const photometric = family.endsWith('2000') ? untransformed(layout.photometric) : layout.photometric;
    return { layout: { ...layout, planar, photometric }, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, frameBytes(layout)) };
  } catch {
    await renewCodecs();
    return null;
  }
}

function decode({ NativeCodecs }: Codecs, family: Family, context: Context): Context {
  switch (family) {
    case 'Jpeg':
      return NativeCodecs.decodeJpeg(context, { convertColorspaceToRgb: false });
    case 'JpegLs':
      return NativeCodecs.decodeJpegLs(context);
    case 'Jpeg2000':
      return NativeCodecs.decodeJpeg2000(context);
    case 'HtJpeg2000':
      return NativeCodecs.decodeHtJpeg2000(context);
  }
}

const untransformed = (photometric: string): string => (photometric === 'YBR_RCT' || photometric === 'YBR_ICT' ? 'RGB' : photometric);

export const contextOf = (
  codecs: Codecs,
  layout: PixelLayout,
  buffers: { encodedBuffer?: Uint8Array; decodedBuffer?: Uint8Array },
): Context =>
  new codecs.Context({
    width: layout.width,
    height: layout.height,
    bitsAllocated: layout.sampleBytes * 8,
    bitsStored: layout.bitsStored,
    samplesPerPixel: layout.samplesPerPixel,
    pixelRepresentation: layout.signed ? 1 : 0,
    planarConfiguration: layout.planar ? 1 : 0,
    photometricInterpretation: layout.photometric,
    ...buffers,
  });

/** An error leaves the codecs' memory in a state that nobody knows; a new instance costs less than finding out. */
export async function renewCodecs(): Promise<void> {
  (await loadCodecs()).NativeCodecs.release();
  loading = startCodecs();
  await loading;
}
