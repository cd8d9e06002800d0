import { createHash, type Hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { MemorySource } from '../../../libs/deidentification/dicom/byte-source';
import { type DataSet } from '../../../libs/deidentification/dicom/data-set';
import { parseDicomFile } from '../../../libs/deidentification/dicom/file-parser';

/**
 * Digest of every element with its value, pixels included, whatever the transfer syntax of the file meta information says. Senders may write lengths of
 * sequences anew and leave out group lengths; they may not change a value.
 */
export async function contentDigest(file: string | Buffer): Promise<string> {
  const bytes = typeof file === 'string' ? await readFile(file) : file;
  const { dataSet, source } = parseDicomFile(new MemorySource(bytes));
  const hash = createHash('sha256');
  addDataSet(hash, dataSet, source);
  return hash.digest('hex');
}

function addDataSet(hash: Hash, { elements }: DataSet, source: { bytes(offset: number, length: number): Buffer }): void {
  for (const { tag, items, valueOffset, valueLength } of elements) {
    if ((tag & 0xffff) === 0) continue;
    hash.update(`\0${tag.toString(16)}:`);
    if (items) for (const item of items) addDataSet(hash.update('['), item, source);
    else hash.update(source.bytes(valueOffset, valueLength));
  }
}
