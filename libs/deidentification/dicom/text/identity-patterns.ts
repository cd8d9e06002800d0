import { DOTTED_NAME, EPONYM, GIVEN, NAME_ALONE, NAME_IN_RUN, NO_NAME, SURNAME } from './chinese-names';
import { DATE_PATTERNS } from './date-patterns';
import { type IdentityPattern } from './identity-pattern';
import { isPinyinName, PINYIN_NAME } from './pinyin-name';
import { looksLikeResidentIdentityNumber } from './resident-identity-number';

const HANZI = '[\\u3400-\\u9fff\\u{20000}-\\u{323af}]';
const ORDINAL = '[\\d一二三四五六七八九十百零〇-]';
const BOUND = '(?<![\\dA-Za-z])';
const END = '(?![\\dA-Za-z])';

const NAME_BEFORE =
  '(?:患者|病人|病员|伤者|产妇|孕妇|患儿|受检者|受试者|检查者|姓名|名字|联系人?|家属|父亲|母亲|配偶|丈夫|妻子|儿子|女儿|监护人|陪护|本人|[主经]治|主刀|主诊|助手|主任|申请|送检|报告|审[核阅签]|诊断|阅片|检查|操作|记录|录入|登记|签[名字发]|医[生师士]|技[师士]|护[士师]|者)';
const NAME_AFTER = '(?:先生|女士|小姐|同志|医[生师]|主任|教授|护士|技师|大夫|老师|病友|阿姨|叔叔|大爷|大妈|奶奶|爷爷|宝宝)';
const RECORD_LABEL_ZH =
  '(?:病[历案理]|住院|门诊|门急诊|急诊|影像|检查|登记|申请单?|医保|社保|就诊|标本|放射|超声|CT|MRI?|DR|X[线光]|片|流水|体检|健康|护照|通行|回乡|台胞|军官|证件|身份|驾驶|居住|银行|病[人员]|患者|床|条码?|卡|工|档案|索引|识别|手术)';
const RECORD_LABEL_EN =
  '(?:MRN|PID|HIS|PACS|Acc(?:ession)?|Patient[\\s_]?ID|Case|Reg(?:istration)?|Bed|Chart|Visit|Admission|Encounter|Outpatient|Inpatient|Passport|SSN|NHS|Medicare|Insurance|Account|Acct|Specimen|Hosp(?:ital)?|Medical Record)';
const NUMBER = '[A-Za-z]{0,6}[-_ ]?\\d[\\dA-Za-z-]*';

const HONORIFIC = '(?:(?:Dr|Mr|Mrs|Ms|Miss|Prof|Professor|Sir|Madam)\\b\\.?|(?:DR|MR|MRS|MS|PROF)\\.)';
const ROLE =
  "(?:Patient(?:'s)?(?:\\s?Name)?|Pt|Name|Tech(?:nician|nologist)?|Physician|Nurse|Contact|Relative|Spouse|Father|Mother|Wife|Husband|Son|Daughter|Radiologist|Radiographer|Sonographer|Operator|Reader|Reporter|Surgeon|Author|Reviewer|Referr(?:er|ed by)|Requested by|Performed by|Reported by|Signed by|Verified by|Approved by|Read by|Scanned by|Attending|Guardian|Next of kin)";
const WESTERN_NAME = "(\\p{Lu}[\\p{L}'-]+(?:[\\s,^]+\\p{Lu}[\\p{L}'.-]*){0,2})";
/** What follows such a word in names of protocols and in notes, and is nobody. */
const NO_WESTERN_NAME =
  '(?!(?:Position|Prep|Name|ID|Age|Sex|Protocol|Motion|Orientation|Supine|Prone|Moved|Breath|Refus|Weight|Height|Comfort|Study|Data|Info|Specific|Lying|Left|Right|Head|Feet|Foot|Table|Size|Dose|Care|Safety|Setup|Mode|Note|Siemens|Philips|GE|Canon|Toshiba|United|Mean|Voxel|Region|Auto|Manual|Default|Contrast|Comment|Report|Series|Image|Unknown|None|Anonym|AI\\b|Dr\\b)[A-Za-z]*\\b)';

/**
 * What identifies by its form alone, whoever's it is. Every repetition is bounded and none lies within another that can match the same
 * characters: a text made to be slow (市市市市…) must not be.
 */
export const IDENTITY_PATTERNS: readonly IdentityPattern[] = [
  {
    kind: 'number',
    needs: 'digits',
    expression: /(?<![\dA-Za-z])\d(?:[ -]?\d){13,16}[ -]?[\dXx](?!\d)/gu,
    accept: (match) => looksLikeResidentIdentityNumber(match.replace(/[ -]/g, '')),
  },
  { kind: 'number', needs: 'digits', expression: /(?<!\d)\d{3,6}\*{4,14}\d{1,4}[\dXx]?(?!\d)/gu },
  {
    kind: 'contact',
    needs: 'digits',
    expression:
      /(?<!\d)(?:\(?(?:\+|00)?86\)?[- ]?)?(?:1[3-9]\d[- .]?\d{4}[- .]?\d{4}|1[3-9]\d{2}[- .]\d{3}[- .]\d{4}|1[3-9]\d[- .]\d{3}[- .]\d{5}|1[3-9]\d{3}[- .]\d{6}|1[3-9]\d{5}[- .]\d{4,5})(?!\d)/gu,
  },
  {
    kind: 'contact',
    needs: 'digits',
    expression:
      /(?<!\d)(?:\(?(?:\+|00)?86\)?[- ]?)?(?:\(0?\d{2,3}\) ?|0\d{2,3}[- ])(?:\d{7,8}|\d{3,4}[- ]\d{4})(?: ?(?:[-转]|ext\.?) ?\d{1,5})?(?!\d)/gu,
  },
  {
    kind: 'contact',
    needs: 'digits',
    expression: /(?<!\d)400[- ]?\d{3}[- ]?\d{4}(?!\d)|\+\d{1,3}[- ]?\(?\d{1,4}\)?(?:[- ]?\d{2,4}){2,4}/gu,
  },
  {
    kind: 'contact',
    needs: 'digits',
    expression:
      /(?:电话|手机|联系方式|传真|座机|\b(?:tel(?:ephone)?|phone|mobile|cell|fax)\b\.?)(?: ?(?:no\b\.?|号码?))?[\s:：#为是]{0,4}(\+?\(?\d[\d\s().-]{4,18}\d)/giu,
    group: 1,
  },
  { kind: 'contact', needs: 'at', expression: /[\w.+-]{1,64} ?@ ?[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}/gu },
  {
    kind: 'contact',
    needs: 'always',
    expression: /(?:微信号?|wechat|weixin|\bwx|QQ号?|支付宝|微博)(?:\s?(?:id|号|no))?[\s:=]{0,3}([A-Za-z0-9][\w-]{4,31})/giu,
    group: 1,
    accept: (match) => /[\d_]/.test(match) || match.length > 5,
  },
  // Characters written as escapes: what they hide is not read here.
  { kind: 'contact', needs: 'digits', expression: /(?:&#x?[\da-f]{2,6};){2,64}|(?:\\u[\da-f]{4}){2,64}|(?:%[\da-f]{2}){3,192}/giu },
  { kind: 'contact', needs: 'always', expression: /\bwxid_\w{3,32}/giu },
  {
    kind: 'contact',
    needs: 'address',
    expression: /\b(?:https?|ftps?|wado|dicom|file|urn):[^\s<>"'，。；]{2,2048}|\bwww\.[^\s<>"'，。；]{2,2048}/giu,
  },
  {
    kind: 'contact',
    needs: 'address',
    expression: /(?:\\\\[\w.$-]{2,64}|\b[A-Za-z]:)[\\/][^\s<>"*?|]{2,512}|\/(?:home|Users|data|mnt|media)\/[^\s<>"*?|]{1,512}/gu,
  },
  {
    kind: 'contact',
    needs: 'address',
    expression: /[^\s\\/:*?"<>|]{1,128}\.(?:dcm|dicom|jpe?g|png|bmp|tiff?|pdf|docx?|xlsx?|csv|txt|zip|rar|xml)\b/giu,
  },
  { kind: 'contact', needs: 'digits', expression: /(?<![\d.])(?:10|127|172|192)(?:\.\d{1,3}){3}(?![\d.])/gu },
  {
    kind: 'record',
    needs: 'digits',
    expression: new RegExp(`${RECORD_LABEL_ZH}(?:号码?|证号|卡号|编号|编码|ID|证|本号)[\\s:=.#№()为是-]{0,6}(${NUMBER})`, 'giu'),
    group: 1,
  },
  {
    kind: 'record',
    needs: 'digits',
    expression: new RegExp(`(?:编号|号码|字第|(?<![A-Za-z])ID号?)[\\s:=.#№()为是-]{0,6}(${NUMBER})`, 'giu'),
    group: 1,
    accept: (match) => match.length >= 3,
  },
  {
    kind: 'record',
    needs: 'digits',
    expression: new RegExp(`${RECORD_LABEL_ZH}[:=#]\\s{0,3}([A-Za-z]{0,6}[-_]?\\d[\\dA-Za-z-]{3,40})`, 'giu'),
    group: 1,
  },
  {
    kind: 'record',
    needs: 'digits',
    expression: new RegExp(
      `(?<![A-Za-z])${RECORD_LABEL_EN}(?![A-Za-z])\\.?(?:\\s?(?:No|Nr|Num|Number|ID)(?![A-Za-z])\\.?)?[\\s:=.#_()-]{0,6}([A-Za-z]{0,6}[-_]?\\d[\\dA-Za-z-]{2,40})`,
      'giu',
    ),
    group: 1,
  },
  {
    kind: 'record',
    needs: 'digits',
    expression:
      /(?<![A-Za-z])(?:(?:MRN|PID|Bed|Ward|Room|Rm)(?![A-Za-z])[\s:=.#_-]{0,3}(?:No\.?\s?)?|(?:ID|Order|Sample|Subject|Slide|Film|Serial|S\/N)\s?(?:No\b\.?|Number|[:=#])[\s:=.#]{0,3})([A-Za-z]{0,6}[-_]?\d[\dA-Za-z-]{0,40})/giu,
    group: 1,
  },
  { kind: 'record', needs: 'digits', expression: new RegExp(`${BOUND}[A-Za-z]{1,4}[-_]?\\d{6,}[A-Za-z]{0,3}${END}`, 'gu') },
  { kind: 'record', needs: 'digits', expression: new RegExp(`${BOUND}[A-Z]{1,4}[-_]\\d{2,8}[-_]\\d{3,10}${END}`, 'gu') },
  { kind: 'record', needs: 'digits', expression: /(?<![\dA-Za-z]|\d\.)\d{7,}(?!\d|\.\d)/gu },
  { kind: 'record', needs: 'digits', expression: /(?<![\d.])(?!1\.2\.840\.10008\.)(?=[\d.]{16})\d{1,40}(?:\.\d{1,40}){4,30}/gu },
  { kind: 'record', needs: 'digits', expression: /(?<!\d)\d{1,4}(?:[-A-Za-z]\d{1,4})?\s?号?(?:加?床(?!旁|边)|病房|病区)/gu },
  {
    kind: 'record',
    needs: 'hanzi',
    expression: /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-Z][· ]?[A-HJ-NP-Z\d]{5,6}(?![A-Za-z\d])/gu,
    accept: (match) => /\d/.test(match),
  },
  ...DATE_PATTERNS.map((pattern) => ({ kind: 'date' as const, ...pattern })),
  {
    kind: 'place',
    needs: 'hanzi',
    expression: new RegExp(
      `${HANZI}{0,24}(?:路|街|巷|弄|胡同|大道|里|村|小区|花园|苑|庄|公寓|区|镇|乡)${ORDINAL}{1,8}(?:号|弄|幢|栋|座|组|室)(?:[A-Za-z]?${ORDINAL}{0,6}(?:号楼|号|楼|幢|栋|座|单元|层|室|户|门)){0,6}`,
      'gu',
    ),
  },
  {
    kind: 'place',
    needs: 'hanzi',
    expression: new RegExp(
      `${HANZI}{2,8}?(?:省|自治区|市)${HANZI}{1,8}?(?:市|区|县|旗|州)(?:${HANZI}{0,12}?(?:街道|路|街|镇|乡|村|巷|小区|苑|花园|大道))?`,
      'gu',
    ),
  },
  {
    kind: 'place',
    needs: 'hanzi',
    expression: new RegExp(
      `(?:住址|地址|家住|现住|籍贯|户口|户籍|工作单位|单位名称)(?:所在地)?[\\s:为是]{0,3}((?:${HANZI}|[\\dA-Za-z#-]){2,40})`,
      'gu',
    ),
    group: 1,
  },
  {
    kind: 'place',
    needs: 'words',
    expression:
      /\b(?:No\.?\s?)?\d{1,5}[A-Za-z]?,?\s+(?:[A-Z][\w.'-]{0,24}\s+){1,4}(?:Road|Rd|Street|St|Avenue|Ave|Lane|Ln|Boulevard|Blvd|Drive)\b\.?/gu,
  },
  {
    kind: 'place',
    needs: 'hanzi',
    expression: new RegExp(`${HANZI}{2,14}?(?:医院|卫生院|卫生所|诊所|保健院|医学中心|体检中心|疗养院)`, 'gu'),
  },
  {
    kind: 'place',
    needs: 'words',
    expression:
      /\b(?:[A-Z][\w.'-]{1,24}\s+){1,5}(?:Hospital|Clinic|Infirmary|Medical Cent(?:er|re)|Health Cent(?:er|re)|HOSPITAL|CLINIC)\b/gu,
  },
  {
    kind: 'person',
    needs: 'hanzi',
    expression: new RegExp(`${NAME_BEFORE}[\\s:为是]{0,3}(${NO_NAME}${SURNAME}${HANZI}{1,2})`, 'gu'),
    group: 1,
  },
  { kind: 'person', needs: 'hanzi', expression: new RegExp(`(?:姓名|名字|名)[\\s:为是]{1,3}(${HANZI}{2,4})(?!${HANZI})`, 'gu'), group: 1 },
  { kind: 'person', needs: 'hanzi', expression: new RegExp(`:\\s{0,2}(${NO_NAME}${SURNAME}${GIVEN}{1,2})`, 'gu'), group: 1 },
  { kind: 'person', needs: 'hanzi', expression: new RegExp(`(${NO_NAME}${SURNAME}${HANZI}{0,2}?)${NAME_AFTER}`, 'gu'), group: 1 },
  {
    kind: 'person',
    needs: 'hanzi',
    expression: new RegExp(`(${NO_NAME}${SURNAME}${HANZI}{1,2})(?=[\\s,:(（、/_-]{0,2}(?:\\d{7}|[男女](?:$|[^性童婴腔])))`, 'gu'),
    group: 1,
  },
  { kind: 'person', needs: 'hanzi', expression: NAME_ALONE },
  { kind: 'person', needs: 'hanzi', expression: NAME_IN_RUN },
  { kind: 'person', needs: 'hanzi', expression: DOTTED_NAME, accept: (match) => !EPONYM.test(match) },
  { kind: 'person', needs: 'words', expression: new RegExp(`(?<![A-Za-z])${HONORIFIC}\\s{0,2}${WESTERN_NAME}`, 'gu'), group: 1 },
  {
    kind: 'person',
    needs: 'words',
    expression: new RegExp(`(?<![A-Za-z])${ROLE}\\b[.:\\s]{1,3}${NO_WESTERN_NAME}${WESTERN_NAME}`, 'gu'),
    group: 1,
  },
  {
    kind: 'person',
    needs: 'words',
    expression: new RegExp(
      `(?<![A-Za-z])${ROLE.toUpperCase().replace(/\\S\?/g, (escape) => escape.toLowerCase())}[:=]\\s{0,2}${WESTERN_NAME}`,
      'gu',
    ),
    group: 1,
  },
  {
    kind: 'person',
    needs: 'words',
    // Programs name themselves after `by` too; people are written with small letters.
    expression: new RegExp(
      `\\bby\\s${NO_WESTERN_NAME}(\\p{Lu}\\p{Ll}+(?:[\\s-]\\p{Lu}[\\p{L}'.-]*){0,2})(?![\\p{L}\\d/])(?!\\s{1,8}(?:[Vv]ersion\\b|[vV]\\d))`,
      'gu',
    ),
    group: 1,
  },
  { kind: 'person', needs: 'words', expression: PINYIN_NAME, accept: isPinyinName },
];
