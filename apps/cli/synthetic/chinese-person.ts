import { type Bilingual } from '#libs/kernel';
import { femaleNames, generationNames, maleNames, surnames } from './chinese-names';
import { residentNumber, unassignedRegion } from './resident-number';
import { type SeededRandom } from './seeded-random';

export type Sex = 'M' | 'F';

/** A name in characters and in pinyin. `en` of either part has no space: `XiaoDong`. */
export interface ChineseName {
  readonly family: Bilingual;
  readonly given: Bilingual;
}

/** A person who does not exist: a resident number of no district, a telephone number of no network. */
export interface ChinesePerson {
  readonly name: ChineseName;
  /** 曾用名, with the same surname. */
  readonly formerName: ChineseName;
  readonly sex: Sex;
  /** YYYYMMDD. */
  readonly birthDate: string;
  readonly residentNumber: string;
  readonly mobile: string;
  readonly address: Bilingual;
  readonly occupation: Bilingual;
  readonly ethnicGroup: Bilingual;
}

/** Where people of a hospital live. */
export interface Province {
  /** First two digits of GB/T 2260. */
  readonly code: string;
  readonly name: Bilingual;
  /** A city of no map. */
  readonly city: Bilingual;
}

export function chineseName(random: SeededRandom, sex: Sex): ChineseName {
  const family = random.pick(surnames);
  const last = random.pick(sex === 'M' ? maleNames : femaleNames);
  const given = random.chance(0.75) ? [random.pick(generationNames), last] : [last];
  return {
    family: { zh: family[0], en: family[1] },
    given: { zh: given.map(([characters]) => characters).join(''), en: given.map(([, pinyin]) => pinyin).join('') },
  };
}

/** The name as it is written in running text. */
export const fullName = ({ family, given }: ChineseName): Bilingual => ({
  zh: family.zh + given.zh,
  en: `${family.en} ${given.en}`,
});

export function chinesePerson(random: SeededRandom, province: Province, birthYears: readonly [first: number, last: number]): ChinesePerson {
  const sex = random.pick(['M', 'F'] as const);
  const birthDate = dayOf(random.integer(...birthYears), random);
  const name = chineseName(random, sex);
  return {
    name,
    formerName: { ...chineseName(random, sex), family: name.family },
    sex,
    birthDate,
    residentNumber: residentNumber({
      region: unassignedRegion(province.code, random.integer(0, 29)),
      birthDate,
      sex,
      order: random.integer(0, 499),
    }),
    mobile: unassignedMobile(random),
    address: address(random, province),
    occupation: random.pick(occupations),
    ethnicGroup: random.pick(ethnicGroups),
  };
}

/** 154 is the one block of 15x that no network was given; the number still has the form of a mobile number. */
const unassignedMobile = (random: SeededRandom): string => `154${random.digits(8)}`;

/** A subscriber number never begins with 0, so this line can't ring. */
export const unassignedLandline = (random: SeededRandom, areaCode: string): string => `${areaCode}-0${random.digits(7)}`;

/** A day of the year as YYYYMMDD; the 29th and later are left out so that each month has it. */
export const dayOf = (year: number, random: SeededRandom): string =>
  `${year}${String(random.integer(1, 12)).padStart(2, '0')}${String(random.integer(1, 28)).padStart(2, '0')}`;

function address(random: SeededRandom, { name, city }: Province): Bilingual {
  const road = random.pick(roads);
  const number = random.integer(1, 480);
  const block = random.integer(1, 30);
  const room = random.integer(1, 24) * 100 + random.integer(1, 6);
  return {
    zh: `${name.zh}${city.zh}${road.zh}${number}号${block}幢${room}室`,
    en: `Room ${room}, Block ${block}, No. ${number} ${road.en}, ${city.en}, ${name.en}`,
  };
}

const roads: readonly Bilingual[] = [
  { zh: '望月路', en: 'Wangyue Road' },
  { zh: '听涛街', en: 'Tingtao Street' },
  { zh: '松风巷', en: 'Songfeng Lane' },
  { zh: '槐荫大道', en: 'Huaiyin Avenue' },
  { zh: '竹溪路', en: 'Zhuxi Road' },
  { zh: '采莲街', en: 'Cailian Street' },
];

const occupations: readonly Bilingual[] = [
  { zh: '小学教师', en: 'School teacher' },
  { zh: '退休工人', en: 'Retired worker' },
  { zh: '出租车司机', en: 'Taxi driver' },
  { zh: '会计', en: 'Accountant' },
  { zh: '菜农', en: 'Vegetable farmer' },
  { zh: '电焊工', en: 'Welder' },
];

const ethnicGroups: readonly Bilingual[] = [
  { zh: '汉族', en: 'Han Chinese' },
  { zh: '汉族', en: 'Han Chinese' },
  { zh: '汉族', en: 'Han Chinese' },
  { zh: '回族', en: 'Hui people' },
  { zh: '壮族', en: 'Zhuang people' },
  { zh: '土家族', en: 'Tujia people' },
];
