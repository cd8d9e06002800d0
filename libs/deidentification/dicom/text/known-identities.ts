/** An identity that the file itself states somewhere, as it may turn up in a text. */
export interface KnownIdentities {
  /** Matches any of them; null where the file states none. No state: without the flag g. */
  readonly expression: RegExp | null;
}

const SHORTEST_LATIN_WORD = 3;
const SHORTEST_NUMBER = 4;
/** Placeholders of earlier de-identification and of phantoms, which are words of ordinary descriptions too. */
const ORDINARY = new Set(
  'ANONYMIZED ANONYMOUS ANON PATIENT NAME TEST UNKNOWN NONE NULL NA N/A OTHER PHANTOM QUALITY CONTROL HOSPITAL CLINIC RESEARCH THE AND CT MR US HEAD CHEST ABDOMEN NECK BRAIN LUNG SPINE KNEE HAND WRIST ROUTINE MALE FEMALE LEFT RIGHT'.split(
    ' ',
  ),
);
const HANZI = /[\u3400-\u9fff\u{20000}-\u{323af}\uac00-\ud7af\u3040-\u30ff]/u;

export class IdentityCollector {
  private readonly forms = new Set<string>();

  /** A PN value: up to three groups by `=`, components by `^` (PS3.5 section 6.2.1). */
  addName(value: string): void {
    for (const group of value.split('=')) {
      const components = group
        .split('^')
        .map((part) => part.trim())
        .filter((part) => part !== '');
      const [family = '', given = ''] = components;
      this.addForm(components.join(' '));
      if (given)
        for (const form of [`${family}${given}`, `${given}${family}`, `${given} ${family}`, `${family}, ${given}`, `${family}^${given}`])
          this.addForm(form);
      for (const component of components) {
        this.addForm(component);
        for (const word of component.split(/[\s,.;]+/)) this.addForm(word);
      }
    }
  }

  /** An identifier, an address, an institution: as a whole. */
  addText(value: string): void {
    this.addForm(value);
  }

  /** A birth date in the forms in which people write it. */
  addBirthDate(value: string): void {
    const match = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(value.trim());
    if (!match) return;
    const [, year = '', month = '', day = ''] = match;
    const [m, d] = [String(Number(month)), String(Number(day))];
    for (const form of [`${year}${month}${day}`, `${year}-${month}-${day}`, `${year}/${month}/${day}`, `${year}.${month}.${day}`])
      this.forms.add(form);
    for (const form of [`${year}-${m}-${d}`, `${year}/${m}/${d}`, `${year}年${m}月${d}日`, `${year}年${month}月${day}日`])
      this.forms.add(form);
    for (const form of [`${day}/${month}/${year}`, `${month}/${day}/${year}`, `${day}.${month}.${year}`, `${day}-${month}-${year}`])
      this.forms.add(form);
  }

  build(): KnownIdentities {
    const forms = [...this.forms].sort((one, other) => other.length - one.length);
    if (forms.length === 0) return { expression: null };
    return { expression: compile(forms) };
  }

  private addForm(text: string): void {
    const form = text.trim();
    if (form.length > 256 || ORDINARY.has(form.toUpperCase())) return;
    const length = [...form].length;
    if (HANZI.test(form) ? length >= 2 : length >= (/^\d+$/.test(form) ? SHORTEST_NUMBER : SHORTEST_LATIN_WORD)) this.forms.add(form);
  }
}

let last: { key: string; expression: RegExp } | null = null;

/** Slices of a series state the same identities: the last expression is kept. */
function compile(forms: readonly string[]): RegExp {
  const key = forms.join('\0');
  if (last?.key === key) return last.expression;
  const expression = new RegExp(forms.map(formExpression).join('|'), 'iu');
  last = { key, expression };
  return expression;
}

function formExpression(form: string): string {
  const escaped = form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/\s+/g, '[\\s_^,]+');
  const before = /^[\p{L}\p{N}]/u.test(form) && !HANZI.test(form.charAt(0)) ? '(?<![A-Za-z0-9])' : '';
  const after = /[\p{L}\p{N}]$/u.test(form) && !HANZI.test(form.slice(-1)) ? '(?![A-Za-z0-9])' : '';
  return `${before}${escaped}${after}`;
}
