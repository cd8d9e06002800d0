import fc from 'fast-check';
import { announcementOf, checksumOf, metadataHeader, offsetOf } from './tus-headers';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('what an upload announces', () => {
  it('reads back every path that was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (path) => {
        const header = metadataHeader({ path, sha256: null, kind: 'file' });
        expect(announcementOf({ 'upload-length': '7', 'upload-metadata': header })).toEqual({
          ok: true,
          value: { bytes: 7, path: Buffer.from(path).toString(), sha256: undefined, kind: 'file' },
        });
      }),
    );
  });

  it.each([
    ['no length', {}],
    ['a length to be told later', { 'upload-defer-length': '1' }],
    ['a length that is none', { 'upload-length': '-1' }],
    ['a path that is no UTF-8', { 'upload-length': '1', 'upload-metadata': `path ${Buffer.from([0xd6, 0xd0]).toString('base64')}` }],
    ['a path twice', { 'upload-length': '1', 'upload-metadata': `path ${base64('a')},path ${base64('b')}` }],
    ['no base64', { 'upload-length': '1', 'upload-metadata': 'path a b c' }],
  ])('is refused for %s', (_, headers) => {
    expect(announcementOf(headers)).toMatchObject({ ok: false, refusal: { code: 'collection.upload-form' } });
  });

  it('leaves keys alone that it does not know', () => {
    const metadata = `filename ${base64('x')},path ${base64('胸部/1.dcm')},is_confidential`;
    expect(announcementOf({ 'upload-length': '1', 'upload-metadata': metadata })).toMatchObject({ value: { path: '胸部/1.dcm' } });
  });
});

describe('what a part says', () => {
  it.each([undefined, '', '-1', '1.5', 'x'])('has an offset, and not %j', (offset) => {
    expect(offsetOf({ 'upload-offset': offset })).toMatchObject({ ok: false });
  });

  it.each(['sha1', 'md5 AAAA', 'sha1 ???', 'sha256'])('has no checksum %j', (header) => {
    expect(checksumOf({ 'upload-checksum': header })).toMatchObject({ ok: false, refusal: { field: 'Upload-Checksum' } });
  });
});
