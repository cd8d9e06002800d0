import { type IdentityPattern } from './identity-pattern';

const YEAR = '(?:19|20)\\d\\d';
const MONTH = '(?:1[0-2]|0?[1-9])';
const DAY = '(?:3[01]|[12]\\d|0?[1-9])';
const PADDED = { month: '(?:1[0-2]|0[1-9])', day: '(?:3[01]|[12]\\d|0[1-9])' };
const MONTH_NAME =
  '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)';
const HOUR = '(?:[01]\\d|2[0-3])';
const CHINESE_DIGIT = '[〇零○一二三四五六七八九]';

const pattern = (expression: string, needs: IdentityPattern['needs'] = 'digits', flags = 'gu') => ({
  needs,
  expression: new RegExp(expression, flags),
});

/** Dates in the ways in which people write them, times of the day, and ages above 89, which single somebody out. */
export const DATE_PATTERNS: readonly Pick<IdentityPattern, 'needs' | 'expression' | 'group'>[] = [
  pattern(`(?<!\\d)${YEAR}\\s?[-/.年]\\s?${MONTH}\\s?[-/.月]\\s?${DAY}(?!\\d)日?(?:T?${HOUR}:?[0-5]\\d(?::?[0-5]\\d)?)?`),
  pattern(`(?<!\\d|\\d\\.)${YEAR}${PADDED.month}${PADDED.day}(?:${HOUR}[0-5]\\d(?:[0-5]\\d)?)?(?!\\d)`),
  pattern(`(?<!\\d)${YEAR} ${PADDED.month} ${PADDED.day}(?!\\d)`),
  pattern(`(?<!\\d)(?:${DAY}[-/. ]${MONTH}|${MONTH}[-/.]${DAY})[-/. ]${YEAR}(?!\\d)`),
  pattern(`(?<![\\d.])(?:${DAY}([-/])${MONTH}\\1|${MONTH}([-/])${DAY}\\2)\\d\\d(?![\\d.])`),
  pattern(`(?<![\\d.])\\d\\d[-/]${PADDED.month}[-/]${PADDED.day}(?![\\d.])`),
  pattern(`(?<![\\d.])${PADDED.day}\\.${PADDED.month}\\.\\d\\d(?![\\d.])`),
  pattern(`(?<![\\dA-Za-z])${DAY}(?:st|nd|rd|th)?[-/., ]{0,2}${MONTH_NAME}[-/., ]{0,2}(?:${YEAR}|'?\\d\\d)(?!\\d)`, 'digits', 'giu'),
  pattern(`(?<![A-Za-z])${MONTH_NAME}[-/. ]{0,2}${DAY}(?:st|nd|rd|th)?[-/., ]{1,2}(?:${YEAR}|'\\d\\d)(?!\\d)`, 'digits', 'giu'),
  pattern(`(?<![\\dA-Za-z])${YEAR}[-/., ]{0,2}${MONTH_NAME}(?:[-/., ]{0,2}${DAY})?(?![A-Za-z\\d])`, 'digits', 'giu'),
  pattern(`(?<![A-Za-z])${MONTH_NAME}[-/., ]{1,2}${YEAR}(?!\\d)`, 'digits', 'giu'),
  pattern(`(?<!\\d)${YEAR}[-/]${PADDED.month}(?![-/\\d])`),
  pattern(`(?<!\\d)(?:${YEAR}\\s?年(?:\\s?${MONTH}\\s?月)?|\\d\\d\\s?年\\s?${MONTH}\\s?月)(?:\\s?${DAY}\\s?[日号])?(?:生|出生)?`),
  pattern(`(?<!\\d)${MONTH}\\s?月\\s?${DAY}\\s?[日号]`),
  pattern(`${CHINESE_DIGIT}{2,4}年(?:[十一二三四五六七八九]{1,3}月(?:[十廿卅一二三四五六七八九]{1,3}[日号]?)?)?`, 'hanzi'),
  pattern(
    '(?:农历|阴历|旧历)?(?:闰?[正一二三四五六七八九十冬腊]{1,2})月(?:初[一二三四五六七八九十]|[十廿][一二三四五六七八九]?|二十[一二三四五六七八九]?|三十)[日号]?',
    'hanzi',
  ),
  pattern('[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年', 'hanzi'),
  {
    ...pattern(
      `(?:生于|出生(?:于|日期|年月)?|\\bborn(?:\\s(?:in|on))?|\\bDOB|\\bbirth\\s?(?:date|day|year)?)[\\s:=为是]{0,3}(\\d[\\d./ -]{1,12}\\d)`,
      'digits',
      'giu',
    ),
    group: 1,
  },
  pattern(`(?<![\\d:])${HOUR}:[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,6})?)?(?![\\d:])`),
  pattern('(?<!\\d)(?:[上下]午|凌晨|晚上)?\\d{1,2}\\s?[点时]\\s?[0-5]\\d\\s?分?(?!\\d)'),
  pattern('(?<![\\d.])(?:0?9\\d|1[0-2]\\d)\\s?(?:周?岁|y\\/?o\\b|yrs?\\b|years?\\b|Y(?![A-Za-z0-9]))', 'digits', 'gu'),
  { ...pattern('(?:\\bAged?|年龄)[\\s:=为]{0,3}(9\\d|1[0-2]\\d)(?!\\d)', 'digits', 'giu'), group: 1 },
  pattern('九十[一二三四五六七八九]?周?岁|百岁', 'hanzi'),
];
