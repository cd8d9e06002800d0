import { isPinyinName, PINYIN_NAME } from './pinyin-name';
import { looksLikeResidentIdentityNumber } from './resident-identity-number';

type PatternName = 'resident-id' | 'phone' | 'record-number' | 'date' | 'address' | 'person' | 'email' | 'plate' | 'organisation';

export interface IdentityPattern {
  readonly name: PatternName;
  readonly expression: RegExp;
  /** What a text must have for the pattern to be worth its time; a number in it counts from two digits. */
  readonly needs: 'digits' | 'hanzi' | 'words' | 'at';
  /** Which group is the identity; 0 or absent: the whole match. */
  readonly group?: number;
  readonly accept?: (match: string) => boolean;
}

const HANZI = '[\\u3400-\\u9fff\\u{20000}-\\u{323af}]';
/** The most frequent surnames; together they cover well above 95 % of the registered population. */
const SURNAMES =
  '欧阳|上官|司马|诸葛|司徒|夏侯|皇甫|尉迟|公孙|慕容|令狐|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛阎闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申殷詹欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍成苗谷盛曲冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫柏宗瞿桂全佟应臧闵苟邬边卞姬]';
const NAME_BEFORE =
  '(?:患者|病人|姓名|名字|联系人?|家属|父亲|母亲|配偶|本人|[主经]治|主任|申请|报告|审核|诊断|检查|操作|记录|签名|医[生师]|技师|护士|者|[:：])';
/** Words of reports that begin with the character of a surname. */
const NO_NAME =
  '(?!申请|高血|高密|白细|方案|方法|时间|常规|包块|黄疸|安排|车祸|计划|纪录|管理|关节|成人|连续|单侧|阳性|明显|全身|全腹|左侧|应用|向左|向右|和|及)';
const NAME_AFTER = '(?:先生|女士|小姐|同志|医[生师]|主任|教授|护士|技师|大夫|老师|病友|阿姨|叔叔)';
const DATE = '(?:19|20)\\d\\d\\s?[-/.年]\\s?(?:1[0-2]|0?[1-9])\\s?[-/.月]\\s?(?:3[01]|[12]\\d|0?[1-9])日?';
const COMPACT_DATE = '(?:19|20)\\d\\d(?:1[0-2]|0[1-9])(?:3[01]|[12]\\d|0[1-9])';
const WESTERN_DATE =
  '(?:(?:3[01]|[12]\\d|0?[1-9])[-/. ](?:1[0-2]|0?[1-9]|[A-Z][a-z]{2})[-/. ](?:19|20)\\d\\d|(?:1[0-2]|0?[1-9])[-/](?:3[01]|[12]\\d|0?[1-9])[-/](?:19|20)\\d\\d)';
const ORDINAL = '[\\d一二三四五六七八九十百零〇-]';
const BOUND = '(?<![\\dA-Za-z])';
const END = '(?![\\dA-Za-z])';

/**
 * What identifies by its form alone, whoever's it is. Every repetition is bounded and none lies within another that can match the same
 * characters: a text made to be slow (市市市市…) must not be.
 */
export const IDENTITY_PATTERNS: readonly IdentityPattern[] = [
  { name: 'resident-id', needs: 'digits', expression: /(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)/gu, accept: looksLikeResidentIdentityNumber },
  { name: 'phone', needs: 'digits', expression: /(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/gu },
  { name: 'phone', needs: 'digits', expression: /(?<!\d)(?:[(（]0\d{2,3}[)）]\s?|0\d{2,3}[- ])\d{7,8}(?:[-转]\d{1,5})?(?!\d)/gu },
  { name: 'phone', needs: 'digits', expression: /(?<!\d)400[- ]?\d{3}[- ]?\d{4}(?!\d)|\+\d{1,3}[- ]?\(?\d{1,4}\)?(?:[- ]?\d{2,4}){2,4}/gu },
  { name: 'email', needs: 'at', expression: /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}/gu },
  {
    name: 'record-number',
    needs: 'digits',
    expression:
      /(?:\b(?:MRN|PID|HIS|Acc(?:ession)?|Patient\s?ID|Case\s?No|Reg(?:istration)?|Bed|Chart|Visit)\b\.?|病[历案]号|住院号|门诊号|影像号|检查号|登记号|申请单?号|医保[卡号]+|就诊[卡号]+|床号|条码号?|卡号|编号)(?:\s?(?:No|Nr|ID)\b\.?)?[\s:：.#№-]{0,6}([A-Za-z]{0,6}[-_]?\d[\dA-Za-z-]{2,40})/giu,
    group: 1,
  },
  { name: 'record-number', needs: 'digits', expression: new RegExp(`${BOUND}[A-Z]{1,4}[-_]?\\d{6,}${END}`, 'gu') },
  { name: 'record-number', needs: 'digits', expression: new RegExp(`${BOUND}\\d{9,}${END}`, 'gu') },
  {
    name: 'plate',
    needs: 'hanzi',
    expression: /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-Z][·.\s]?[A-HJ-NP-Z\d]{5,6}(?![A-Za-z\d])/gu,
  },
  { name: 'date', needs: 'digits', expression: new RegExp(`(?<!\\d)(?:${DATE}|${COMPACT_DATE}|${WESTERN_DATE})(?!\\d)`, 'gu') },
  {
    name: 'address',
    needs: 'hanzi',
    expression: new RegExp(
      `${HANZI}{0,24}(?:路|街|巷|弄|胡同|大道|里|村|小区|花园|苑|庄|公寓|区|镇|乡)${ORDINAL}{1,8}(?:号|弄|幢|栋|座|组|室)(?:[A-Za-z]?${ORDINAL}{0,6}(?:号楼|号|楼|幢|栋|座|单元|层|室|户|门)){0,6}`,
      'gu',
    ),
  },
  {
    name: 'organisation',
    needs: 'hanzi',
    expression: new RegExp(`${HANZI}{2,14}?(?:医院|卫生院|卫生所|诊所|保健院|医学中心|体检中心|疗养院)`, 'gu'),
  },
  {
    name: 'person',
    needs: 'hanzi',
    expression: new RegExp(`${NAME_BEFORE}[\\s:：为是]{0,3}(${NO_NAME}(?:${SURNAMES})${HANZI}{1,2})`, 'gu'),
    group: 1,
  },
  { name: 'person', needs: 'hanzi', expression: new RegExp(`(${NO_NAME}(?:${SURNAMES})${HANZI}{0,2}?)${NAME_AFTER}`, 'gu'), group: 1 },
  {
    name: 'person',
    needs: 'hanzi',
    expression: new RegExp(`(${NO_NAME}(?:${SURNAMES})${HANZI}{1,2})(?=[\\s,，:：(（]{0,2}(?:\\d{7}|[男女]))`, 'gu'),
    group: 1,
  },
  {
    name: 'person',
    needs: 'words',
    expression:
      /\b(?:Dr|Mr|Mrs|Ms|Prof|Patient|Name|Tech(?:nician)?|Physician|Nurse|Contact|Relative|Spouse|Father|Mother|Wife|Husband|Son|Daughter|Radiologist|Operator|Reader|Surgeon|by)\b[.:\s]{1,3}(\p{Lu}[\p{L}'-]+(?:[\s,^]+\p{Lu}[\p{L}'.-]*){0,2})/gu,
    group: 1,
  },
  { name: 'person', needs: 'words', expression: PINYIN_NAME, accept: isPinyinName },
];
