import { type DicomFile } from './file-parser';
import { type ImagingFacts } from './imaging-facts';
import { isEncapsulated, transferSyntaxOf } from './transfer-syntax';
import { type Reason } from './reason';
import { formatTag, groupOf, isPixelData } from './tag';

const MEDIA_STORAGE_DIRECTORY = '1.2.840.10008.1.3.10';

/** What speaks against releasing a file that could be read, before anything is done to it. */
export function releaseReasons(file: DicomFile, facts: ImagingFacts): Reason[] {
  const reasons: Reason[] = [];
  if (file.truncatedAt !== null) reasons.push({ code: 'truncated', tag: formatTag(file.truncatedAt) });
  const directory = facts.sopClass === MEDIA_STORAGE_DIRECTORY || file.dataSet.elements.some((element) => groupOf(element.tag) === 4);
  // It names patients and points at files by name and offset; it is rebuilt from the released files, not edited.
  if (directory) reasons.push({ code: 'media-directory' });
  // Without it nobody can say what the object is, nor what its profile asks for.
  else if (facts.sopClass === null) reasons.push({ code: 'no-sop-class', tag: '00080016' });
  if (file.declaredSyntax !== file.transferSyntax) reasons.push(correction(file));
  reasons.push(...burnedInReasons(file, facts));
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

/** Modalities whose images are photographs of a screen or carry the patient's name by custom (DICOM PS3.15 E.3.1). */
const TEXT_MODALITIES = new Set([
  'US',
  'IVUS',
  'SC',
  'OT',
  'ES',
  'XC',
  'GM',
  'DOC',
  'ECG',
  'HD',
  'BMD',
  'RF',
  'XA',
  'NM',
  'PT',
  'CP',
  'ST',
  'TG',
  'DD',
  'EPS',
  'OP',
  'OPV',
  'IO',
  'PX',
]);
const SCREEN_CAPTURE = /SCREEN|SECONDARY CAPTURE|CAPTURE|REPORT|RESULT|DOSE_INFO|SUMMARY/;

function burnedInReasons(file: DicomFile, facts: ImagingFacts): Reason[] {
  if (!file.dataSet.elements.some((element) => isPixelData(element.tag))) return [];
  if (facts.burnedInAnnotation === 'YES') return [{ code: 'burned-in-declared', tag: '00280301' }];
  if (facts.burnedInAnnotation === 'NO') return [];
  const capture =
    facts.imageType.some((value) => SCREEN_CAPTURE.test(value)) || (facts.sopClass ?? '').startsWith('1.2.840.10008.5.1.4.1.1.7');
  if (capture || TEXT_MODALITIES.has(facts.modality ?? ''))
    return [{ code: 'burned-in-possible', detail: isEncapsulated(file.transferSyntax) ? 'compressed' : 'native' }];
  return [];
}
