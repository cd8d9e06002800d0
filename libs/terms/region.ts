import { type Bilingual } from '#libs/kernel';

/**
 * A region 地域: `CN` the mainland; six digits a province, city or county of it (GB/T 2260: `450000`, `450100`, `450102`); two letters
 * another country or territory (ISO 3166-1). Hong Kong, Macao and Taiwan are `HK`, `MO`, `TW`: data sent there leaves the mainland 出境.
 */
export type Region = string;

const MAINLAND = 'CN';
const DIVISION = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])(?:0000|(?!00)\d\d(?:00|(?!00)\d\d))$/;
const COUNTRY = /^[A-Z]{2}$/;

export const isRegion = (value: unknown): value is Region => typeof value === 'string' && (COUNTRY.test(value) || DIVISION.test(value));

export const isMainland = (region: Region): boolean => region === MAINLAND || DIVISION.test(region);

/** Whether every place in `inner` lies in `outer`. */
export const isRegionWithin = (inner: Region, outer: Region): boolean => {
  if (inner === outer) return true;
  if (!DIVISION.test(inner)) return false;
  return outer === MAINLAND || (outer.endsWith('00') && inner.startsWith(outer.replace(/(?:00)+$/, '')));
};

/** The places that two sets of regions share. */
export const sharedRegions = (a: readonly Region[], b: readonly Region[]): Region[] =>
  widestRegions(a.flatMap((one) => b.flatMap((other) => smallerOf(one, other))));

/** The same places by the fewest regions, sorted: what lies in another of the list is left out. */
export const widestRegions = (regions: readonly Region[]): Region[] => {
  const distinct = [...new Set(regions)];
  return distinct.filter((region) => !distinct.some((other) => other !== region && isRegionWithin(region, other))).sort();
};

/** The codes are the names that both languages share; the mainland alone is spelt out. */
export const regionName = (region: Region): Bilingual =>
  region === MAINLAND ? { zh: '境内', en: 'mainland China' } : { zh: region, en: region };

function smallerOf(one: Region, other: Region): Region[] {
  if (isRegionWithin(one, other)) return [one];
  return isRegionWithin(other, one) ? [other] : [];
}
