import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { brokenPromise, HEAD_BYTES, isArchive, isProgramName, mediaTypeOf } from './media-type';

const dicom = (preamble: string) => Buffer.concat([Buffer.from(preamble.padEnd(128, '\0'), 'latin1'), Buffer.from('DICM....')]);
const at = (offset: number, text: string) => Buffer.concat([Buffer.alloc(offset), Buffer.from(text, 'latin1'), Buffer.alloc(64)]);
const zip = (first: string) => Buffer.from(`PK\x03\x04${'\0'.repeat(26)}${first}`, 'latin1');

describe('what a file is by its content', () => {
  it.each([
    ['DICOM', dicom(''), 'application/dicom'],
    ['DICOM that is a TIFF too, as whole slides are', dicom('II*\0'), 'application/dicom'],
    ['DICOM that is a Windows program too', dicom('MZ'), 'executable'],
    ['DICOM that is a Linux program too', dicom('\x7fELF'), 'executable'],
    ['DICOM that is a script too', dicom('#!/bin/sh'), 'executable'],
    ['a Java class', Buffer.from('cafebabe00000034', 'hex'), 'executable'],
    ['an old Office document, which may carry macros', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'executable'],
    ['PDF', Buffer.from('%PDF-1.7'), 'application/pdf'],
    ['PNG', Buffer.from('89504e470d0a1a0a', 'hex'), 'image/png'],
    ['JPEG', Buffer.from('ffd8ffe0', 'hex'), 'image/jpeg'],
    ['a zip', zip('1.dcm'), 'application/zip'],
    ['an empty zip', Buffer.from('PK\x05\x06', 'latin1'), 'application/zip'],
    ['a workbook', zip('[Content_Types].xml'), 'application/vnd.openxmlformats'],
    ['7z', Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'), 'application/x-7z-compressed'],
    ['RAR', Buffer.from('Rar!\x1a\x07', 'latin1'), 'application/vnd.rar'],
    ['tar', at(257, 'ustar'), 'application/x-tar'],
    ['NIfTI', at(344, 'n+1\0'), 'application/x-nifti'],
    ['NIfTI in gzip', gzipSync(at(344, 'n+1\0')), 'application/x-nifti+gzip'],
    ['anything else in gzip', gzipSync('text'), 'application/gzip'],
    ['gzip that is cut off', Buffer.from('1f8b08', 'hex'), 'application/gzip'],
    ['a table', Buffer.from('name,age\nA,1\n'), 'text/csv'],
    ['a table in GB18030', Buffer.from('d0d5c3fb2cc4eac1e40ad5c52c310a', 'hex'), 'text/csv'],
    ['a table in UTF-16', Buffer.from('\ufeffname\tage\nA\t1\n', 'utf16le'), 'text/csv'],
    ['a report', Buffer.from('胸部CT平扫\n未见异常\n'), 'text/plain'],
    ['JSON', Buffer.from('{\n "a": 1\n}'), 'application/json'],
    ['NDJSON', Buffer.from('{"a":1}\n{"a":2}\n'), 'application/x-ndjson'],
    ['XML', Buffer.from('\ufeff<?xml version="1.0"?>'), 'application/xml'],
    ['bytes without a name', Buffer.from('80ff00ff00ff00ff80ff', 'hex'), 'application/octet-stream'],
  ])('%s', (_, head, type) => {
    expect(mediaTypeOf(head)).toBe(type);
  });

  it('is told of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: HEAD_BYTES }), (bytes) => {
        expect(typeof mediaTypeOf(Buffer.from(bytes))).toBe('string');
      }),
    );
  });
});

describe('what a name promises', () => {
  it.each([
    ['1.dcm', 'text/csv', ['application/dicom', 'application/octet-stream']],
    ['damaged.dcm', 'application/octet-stream', undefined],
    ['1.dcm', 'application/pdf', ['application/dicom', 'application/octet-stream']],
    ['1.DCM', 'application/dicom', undefined],
    ['a.nii.gz', 'application/x-nifti+gzip', undefined],
    ['a.nii', 'text/plain', ['application/x-nifti']],
    ['a.csv', 'text/plain', undefined],
    ['a.xlsx', 'application/vnd.openxmlformats', undefined],
    ['IM000001', 'application/dicom', undefined],
    ['a.unknown', 'application/octet-stream', undefined],
  ] as const)('%s with %s', (path, type, expected) => {
    expect(brokenPromise(path, type)).toEqual(expected);
  });

  it.each(['a.exe', 'a/b.SH', 'x.dcm.bat', 'macro.xlsm'])('%s is a program’s', (path) => {
    expect(isProgramName(path)).toBe(true);
  });

  it('is no archive’s for what holds one picture or one document', () => {
    expect(['application/x-nifti+gzip', 'application/vnd.openxmlformats'].filter((type) => isArchive(type as never))).toEqual([]);
  });
});
