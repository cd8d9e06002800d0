import { withoutTextBesidePixels } from './beside-pixels';
import { type ByteSource } from './byte-source';
import { asciiValue, findElement } from './data-set';
import { deidentifyDataSet } from './data-set-deidentifier';
import { ruleBook } from './element-rule';
import { blankDocument, ENCAPSULATED_DOCUMENT } from './encapsulated-document';
import { factsWithoutIdentity } from './facts-without-identity';
import { parseDicomFile, type DicomFile } from './file-parser';
import { surveyIdentities } from './identity-survey';
import { imagingFacts, type ImagingFacts } from './imaging-facts';
import { iodOf } from './iod-types';
import { methodRecord } from './method-record';
import { fileBody, fileHead, insertElements } from './output-parts';
import { judgePixels } from './pixel/judge-pixels';
import { untouched, type PixelOutcome } from './pixel/pixel-outcome';
import { type PixelJudgement } from './pixel/region';
import { type TextRecognizer } from './pixel/text-recognizer';
import { PROFILE_OPTIONS, type ProfileOption } from './profile-option';
import { optionColumns } from './profile-table';
import { defaultPatientKey, type PatientIdentifiers, type Pseudonymizer } from './pseudonym';
import { UnreadableInput, type Reason } from './reason';
import { isUid, replacedUid } from './replaced-uid';
import { releaseReasons } from './release-check';
import { ActionLog, type TagAction } from './tag-action';
import { formatTag, PIXEL_DATA, type Tag } from './tag';
import { MOST_FORMS } from './text/known-identities';
import { holdsIdentity } from './text/remaining-identity';
import { serialise, type Chunk, type OutputElement } from './writer';

export interface DeidentifyOptions {
  /** 32 bytes, of the asset; whoever lacks it can't trace a replacement back. */
  readonly secret: Buffer;
  readonly retain?: readonly ProfileOption[];
  /** Joins 影像号, 住院号 and the like to one key per patient, over images, reports and tables. */
  readonly patientKey?: (ids: PatientIdentifiers) => string;
  /** The word of a person who looked at this one file; it overrides what the engine finds in the pixels, never another reason. */
  readonly pixels?: PixelJudgement;
  /** Reads writing in pixels; where it is absent, what only reading could decide is quarantined. */
  readonly recognizer?: TextRecognizer;
}

export interface Pseudonyms {
  readonly patient: string | null;
  readonly study: string | null;
  readonly series: string | null;
  readonly instance: string | null;
}

const NO_PSEUDONYMS: Pseudonyms = { patient: null, study: null, series: null, instance: null };

/** Everything that is decided about an input before anything is written. */
export interface Prepared {
  readonly reasons: readonly Reason[];
  readonly chunks: readonly Chunk[] | null;
  readonly source: ByteSource;
  readonly pseudonyms: Pseudonyms;
  readonly facts: ImagingFacts | null;
  readonly actions: readonly TagAction[];
}

/**
 * De-identifies what a source holds; `chunks` is the output, null where the input could not be read. At once for nearly all files: only
 * pixels that have to be decoded or read take longer.
 */
export function prepare(source: ByteSource, pseudonymizer: Pseudonymizer, options: DeidentifyOptions): Prepared | Promise<Prepared> {
  try {
    const file = parseDicomFile(source);
    const facts = imagingFacts(file);
    // A cut file is not looked into: its pixels may be anywhere.
    const pixels = file.truncatedAt === null ? judgePixels(file, facts, options) : untouched(file);
    if (!(pixels instanceof Promise)) return prepareFile(facts, pixels, pseudonymizer, options);
    return pixels.then((judged) => prepareFile(facts, judged, pseudonymizer, options)).catch((error: unknown) => unreadable(error, source));
  } catch (error) {
    return unreadable(error, source);
  }
}

function unreadable(error: unknown, source: ByteSource): Prepared {
  if (!(error instanceof UnreadableInput)) throw error;
  return { reasons: [reasonOf(error)], chunks: null, source, pseudonyms: NO_PSEUDONYMS, facts: null, actions: [] };
}

const reasonOf = ({ code, at, detail }: UnreadableInput): Reason => ({
  code,
  ...(at === undefined ? {} : { tag: formatTag(at) }),
  ...(detail === undefined ? {} : { detail }),
});

function prepareFile(facts: ImagingFacts, pixels: PixelOutcome, pseudonymizer: Pseudonymizer, options: DeidentifyOptions): Prepared {
  const retain = options.retain ?? [];
  const reasons = [...releaseReasons(pixels.file, facts, options.pixels?.kind === 'clear'), ...pixels.reasons];
  const columns = optionColumns(retain, PROFILE_OPTIONS);
  const { patient: identifiers, known } = surveyIdentities(pixels.file.source, pixels.file.dataSet, columns);
  const text = { known, keepDates: retain.includes('retain-full-dates') };
  const file = withoutTextBesidePixels(pixels.file, facts, text);
  const patientKey = (options.patientKey ?? defaultPatientKey)(identifiers) || studyKey(file);
  const pseudonyms = pseudonymsOf(file, pseudonymizer, patientKey, retain.includes('retain-uids'));
  const log = new ActionLog();
  const elements = deidentifyDataSet(file.dataSet, {
    rules: ruleBook({ columns, iod: facts.sopClass ? iodOf(facts.sopClass) : undefined }),
    source: file.source,
    encoding: file.encoding,
    pseudonymizer,
    patient: pseudonyms.patient ?? '',
    shiftDays: pseudonymizer.shiftDays(patientKey),
    text,
    log,
  });
  const document = findElement(file.dataSet, ENCAPSULATED_DOCUMENT);
  if (document) reasons.push({ code: 'document-replaced', tag: formatTag(ENCAPSULATED_DOCUMENT) });
  const replaced = document ? blankDocument(asciiValue(file.source, file.dataSet, 0x00420012) ?? '') : [];
  if (pixels.clean) log.add(PIXEL_DATA, 'pixel-text', 'C');
  const own = insertElements(elements, [...replaced, ...pixels.elements]);
  const complete = insertElements(own, methodRecord(retain, pixels.clean));
  const sopClass = facts.sopClass && (isUid(facts.sopClass) ? facts.sopClass : pseudonymizer.uid(facts.sopClass));
  const head = fileHead({ sopClass, sopInstance: pseudonyms.instance, transferSyntax: file.transferSyntax }, file.source);
  const body = fileBody(complete, file.encoding, file.source, file.deflated);
  const remains = (chunks: readonly Chunk[]): boolean => holdsIdentity([head, ...chunks.filter((chunk) => Buffer.isBuffer(chunk))], known);
  const written = (of: readonly OutputElement[]): Chunk[] => serialise(of, file.encoding, file.source);
  if (known.tooMany) reasons.push({ code: 'too-many-identities', detail: `more than ${MOST_FORMS} forms` });
  // A patient may be called by what the record of the method says of itself: what is found has to be in the rest.
  if (remains(file.deflated ? written(complete) : body) && remains(written(own))) reasons.push({ code: 'identity-remains' });
  return {
    reasons,
    chunks: [head, ...body],
    source: file.source,
    pseudonyms,
    facts: factsWithoutIdentity(facts, text),
    actions: log.list(),
  };
}

/** A file that names no patient at all still keeps its study together. */
const studyKey = (file: DicomFile): string => `study\0${asciiValue(file.source, file.dataSet, 0x0020000d) ?? ''}`;

function pseudonymsOf(file: DicomFile, pseudonymizer: Pseudonymizer, patientKey: string, keepUids: boolean): Pseudonyms {
  const replace = (tag: Tag): string | null => {
    const uid = asciiValue(file.source, file.dataSet, tag);
    return uid ? (keepUids && isUid(uid) ? uid : replacedUid(uid, pseudonymizer)) : null;
  };
  return {
    patient: pseudonymizer.patient(patientKey),
    study: replace(0x0020000d),
    series: replace(0x0020000e),
    instance: replace(0x00080018),
  };
}
