/** What a column of a hospital's mapping table holds. `patient` is the hospital's own key of a patient (EMPI); a name is never needed and never kept. */
export type IdentifierColumn =
  'patient' | 'resident' | 'mrn' | 'inpatient' | 'outpatient' | 'imaging' | 'accession' | 'insurance' | 'other';

/** In the order in which they stand for a patient where the table has no key of its own. */
export const IDENTIFIER_COLUMNS: readonly IdentifierColumn[] = [
  'patient',
  'resident',
  'mrn',
  'inpatient',
  'outpatient',
  'imaging',
  'insurance',
  'other',
  'accession',
];

/** Headers as hospitals write them, in the form of `headerKey`. */
const HEADERS: Readonly<Record<IdentifierColumn, string>> = {
  patient:
    'patient patientkey patientkeyid empi empiid mpi masterpatientindex 患者主索引 主索引 主索引号 患者唯一标识 患者主键 患者key 患者标识 统一患者编号',
  resident:
    'residentid residentidentitynumber idcard idcardno idnumber identitycard nationalid 身份证 身份证号 身份证号码 公民身份号码 居民身份证号 证件号 证件号码',
  mrn: 'mrn medicalrecordnumber medicalrecordno patientid pid chartno chartnumber 病案号 病历号 病案号码 患者编号 患者id 病人id 病人编号 患者号',
  inpatient: 'inpatientno inpatientnumber inpatientid admissionno admissionnumber admissionid 住院号 住院号码 住院编号',
  outpatient:
    'outpatientno outpatientnumber outpatientid clinicno visitno visitnumber encounterid 门诊号 门诊号码 门急诊号 就诊号 就诊卡号 门诊编号 就诊编号',
  imaging:
    'imagingno imagingnumber imagingid imageno imageid radiologyno radiologyid xrayno filmno pacsid ctno mrno usno 影像号 影像编号 放射号 片号 ct号 mr号 x线号 x光号 超声号 pacs号 检查号 影像id',
  accession: 'accession accessionno accessionnumber acc accno orderno ordernumber 申请单号 登记号 检查流水号 医嘱号 预约号 检查单号 申请号',
  insurance: 'insuranceno insurancenumber insuranceid medicareno socialsecurityno 医保号 医保卡号 社保号 社保卡号 医保编号 健康卡号',
  other: 'otherid otherids otherpatientid otherpatientids alias aliasid oldid 其他号 其他编号 旧编号 曾用号 体检号 病理号',
};
const NAMES = new Set('name patientname fullname 姓名 患者姓名 病人姓名 名字'.split(' '));

const byHeader = new Map(
  Object.entries(HEADERS).flatMap(([column, names]) => names.split(' ').map((name) => [name, column as IdentifierColumn])),
);

/** `name` may be there and is passed over, as is what is not known. */
export function columnOf(header: string): IdentifierColumn | 'name' | null {
  const key = headerKey(header);
  return byHeader.get(key) ?? (NAMES.has(key) ? 'name' : null);
}

/** Letters and digits alone, in small letters: `Patient_ID`, `PATIENT ID` and `patient-id` are one. */
const headerKey = (header: string): string =>
  header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
