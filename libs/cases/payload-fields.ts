import { type Bilingual, type LegalDate, type Money } from '#libs/kernel';

/**
 * A payload is described by data, so that one description gives the type in code, the check at the door (class-validator),
 * the schema in OpenAPI, the form on a screen and the values of a path-walking test.
 */
export type Field =
  | TextField
  | IntegerField
  | MoneyField
  | DateField
  | FlagField
  | ChoiceField
  | IdField
  | DigestField
  | ListField<Field>
  | GroupField<Fields>
  | DocumentField;

export type Fields = Readonly<Record<string, FieldEntry>>;
export type FieldEntry = Field & { readonly optional?: boolean };

interface Described {
  readonly label: Bilingual;
}
export interface TextField extends Described {
  readonly kind: 'text';
  /** Characters (code points). */
  readonly min: number;
  readonly max: number;
  readonly pattern?: string;
  readonly example: string;
}
export interface IntegerField extends Described {
  readonly kind: 'integer';
  readonly min: number;
  readonly max: number;
}
/** Integer fen, CNY. */
export interface MoneyField extends Described {
  readonly kind: 'money';
  readonly min: number;
}
/** A legal date, YYYY-MM-DD in Asia/Shanghai. */
export interface DateField extends Described {
  readonly kind: 'date';
}
export interface FlagField extends Described {
  readonly kind: 'flag';
}
export interface ChoiceField<C extends string = string> extends Described {
  readonly kind: 'choice';
  readonly of: readonly C[];
}
/** A UUID of the kind of thing that `of` names (case, organisation, person, asset, job …). */
export interface IdField extends Described {
  readonly kind: 'id';
  readonly of: string;
}
/** SHA-256, 64 lower-case hexadecimal digits. */
export interface DigestField extends Described {
  readonly kind: 'digest';
}
export interface ListField<F extends Field> extends Described {
  readonly kind: 'list';
  readonly item: F;
  readonly min: number;
  readonly max: number;
}
export interface GroupField<Fs extends Fields> extends Described {
  readonly kind: 'group';
  readonly fields: Fs;
}
/** A JSON object that a library of its own parses (terms of use, a quality report); never free text from a person. */
export interface DocumentField extends Described {
  readonly kind: 'document';
  readonly schema: string;
  readonly example: unknown;
}

export type ValueOf<F> = F extends { kind: 'text' | 'id' | 'digest' }
  ? string
  : F extends { kind: 'date' }
    ? LegalDate
    : F extends { kind: 'integer' }
      ? number
      : F extends { kind: 'money' }
        ? Money
        : F extends { kind: 'flag' }
          ? boolean
          : F extends ChoiceField<infer C>
            ? C
            : F extends { kind: 'list'; item: infer I }
              ? readonly ValueOf<I>[]
              : F extends { kind: 'group'; fields: infer Fs }
                ? PayloadOf<Fs>
                : Readonly<Record<string, unknown>>;

type OptionalKeys<Fs> = { [K in keyof Fs]: Fs[K] extends { optional: true } ? K : never }[keyof Fs];

/** The TypeScript type of a payload with these fields. */
export type PayloadOf<Fs> = { readonly [K in Exclude<keyof Fs, OptionalKeys<Fs>>]: ValueOf<Fs[K]> } & {
  readonly [K in OptionalKeys<Fs>]?: ValueOf<Fs[K]>;
};

const described = (zh: string, en: string): Bilingual => ({ zh, en });

/** Builders: `text('数据名称', 'Data name', { max: 40, example: … })`. Labels are Chinese first, as on the screens. */
export const text = (zh: string, en: string, more: { min?: number; max: number; pattern?: string; example: string }) =>
  ({ kind: 'text', label: described(zh, en), min: 1, ...more }) as const;
export const integer = (zh: string, en: string, more: { min: number; max: number }) =>
  ({ kind: 'integer', label: described(zh, en), ...more }) as const;
export const money = (zh: string, en: string, more: { min?: number } = {}) =>
  ({ kind: 'money', label: described(zh, en), min: 0, ...more }) as const;
export const date = (zh: string, en: string) => ({ kind: 'date', label: described(zh, en) }) as const;
export const flag = (zh: string, en: string) => ({ kind: 'flag', label: described(zh, en) }) as const;
export const choice = <const C extends string>(zh: string, en: string, of: readonly C[]) =>
  ({ kind: 'choice', label: described(zh, en), of }) as const;
export const id = (zh: string, en: string, of: string) => ({ kind: 'id', label: described(zh, en), of }) as const;
export const digest = (zh: string, en: string) => ({ kind: 'digest', label: described(zh, en) }) as const;
export const list = <const F extends Field>(zh: string, en: string, item: F, more: { min?: number; max: number }) =>
  ({ kind: 'list', label: described(zh, en), item, min: 0, ...more }) as const;
export const group = <const Fs extends Fields>(zh: string, en: string, fields: Fs) =>
  ({ kind: 'group', label: described(zh, en), fields }) as const;
export const document = (zh: string, en: string, schema: string, example: unknown) =>
  ({ kind: 'document', label: described(zh, en), schema, example }) as const;
export const optional = <const F extends Field>(field: F) => ({ ...field, optional: true }) as const;
