import { type CertificateState, type NoticeState } from '#libs/confirmation';
import { type Bilingual } from '#libs/kernel';

const text = (zh: string, en: string): Bilingual => ({ zh, en });

/** Every word of the public pages. */
export const wording = {
  brand: text('医数登记', 'Medbourse Register'),
  tagline: text('医疗数据资产登记公示与凭证核验', 'Public register of medical data assets'),
  lead: text(
    '这里公示医疗数据产权登记申请，任何人可在公示期内提出异议；已核发的登记凭证可在此核验，无需账户。',
    'Applications to register rights in medical data are published here, and anyone may object while a notice stands. Certificates can be verified without an account.',
  ),
  notices: text('登记公示', 'Public notices'),
  allNotices: text('全部公示', 'All notices'),
  noNotices: text('目前没有公示。', 'There are no notices yet.'),
  older: text('更早的公示', 'Older notices'),
  verify: text('核验凭证', 'Verify a certificate'),
  verifyHint: text('输入 15 位凭证编号，例如 SJ5212026110001', 'The number has 15 characters, such as SJ5212026110001'),
  verifyButton: text('核验', 'Verify'),
  number: text('凭证编号', 'Certificate number'),
  forPrograms: text('供程序使用', 'For programs'),
  apiDocs: text('接口文档', 'API documentation'),
  keys: text('签名公钥', 'Public keys'),
  log: text('透明日志检查点', 'Checkpoint of the public log'),
  otherLanguage: text('English', '中文'),
  simulation: text(
    '模拟环境 SIMULATION：此处的法定时间为模拟时间，所示公示与凭证均不具法律效力。',
    'SIMULATION: legal time is simulated here. Nothing on this page has legal effect.',
  ),
  dataName: text('数据名称', 'Data'),
  applicant: text('申请人', 'Applicant'),
  holder: text('登记主体', 'Registrant'),
  summary: text('数据概述', 'Summary'),
  agency: text('登记机构', 'Registration agency'),
  published: text('公示日期', 'Published'),
  closes: text('公示截止', 'Closes'),
  provisional: text('暂定', 'provisional'),
  provisionalHint: text(
    '该年度的官方工作日历尚未公布，届时将重新计算。',
    'The official calendar of that year is not out yet; the date will be counted again.',
  ),
  state: text('状态', 'State'),
  restrictions: text('限制情况', 'Restrictions'),
  rights: text('权利', 'Rights'),
  right: text('权利主体', 'Right-holder'),
  withheld: text(
    '经申请人说明理由，登记机构同意不公示登记内容。',
    'At the reasoned request of the applicant, the agency agreed not to publish the content.',
  ),
  object: text('提出异议', 'Object to this registration'),
  objectLead: text(
    '异议须说明理由并提供材料。登记机构自收到之日起 10 个工作日内核查处理。您的姓名与联系方式仅登记机构可见。',
    'An objection needs a reason and material. The agency investigates within 10 working days of receipt. Your name and contact are shown to the agency alone.',
  ),
  yourName: text('姓名或单位', 'Your name or organisation'),
  yourContact: text('联系方式', 'How the agency can reach you'),
  reason: text('异议理由', 'Reason'),
  material: text('证明材料（事实、文件名称与编号）', 'Material: the facts and documents that it rests on'),
  noPatients: text('请勿填写任何患者的个人信息。', 'Please do not write anything about a patient.'),
  send: text('提交异议', 'Send the objection'),
  fieldMissing: text('此项过短或过长。', 'This is too short or too long.'),
  received: text('异议已收到', 'The objection was received'),
  receivedLead: text('请保存回执编号，登记机构将据此与您联系：', 'Keep this receipt; the agency will refer to it:'),
  back: text('返回公示', 'Back to the notice'),
  certificate: text('数据产权登记凭证', 'Certificate of data property registration'),
  period: text('数据时间', 'Period'),
  industry: text('行业（GB/T 4754）', 'Industry (GB/T 4754)'),
  frequency: text('更新频率', 'Update frequency'),
  records: text('数据规模（条）', 'Volume (records)'),
  form: text('数据形态', 'Form'),
  source: text('数据来源', 'Source'),
  registered: text('登记生效', 'Registered'),
  validUntil: text('有效期至', 'Valid until'),
  rules: text('登记依据', 'Rules'),
  dataset: text('数据集摘要（SHA‑256）', 'Dataset digest (SHA-256)'),
  record: text('存证记录摘要（SHA‑256）', 'Sealed record (SHA-256)'),
  checks: text('核验结果', 'Verification'),
  checkSignature: text('凭证内容与登记机构签名一致', 'The text is the one that the agency signed'),
  checkLog: text('存证记录已载入公开透明日志', 'The public log holds the sealed record'),
  checkForce: text('凭证在有效期内', 'The certificate is in force'),
  yes: text('通过', 'yes'),
  no: text('不通过', 'no'),
  prevails: text('凭证与存证记录不一致的，以存证记录为准。', 'Where certificate and sealed record differ, the record prevails.'),
  checkYourself: text('自行核验', 'Check it yourself'),
  checkYourselfLead: text(
    '下载凭证 JSON 与公钥，即可离线验证 Ed25519 签名（RFC 7515 分离式 JWS，规范化 RFC 8785）与默克尔包含证明（RFC 9162）。',
    'With the JSON and the public keys anyone can check the Ed25519 signature (detached JWS, RFC 7515, over canonical JSON, RFC 8785) and the Merkle inclusion proof (RFC 9162) offline.',
  ),
  json: text('凭证 JSON', 'Certificate as JSON'),
  key: text('签名密钥', 'Signing key'),
  logPlace: text('日志序号', 'Place in the log'),
  notFound: text('未找到', 'Not found'),
  home: text('首页', 'Home'),
} as const;

export type Word = keyof typeof wording;

export const noticeStates: Readonly<Record<NoticeState, Bilingual>> = {
  open: text('公示中', 'open'),
  closed: text('公示期满', 'closed'),
  registered: text('已登记', 'registered'),
  refused: text('不予登记', 'refused'),
  ended: text('已终止', 'ended'),
};

export const certificateStates: Readonly<Record<CertificateState, Bilingual>> = {
  valid: text('有效', 'in force'),
  lapsed: text('已到期', 'lapsed'),
  superseded: text('已被新版本替换', 'superseded'),
};

export const rightNames: Readonly<Record<'holding' | 'use' | 'operation', Bilingual>> = {
  holding: text('持有权', 'holding right'),
  use: text('使用权', 'use right'),
  operation: text('经营权', 'operation right'),
};

/** Codes of annex 1; one that is not here is shown as it is. */
export const annexCodes: Readonly<Record<string, Bilingual>> = {
  day: text('日', 'daily'),
  week: text('周', 'weekly'),
  month: text('月', 'monthly'),
  year: text('年', 'yearly'),
  'on-demand': text('按需', 'on demand'),
  'real-time': text('实时', 'real time'),
  other: text('其他', 'other'),
  image: text('图像', 'images'),
  text: text('文本', 'text'),
  video: text('视频', 'video'),
  audio: text('音频', 'audio'),
  table: text('表格', 'tables'),
  structured: text('结构化', 'structured'),
  'semi-structured': text('半结构化', 'semi-structured'),
  unstructured: text('非结构化', 'unstructured'),
  'own-collection': text('采集生成', 'own collection or generation'),
  'collected-under-contract': text('委托采集', 'collected under contract'),
  'public-data': text('自动化收集公开数据', 'collected public data'),
  agreement: text('协议取得', 'obtained by agreement'),
  fusion: text('融合加工', 'fused'),
  derived: text('衍生创造', 'derived'),
};

/** Refusals that a reader can meet, in words; others are shown in the server's own. */
export const refusalTexts: Readonly<Record<string, Bilingual>> = {
  'objection.no-such-notice': text('没有这份公示。', 'There is no such notice.'),
  'objection.notice-closed': text('公示已经截止，不再接受异议。', 'The notice has closed; objections were taken while it stood.'),
  'objection.too-many': text(
    '一小时内提交的异议过多，请稍后再试。',
    'Too many objections from here within an hour; please try again later.',
  ),
  'certificate.not-found': text('没有这个编号的凭证。', 'No certificate has this number.'),
  'certificate.number-form': text('凭证编号为 15 位：SJ 加 13 位数字。', 'A certificate number has 15 characters: SJ and 13 digits.'),
};
