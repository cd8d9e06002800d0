import { choice, date, digest, document, group, integer, list, optional, text } from '#libs/cases';

export const updateFrequencies = ['day', 'week', 'month', 'year', 'on-demand', 'real-time', 'other'] as const;
export const dataForms = ['image', 'text', 'video', 'audio', 'table', 'other'] as const;
export const dataStructures = ['structured', 'semi-structured', 'unstructured'] as const;
export const regions = ['international', 'national', 'province', 'city', 'county', 'below'] as const;
export const sourceKinds = ['own-collection', 'collected-under-contract', 'public-data', 'agreement', 'fusion', 'derived'] as const;
export const dataRights = ['holding', 'use', 'operation'] as const;

/** The application form's fields about the data (guide annex 1). */
export const annex1Fields = {
  name: text('数据名称', 'Data name', { max: 40, example: '2025年广西医院胸部CT影像数据' }),
  summary: text('数据概述', 'Summary', { max: 400, example: '六名患者的胸部CT平扫影像，已去标识。' }),
  industry: text('行业（GB/T 4754）', 'Industry (GB/T 4754)', { max: 4, pattern: '^[A-T]\\d{2}$', example: 'Q84' }),
  region: choice('地域', 'Region', regions),
  periodFrom: date('时间自', 'Period from'),
  periodTo: date('时间至', 'Period to'),
  updateFrequency: choice('更新频率', 'Update frequency', updateFrequencies),
  records: integer('数据规模（条）', 'Volume (records)', { min: 1, max: 1_000_000_000 }),
  forms: list('数据形态', 'Form', choice('形态', 'Form', dataForms), { min: 1, max: 6 }),
  structure: choice('结构', 'Structure', dataStructures),
  restrictions: text('使用限制', 'Restrictions', { max: 400, example: '无' }),
} as const;

export const rightsStatementFields = {
  source: choice('数据来源', 'Source of data', sourceKinds),
  processorFor: optional(text('受托处理的委托方', 'Processed on behalf of', { max: 100, example: '某委托方' })),
  holders: list(
    '权利主体',
    'Right-holders',
    group('权利主体', 'Right-holder', {
      name: text('名称', 'Name', { max: 100, example: '某某市人民医院' }),
      creditCode: text('统一社会信用代码', 'Unified social credit code', { min: 18, max: 18, example: '12450000000000000X' }),
      rights: list('权利', 'Rights', choice('权利', 'Right', dataRights), { min: 1, max: 3 }),
      termEnds: optional(date('期限至', 'Term ends')),
      limits: optional(text('限制', 'Limits', { max: 400, example: '无' })),
      proofs: list('证明材料', 'Proofs', digest('材料', 'Proof'), { min: 1, max: 20 }),
    }),
    { min: 1, max: 20 },
  ),
} as const;

export const plannedFields = {
  scans: integer('检查数', 'Scans', { min: 0, max: 100_000_000 }),
  records: integer('记录数', 'Records', { min: 0, max: 1_000_000_000 }),
  gigabytes: integer('数据量（GB）', 'Volume (GB)', { min: 0, max: 9_000_000 }),
} as const;

/** The handover of a stage, checked by the stage's own decision before it came here. */
export const handoverField = document('交接', 'Handover', 'handover', {});
