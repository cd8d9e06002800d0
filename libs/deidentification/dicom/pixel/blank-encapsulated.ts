import { type DicomFile } from '../file-parser';
import { type ImagingFacts } from '../imaging-facts';
import { type CleanedFile } from './clean-pixels';
import { type Region } from './region';

export async function blankEncapsulated(file: DicomFile, _facts: ImagingFacts, _regions: readonly Region[]): Promise<CleanedFile | string> {
  return Promise.resolve(`no encoder for ${file.transferSyntax}`);
}
