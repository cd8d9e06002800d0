/** Text that people read, in both languages of the exchange. Neither is a fallback of the other. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

export type Language = keyof Bilingual;
