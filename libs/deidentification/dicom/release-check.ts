import { type DicomFile } from './file-parser';
import { type ImagingFacts } from './imaging-facts';
import { faceReasons } from './pixel/recognizable-face';
import { type Reason } from './reason';
import { formatTag, groupOf } from './tag';
import { isUid } from './replaced-uid';
import { transferSyntaxOf } from './transfer-syntax';

const MEDIA_STORAGE_DIRECTORY = '1.2.840.10008.1.3.10';

/** What speaks against releasing a file that could be read, beside its pixels. A person who cleared it has seen that no face is to be known. */
export function releaseReasons(file: DicomFile, facts: ImagingFacts, cleared = false): Reason[] {
  const reasons: Reason[] = [];
  if (file.truncatedAt !== null) reasons.push({ code: 'truncated', tag: formatTag(file.truncatedAt) });
  const directory = facts.sopClass === MEDIA_STORAGE_DIRECTORY || file.dataSet.elements.some((element) => groupOf(element.tag) === 4);
  // It names patients and points at files by name and offset; it is rebuilt from the released files, not edited.
  if (directory) reasons.push({ code: 'media-directory' });
  // Without it nobody can say what the object is, nor what its profile asks for.
  else if (facts.sopClass === null || !isUid(facts.sopClass)) reasons.push({ code: 'no-sop-class', tag: '00080016' });
  if (file.declaredSyntax !== file.transferSyntax) reasons.push(correction(file));
  if (file.truncatedAt === null && !cleared) reasons.push(...faceReasons(file, facts));
  return reasons;
}

function correction(file: DicomFile): Reason {
  const { declaredSyntax, transferSyntax } = file;
  if (declaredSyntax === null) return { code: 'transfer-syntax-corrected', detail: 'none declared' };
  const { explicit, littleEndian } = transferSyntaxOf(transferSyntax);
  return {
    code: 'transfer-syntax-corrected',
    detail: `found ${explicit ? 'explicit' : 'implicit'} ${littleEndian ? 'little' : 'big'} endian`,
  };
}
