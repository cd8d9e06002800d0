import { type Bilingual } from '#libs/kernel';
import { type ChineseName, fullName } from './chinese-person';
import { type CharacterSet } from './dicom-text';

/** How a hospital writes in a character set: Chinese where the set has it, pinyin and English in ISO_IR 100. */
export interface LocalText {
  say(text: Bilingual): string;
  /** A name within running text. */
  name(name: ChineseName): string;
  /** A value of PN: `Wang^XiaoDong=王^小东`, or `Lü^Dong` where only Latin is at hand (PS3.5 6.2.1). */
  personName(name: ChineseName): string;
}

const chinese: LocalText = {
  say: ({ zh }) => zh,
  name: (name) => fullName(name).zh,
  personName: ({ family, given }) => `${ascii(family.en)}^${ascii(given.en)}=${family.zh}^${given.zh}`,
};

const latin: LocalText = {
  say: ({ en }) => en,
  name: (name) => fullName(name).en,
  personName: ({ family, given }) => `${family.en}^${given.en}`,
};

export const localText = (characterSet: CharacterSet): LocalText => (characterSet === 'ISO_IR 100' ? latin : chinese);

/** The first group of a name is ASCII beside an ideographic one; passports write ü as yu. */
const ascii = (pinyin: string): string => pinyin.replace('ü', 'yu');
