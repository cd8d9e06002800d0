import { birthDateForms } from './birth-date-forms';
import { normalForm } from './normal-form';
import { romanised, splitChineseName } from './pinyin';

/**
 * A stated identity as it is searched for: letters and digits of its normal form in lower case, nothing between them.
 * `whole`: all of a name, which may be interrupted and run together with other words. `part`: one word of a name. `code`: an identifier
 * or another text as a whole. `date`: a date of birth.
 */
export interface IdentityForm {
  readonly text: string;
  readonly kind: 'whole' | 'part' | 'code' | 'date';
}

/** A report with a dozen names has some 400 forms of them; each costs time in every text. */
export const MOST_FORMS = 1200;

const SHORTEST_LATIN_WORD = 3;
const SHORTEST_WHOLE_LATIN = 4;
const SHORTEST_NUMBER = 4;
const LONGEST_FORM = 256;
/** Placeholders of earlier de-identification and of phantoms, departments and the like, which are words of ordinary descriptions too. */
const ORDINARY = new Set(
  (
    'anonymized anonymous anon anonymised deidentified removed patient name test unknown none null na n/a other phantom quality control hospital clinic research the and for with ' +
    'ct mr mri us dr cr dx xa rf mg nm pt pet spect cta mra dsa pacs ris his xray x-ray ultrasound head chest abdomen neck brain lung heart liver kidney pelvis spine knee hand wrist foot ankle shoulder hip elbow breast cardiac thorax skull ' +
    'routine male female left right radiology imaging department dept emergency medicine surgery surgical oncology neurology neuro cardiology pediatrics paediatrics orthopedics inpatient outpatient ward icu system service user admin operator doctor physician technician tech station scanner default auto standard contrast special clinical center centre medical main general ' +
    '放射科 影像科 急诊科 内科 外科 骨科 儿科 妇科 产科 门诊 住院 急诊 病房 医院 未知 匿名 患者 病人 测试 体模 影像 医学影像科 超声科 核医学科 胸部 头部 腹部 中国 汉族'
  ).split(' '),
);
/** How these are written where a keyboard lacks them; without their marks they are found anyway. */
const SPELT: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', ø: 'oe', å: 'aa', æ: 'ae' };
const HAN = /\p{Script=Han}/u;
const IDEOGRAPHIC = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const NOT_ASCII = /[^\x20-\x7e]/;

export class IdentityForms {
  private readonly found = new Map<string, IdentityForm['kind']>();
  /** As stated: what a reader of raw bytes would recognise. */
  readonly stated = new Set<string>();
  tooMany = false;

  list(): IdentityForm[] {
    return [...this.found].map(([text, kind]) => ({ text, kind })).sort((one, other) => other.text.length - one.text.length);
  }

  /** A PN value: up to three groups by `=`, components by `^` (PS3.5 section 6.2.1). */
  addName(value: string): void {
    for (const group of value.split('=')) this.addGroup(group);
  }

  /** An identifier, an address, an institution: as a whole. */
  addText(value: string): void {
    const text = value.trim();
    if (ORDINARY.has(text.toLowerCase())) return;
    this.stated.add(text);
    this.add(text, 'code');
  }

  addBirthDate(value: string): void {
    for (const form of birthDateForms(value)) this.add(form, 'date');
  }

  private addGroup(group: string): void {
    const components = group
      .split('^')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    const [family = '', given = ''] = components;
    if (components.length === 0 || ORDINARY.has(components.join(' ').toLowerCase())) return;
    this.stated.add(components.join(' '));
    if (given) this.stated.add(components.join('^'));
    if (given && NOT_ASCII.test(family + given)) this.stated.add(family + given);
    this.add(components.join(' '), 'whole');
    if (given) {
      this.addPair(family, given);
      this.addPair(family, given.split(/[\s.-]+/, 1)[0] ?? '');
    }
    const plain = normalForm(family + given, false).text;
    if (HAN.test(plain)) this.addRomanised(...(given ? ([family, given] as const) : splitChineseName(plain)));
    for (const component of components) {
      for (const word of [component, ...component.split(/[\s,.;·•・-]+/)]) this.add(word, 'part');
    }
    // A name that was typed into the first component alone: `Wang Jianguo`, `WANG,JIANGUO`.
    const words = family.split(/[\s,_]+/).filter((word) => word !== '');
    if (!given && words.length > 1) this.addPair(words[0] ?? '', words.slice(1).join(' '));
  }

  private addPair(family: string, given: string): void {
    const initials = given
      .split(/[\s.-]+/)
      .map((word) => [...word][0] ?? '')
      .join('');
    for (const form of [family + given, given + family]) this.add(form, 'whole');
    if (!IDEOGRAPHIC.test(initials)) for (const form of [family + initials, initials + family]) this.add(form, 'whole');
  }

  /** 王建国 in pinyin, surname first and last, and with the initials of the given name. */
  private addRomanised(family: string, given: string): void {
    for (const surname of romanised(normalForm(family, false).text)) {
      const head = surname.join('');
      for (const syllables of romanised(normalForm(given.replace(/[\s·]/g, ''), false).text)) {
        const rest = syllables.join('');
        if (rest === '') continue;
        const initials = syllables.map((syllable) => syllable.charAt(0)).join('');
        for (const form of [head + rest, rest + head]) this.add(form, 'whole');
        for (const form of [head + initials, initials + head]) if (form.length >= 5) this.add(form, 'whole');
        if (syllables.length > 1 && rest.length >= 5) this.add(rest, 'part');
      }
    }
  }

  private add(stated: string, kind: IdentityForm['kind']): void {
    this.addForm(stated, kind);
    if (/[äöüßøåæ]/i.test(stated))
      this.addForm(
        stated.replace(/[äöüßøåæ]/gi, (letter) => SPELT[letter.toLowerCase()] ?? letter),
        kind,
      );
  }

  private addForm(stated: string, kind: IdentityForm['kind']): void {
    if (stated.length > LONGEST_FORM || ORDINARY.has(stated.trim().toLowerCase())) return;
    const text = squeeze(normalForm(stated, !NOT_ASCII.test(stated)).folded);
    if (ORDINARY.has(text) || !isDistinctive(text, kind)) return;
    const known = this.found.get(text);
    if (known === undefined && this.found.size >= MOST_FORMS) this.tooMany = true;
    // What is a name and an address too is looked for as a name, which is found in more places.
    else if (known === undefined || (known !== 'date' && kind === 'whole')) this.found.set(text, kind);
  }
}

function isDistinctive(text: string, kind: IdentityForm['kind']): boolean {
  const length = [...text].length;
  if (IDEOGRAPHIC.test(text)) return length >= 2;
  if (/^\d+$/.test(text)) return length >= SHORTEST_NUMBER;
  return length >= (kind === 'whole' ? SHORTEST_WHOLE_LATIN : SHORTEST_LATIN_WORD);
}

/** Letters and digits alone. */
export const squeeze = (folded: string): string => folded.replace(/[^\p{L}\p{N}]+/gu, '');
