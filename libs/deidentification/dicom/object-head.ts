import { constants, inflateRawSync } from 'node:zlib';
import { MemorySource } from './byte-source';
import { asciiValue, type DataSet } from './data-set';
import { parseDataSet } from './data-set-parser';
import { parseDicomFile, type DicomFile } from './file-parser';
import { surveyIdentities } from './identity-survey';
import { imagingFacts, type ImagingFacts } from './imaging-facts';
import { type Pseudonyms } from './prepared-file';
import { defaultPatientKey, pseudonymizerOf } from './pseudonym';
import { UnreadableInput } from './reason';
import { replacedUid } from './replaced-uid';
import { groupOf, type Tag } from './tag';
import { DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_LITTLE, transferSyntaxOf } from './transfer-syntax';

/** Bytes at the start of a file that hold the header of nearly every image. */
export const OBJECT_HEAD_BYTES = 256 * 1024;

export interface ObjectHead {
  /** As written: they stay with the hospital. Null where the file lacks one or has none that is well formed (PS3.5 section 9.1). */
  readonly uids: { readonly study: string | null; readonly series: string | null; readonly instance: string | null };
  readonly facts: ImagingFacts;
  /** YYYYMMDD, null where the file has no such date. */
  readonly studyDate: string | null;
  /** The same replacements that de-identification gives under the secret, so that what was collected joins with what was governed. */
  pseudonyms(secret: Buffer): Pseudonyms;
}

/** Reads what the first bytes of a file say, whatever becomes of the rest. Null for what is no DICOM object or can't be read. */
export function readObjectHead(head: Buffer): ObjectHead | null {
  try {
    return headOf(parseHead(head));
  } catch (error) {
    if (error instanceof UnreadableInput || isInflateError(error)) return null;
    throw error;
  }
}

const isInflateError = (error: unknown): boolean => /^(Z_|ERR_BUFFER_TOO_LARGE)/.test((error as NodeJS.ErrnoException).code ?? '');

/** A deflated data set is cut somewhere in the middle, where the parser of whole files takes it for damaged. */
function parseHead(head: Buffer): DicomFile {
  const from = deflatedFrom(head);
  if (from === null) return parseDicomFile(new MemorySource(head));
  const body = inflateRawSync(head.subarray(from), { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: LARGEST_INFLATED_BYTES });
  // The data set alone: the parser takes files without meta information.
  return { ...parseDicomFile(new MemorySource(body)), transferSyntax: DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN };
}

/** Headers that inflate to more than this are a bomb. */
const LARGEST_INFLATED_BYTES = 64 * OBJECT_HEAD_BYTES;

const META_AT = 132;

function deflatedFrom(head: Buffer): number | null {
  if (head.length < META_AT + 8 || head.readUInt16LE(META_AT) !== 2) return null;
  const source = new MemorySource(head);
  const meta = parseDataSet(source, EXPLICIT_LITTLE, { from: META_AT, to: head.length, until: (tag) => groupOf(tag) !== 2 });
  const syntax = asciiValue(source, meta.dataSet, 0x00020010);
  return syntax && transferSyntaxOf(syntax).deflated ? meta.end : null;
}

function headOf(file: DicomFile): ObjectHead {
  const { source, dataSet } = file;
  const uids = { study: uidOf(file, 0x0020000d), series: uidOf(file, 0x0020000e), instance: uidOf(file, 0x00080018) };
  const date = asciiValue(source, dataSet, 0x00080020) ?? '';
  return {
    uids,
    facts: imagingFacts(file),
    studyDate: isDate(date) ? date : null,
    pseudonyms: (secret) => {
      const pseudonymizer = pseudonymizerOf(secret);
      const replace = (tag: Tag): string | null => {
        const uid = asciiValue(source, dataSet, tag);
        return uid ? replacedUid(uid, pseudonymizer) : null;
      };
      return {
        patient: pseudonymizer.patient(patientKeyOf(file)),
        study: replace(0x0020000d),
        series: replace(0x0020000e),
        instance: replace(0x00080018),
      };
    },
  };
}

function uidOf({ source, dataSet }: { source: DicomFile['source']; dataSet: DataSet }, tag: Tag): string | null {
  const uid = asciiValue(source, dataSet, tag) ?? '';
  return /^[0-9.]{1,64}$/.test(uid) ? uid : null;
}

/** As de-identification has it: a file that names no patient still keeps its study together. */
function patientKeyOf({ source, dataSet }: DicomFile): string {
  const { patient } = surveyIdentities(source, dataSet, new Set());
  return defaultPatientKey(patient) || `study\0${asciiValue(source, dataSet, 0x0020000d) ?? ''}`;
}

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? [];
  if (!year || !month || !day) return false;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day) && Number(year) > 0;
}
