import { type Language, type LegalDate } from '#libs/kernel';

/** The language asked for in the address, else the browser's, else Chinese. */
export function languageOf(asked: unknown, acceptLanguage: string | undefined): Language {
  if (asked === 'zh' || asked === 'en') return asked;
  const wishes = (acceptLanguage ?? '').split(',').map((wish) => {
    const [tag = '', ...parameters] = wish.trim().toLowerCase().split(';');
    const quality = parameters.map((parameter) => /^\s*q=(\d(?:\.\d{1,3})?)\s*$/.exec(parameter)?.[1]).find((found) => found !== undefined);
    return { language: tag.slice(0, 2), quality: quality === undefined ? 1 : Number(quality) };
  });
  const best = wishes
    .filter(({ language, quality }) => quality > 0 && ['zh', 'en'].includes(language))
    .sort((a, b) => b.quality - a.quality)[0];
  return best?.language === 'en' ? 'en' : 'zh';
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** `2026年8月14日`, `14 August 2026`. */
export function dateText(date: LegalDate, language: Language): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return language === 'zh' ? `${year}年${month}月${day}日` : `${day} ${MONTHS[month - 1]} ${year}`;
}
