export type Family = 'Jpeg' | 'JpegLs' | 'Jpeg2000' | 'HtJpeg2000';

/** Syntaxes that the WebAssembly codecs (libijg, CharLS, OpenJPEG, OpenJPH) decode, by their last part (PS3.6 table A-1). */
const FAMILIES: Readonly<Record<string, Family>> = {
  '50': 'Jpeg',
  '51': 'Jpeg',
  '57': 'Jpeg',
  '70': 'Jpeg',
  '80': 'JpegLs',
  '81': 'JpegLs',
  '90': 'Jpeg2000',
  '91': 'Jpeg2000',
  '201': 'HtJpeg2000',
  '202': 'HtJpeg2000',
  '203': 'HtJpeg2000',
};
const PREFIX = '1.2.840.10008.1.2.4.';

export const codecFamily = (transferSyntax: string): Family | null =>
  transferSyntax.startsWith(PREFIX) ? (FAMILIES[transferSyntax.slice(PREFIX.length)] ?? null) : null;
