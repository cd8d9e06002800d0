import { type ByteSource } from './byte-source';
import { trimValue, valueBytes, valueLatin1, type DataElement, type DataSet } from './data-set';
import { dictionaryVr } from './dictionary';
import { optionCode, profileRow } from './profile-table';
import { type PatientIdentifiers } from './pseudonym';
import { type Tag } from './tag';
import { characterSetOf, readingsOf, type CharacterSet } from './text/character-set';
import { isAscii } from './text/free-text';
import { IdentityCollector, type KnownIdentities } from './text/known-identities';
import { isEncodedText, isMultiValuedText } from './value-representation';

export interface IdentitySurvey {
  readonly patient: PatientIdentifiers;
  readonly known: KnownIdentities;
}

const BIRTH_DATES = new Set<Tag>([0x00100030]);
/** Identifiers and names alone: descriptions share their words with texts that identify nobody. */
const LONGEST_IDENTITY_BYTES = 1024;
/**
 * Numbers and names of one device or room, that go with the device: serial numbers, stations, detectors, plates; (0018,1003) and (0018,1006),
 * which the table leaves out, too. Models and makers name kinds.
 */
const DEVICE_IDENTIFIERS = new Set<Tag>([
  0x00081010, 0x00181000, 0x00181003, 0x00181004, 0x00181005, 0x00181006, 0x00181007, 0x00181008, 0x00181009, 0x00181010, 0x0018700a,
  0x00400242, 0x00400010, 0x00160051, 0x30080105, 0x00189371,
]);
/** Retired numbers of orders and the identifier of a clinical document. */
const UNLISTED_IDENTITIES = new Set<Tag>([0x00401006, 0x00401007, 0x00402006, 0x00402007, 0x0040e001]);
const AE_TITLES = new Set<Tag>([0x00020016, 0x00020017, 0x00020018]);

/** Slices of a series state the same; a file that states more than these is read anew. */
const MOST_STATEMENTS = 512;
const MOST_REMEMBERED = 64;
const LONGEST_KEY = 16 * 1024;
const remembered = new Map<string, IdentitySurvey>();

/** Reads everything a file says of who took part, so that it can be found again in its texts. */
export function surveyIdentities(source: ByteSource, dataSet: DataSet, columns: ReadonlySet<string>): IdentitySurvey {
  const survey = new Survey(source, columns);
  survey.visit(dataSet, characterSetOf([]), true);
  return survey.result();
}

/** An element that identifies, as it stands in the file. */
interface Statement {
  readonly element: DataElement;
  readonly vr: string;
  readonly latin1: string;
  readonly characterSet: CharacterSet;
  readonly atTop: boolean;
}

class Survey {
  private readonly collector = new IdentityCollector();
  private readonly top = new Map<Tag, string>();
  private readonly otherIds: string[] = [];
  private readonly judged: Map<Tag, boolean>;
  /** Not yet looked into; null once there are too many. */
  private statements: Statement[] | null = [];
  private key: string;

  constructor(
    private readonly source: ByteSource,
    private readonly columns: ReadonlySet<string>,
  ) {
    this.key = [...columns].join(' ');
    this.judged = judgements(this.key);
  }

  visit(dataSet: DataSet, outer: CharacterSet, atTop: boolean): void {
    let characterSet = outer;
    for (const element of dataSet.elements) {
      if (element.tag === 0x00080005) characterSet = characterSetOf(this.ascii(element).split('\\').map(trimValue));
      if (element.items) for (const item of element.items) this.visit(item, characterSet, false);
      else this.visitValue(element, characterSet, atTop);
    }
  }

  result(): IdentitySurvey {
    const { statements, key } = this;
    const known = statements && remembered.get(key);
    if (known) return known;
    this.readStatements();
    const result = { patient: this.patient(), known: this.collector.build() };
    if (statements) {
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      remembered.set(key, result);
    }
    return result;
  }

  private patient(): PatientIdentifiers {
    const text = (tag: Tag): string | null => this.top.get(tag) || null;
    return {
      patientId: text(0x00100020),
      issuer: text(0x00100021),
      otherIds: this.otherIds,
      accessionNumber: text(0x00080050),
      name: text(0x00100010),
      birthDate: text(0x00100030),
    };
  }

  private visitValue(element: DataElement, characterSet: CharacterSet, atTop: boolean): void {
    const { tag, valueLength } = element;
    if (valueLength === 0 || valueLength > LONGEST_IDENTITY_BYTES) return;
    const vr = dictionaryVr(tag) ?? element.vr;
    if (!BIRTH_DATES.has(tag) && !this.isIdentity(tag, vr)) return;
    const statement = { element, vr, latin1: this.ascii(element), characterSet, atTop };
    if (!this.statements) return this.read(statement);
    this.statements.push(statement);
    this.key += `${tag} ${vr} ${characterSet.name} ${atTop} ${statement.latin1.length} ${statement.latin1}`;
    if (this.statements.length > MOST_STATEMENTS || this.key.length > LONGEST_KEY) this.readStatements();
  }

  private readStatements(): void {
    for (const statement of this.statements ?? []) this.read(statement);
    this.statements = null;
  }

  private read({ element, vr, latin1, characterSet, atTop }: Statement): void {
    const { tag } = element;
    if (BIRTH_DATES.has(tag)) {
      const date = trimValue(latin1);
      this.collector.addBirthDate(date);
      if (atTop) this.top.set(tag, date);
      return;
    }
    const texts = isAscii(latin1) ? [latin1] : readingsOf(valueBytes(this.source, element), characterSet).map((reading) => reading.text);
    const first = trimValue(texts[0] ?? '');
    if (atTop) this.top.set(tag, first);
    if (tag === 0x00101000 || (tag === 0x00100020 && !atTop)) this.otherIds.push(first);
    for (const text of texts) {
      const values = isMultiValuedText(vr) ? text.split('\\') : [text];
      for (const value of values.map(trimValue))
        if (vr === 'PN') this.collector.addName(value);
        else this.collector.addText(value);
    }
  }

  private isIdentity(tag: Tag, vr: string): boolean {
    if (dictionaryVr(tag) === undefined) return judgeIdentity(tag, vr, this.columns);
    const known = this.judged.get(tag);
    if (known !== undefined) return known;
    const judgement = judgeIdentity(tag, vr, this.columns);
    this.judged.set(tag, judgement);
    return judgement;
  }

  private ascii(element: DataElement): string {
    return valueLatin1(this.source, element);
  }
}

const judgementsByOptions = new Map<string, Map<Tag, boolean>>();

/** The tags of the dictionary bound their number, the options that of the maps. */
function judgements(key: string): Map<Tag, boolean> {
  const known = judgementsByOptions.get(key) ?? new Map<Tag, boolean>();
  judgementsByOptions.set(key, known);
  return known;
}

/** Names anywhere, and what Table E.1-1 takes away as an identifier rather than as a description, a device or a date. */
function judgeIdentity(tag: Tag, vr: string, columns: ReadonlySet<string>): boolean {
  if (vr === 'PN') return true;
  if (AE_TITLES.has(tag)) return true;
  if (!isEncodedText(vr)) return false;
  if (DEVICE_IDENTIFIERS.has(tag)) return !columns.has('device');
  if (UNLISTED_IDENTITIES.has(tag)) return true;
  const row = profileRow(tag);
  if (!row || row.basic === 'U' || (tag >>> 16) & 1) return false;
  // What an option keeps is no secret: an institution that stays in its element may stay in texts.
  if (optionCode(row, columns) === 'K') return false;
  return !('descriptors' in row.options) && !('device' in row.options);
}
