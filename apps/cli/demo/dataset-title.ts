import { type LegalDate } from '#libs/kernel';
import { type DatasetSurvey } from './dataset-survey';

/** What annex 1 of the guide asks of a dataset, said of what is there. Words are of these tables alone: a header's own text could name somebody. */
export interface DatasetTitle {
  /** Time + region + content + kind, as the guide has a name: `2025年示范市医院胸部CT影像数据`. At most 40 characters. */
  readonly name: string;
  readonly summary: string;
  readonly periodFrom: LegalDate;
  readonly periodTo: LegalDate;
}

/** PS3.3 section C.7.3.1.1.1. */
const MODALITIES: Readonly<Record<string, string>> = {
  CT: 'CT',
  MR: '磁共振',
  PT: 'PET',
  NM: '核医学',
  US: '超声',
  IVUS: '血管内超声',
  CR: 'X线',
  DX: 'X线',
  DR: 'X线',
  RG: 'X线',
  MG: '乳腺X线',
  XA: '血管造影',
  RF: '透视',
  ES: '内镜',
  XC: '照相',
  OP: '眼底',
  OPT: '眼科OCT',
  OCT: 'OCT',
  SM: '病理切片',
  GM: '显微',
  ECG: '心电',
  RTDOSE: '放疗',
  RTPLAN: '放疗',
  RTSTRUCT: '放疗',
  RTIMAGE: '放疗',
};

/** PS3.16 annex L. */
const BODY_PARTS: Readonly<Record<string, string>> = {
  CHEST: '胸部',
  LUNG: '胸部',
  THORAX: '胸部',
  HEAD: '头部',
  BRAIN: '颅脑',
  NECK: '颈部',
  ABDOMEN: '腹部',
  LIVER: '肝脏',
  PELVIS: '盆腔',
  HEART: '心脏',
  BREAST: '乳腺',
  SPINE: '脊柱',
  CSPINE: '颈椎',
  TSPINE: '胸椎',
  LSPINE: '腰椎',
  KNEE: '膝关节',
  HIP: '髋关节',
  SHOULDER: '肩关节',
  HAND: '手部',
  FOOT: '足部',
};

const MOST_NAMED = 2;
/** A part of the body is named where most studies are of it. */
const MOSTLY = 0.6;

export function datasetTitle(survey: DatasetSurvey, today: LegalDate): DatasetTitle {
  const periodFrom = survey.firstDate ?? today;
  const periodTo = survey.lastDate ?? today;
  const years =
    periodFrom.slice(0, 4) === periodTo.slice(0, 4) ? periodTo.slice(0, 4) : `${periodFrom.slice(0, 4)}—${periodTo.slice(0, 4)}`;
  const content = `${partOf(survey)}${kindsOf(survey)}`;
  const { studies, files, images } = survey;
  const dated = survey.firstDate ? '' : '检查日期未知，以登记日期为准；';
  const others = files > images ? `另有${files - images}个文件无法识别为影像，由治理逐一处置；` : '';
  return {
    name: `${years}年示范市医院${content}影像数据`,
    summary: `示范市人民医院采集的${content}影像，共${studies}次检查、${images}个影像文件；${dated}${others}经去标识化处理，用于演示全流程。`,
    periodFrom,
    periodTo,
  };
}

/** At most two kinds, the most frequent first; more are `多模态`, and what is mostly of a kind without a name here has none. */
function kindsOf({ modalities }: DatasetSurvey): string {
  const [most] = modalities.keys();
  if (most === undefined || !Object.hasOwn(MODALITIES, most)) return '医学';
  const known = [...new Set([...modalities.keys()].flatMap((code) => MODALITIES[code] ?? []))];
  return known.length > MOST_NAMED ? '多模态医学' : known.join('与');
}

function partOf({ bodyParts, studies }: DatasetSurvey): string {
  const [first] = bodyParts;
  return first && first[1] >= MOSTLY * studies ? (BODY_PARTS[first[0]] ?? '') : '';
}
