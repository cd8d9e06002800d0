import { type Bilingual } from '#libs/kernel';

type Parameters = Readonly<Record<string, string | number>>;

/** The texts of a message with its parameters put in: `{name}`, or `{name|yuan}` for an amount in fen. */
export const messageText = ({ zh, en }: Bilingual, parameters: Parameters): Bilingual => ({
  zh: filled(zh, parameters),
  en: filled(en, parameters),
});

const PLACE = /\{([a-zA-Z]+)(\|yuan)?\}/g;

/** A parameter that the decision did not give leaves its place visible, so that it is noticed. */
const filled = (text: string, parameters: Parameters): string =>
  text.replace(PLACE, (place, name: string, yuan?: string) => {
    const value = parameters[name];
    if (value === undefined) return place;
    return yuan ? (Number(value) / 100).toFixed(2) : String(value);
  });
