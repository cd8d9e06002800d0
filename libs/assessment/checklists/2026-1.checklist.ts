import { type Bilingual } from '#libs/kernel';
import { type Checklist, type ChecklistItem, type LegalBasis, type Severity } from '../checklist';
import * as laws from './laws.data';

type Pair = readonly [zh: string, en: string];

interface More {
  readonly conditional?: false;
  readonly notApplicable?: true;
}

/** The items of legal review in the order in which a reviewer takes them; item 5 decides what the others mean. */
export const checklist2026: Checklist = {
  version: '2026-1',
  from: '2026-07-01',
  items: [
    item(
      '1',
      ['提供方身份与能力', 'Identity and capacity of the provider'],
      'major',
      [laws.dataSecurity('33, 47')],
      [['统一社会信用代码证或执业许可证', 'Certificate of the unified social credit code or licence to practise']],
      { conditional: false },
    ),
    item(
      '1a',
      ['医院内部批准与公共数据路径', "Hospital's own approvals and the public-data decision"],
      'major',
      [laws.hospitalRules, laws.registrationGuide('15')],
      [
        ['伦理委员会、数据管理委员会、院长批准文件', 'Approvals of ethics committee, data committee and director'],
        ['公共数据认定依据', 'Evidence of the public-data decision'],
      ],
    ),
    item(
      '2',
      ['数据来源合法', 'Lawful source, by kind of source'],
      'major',
      [laws.dataSecurity('32'), laws.registrationGuide('20')],
      [['来源说明与取得凭证', 'Statement of the source and proof of acquisition']],
      { conditional: false },
    ),
    item(
      '3',
      ['个人信息处理的合法性基础', 'Legal basis for personal information, incl. sensitive data and minors under 14'],
      'major',
      [laws.personalInformation('13, 28, 31')],
      [['知情同意书或其他合法性基础', 'Consent forms or another legal basis']],
      { notApplicable: true },
    ),
    item(
      '4',
      ['向其他处理者提供的单独同意', 'Separate consent where given to another processor'],
      'major',
      [laws.personalInformation('23, 29, 30')],
      [['单独同意书', 'Separate consent']],
      { notApplicable: true },
    ),
    item(
      '5',
      ['匿名化或仅去标识化', 'Anonymised, or only de-identified'],
      'major',
      [laws.personalInformation('4, 73')],
      [['去标识化报告与重识别风险测度', 'Report on de-identification and measured re-identification risk']],
    ),
    item(
      '6',
      ['个人信息保护影响评估', 'Impact assessment of the protection of personal information'],
      'major',
      [laws.personalInformation('55, 56')],
      [['影响评估报告（保存三年）', 'Impact assessment, kept three years']],
      { notApplicable: true },
    ),
    item(
      '7',
      ['撤回同意可执行', 'Withdrawal of consent can be carried out'],
      'minor',
      [laws.personalInformation('15, 47')],
      [['撤回流程与密封对照表', 'Procedure of withdrawal and sealed key']],
      { notApplicable: true },
    ),
    item(
      '8',
      ['重要数据核查与风险评估', 'Important data: catalogue checked, risk assessed'],
      'major',
      [laws.networkDataSecurity('12, 31, 33')],
      [['重要数据目录核查记录', 'Record of the check against the catalogue']],
      { notApplicable: true },
    ),
    item(
      '9',
      ['不含人类遗传资源信息', 'No human genetic resources information'],
      'stop',
      [laws.geneticResources('10, 28'), laws.geneticResourcesRules('2')],
      [['字段与文本检索记录', 'Record of the search of columns and texts']],
      { conditional: false },
    ),
    item(
      '10',
      ['不属于禁止交易的数据', 'Not in a list of non-tradable data'],
      'stop',
      [laws.shanghaiData('55'), laws.shenzhenData('67')],
      [['禁止交易清单核对', 'Check against the lists of non-tradable data']],
      { conditional: false },
    ),
    item(
      '11',
      ['数据出境', 'Export of data: none, or a lawful route'],
      'major',
      [laws.personalInformation('38, 39')],
      [['出境安排说明', 'Statement on export']],
    ),
    item(
      '12',
      ['伦理审查覆盖本次使用', 'The ethics opinion covers this use'],
      'major',
      [laws.ethicsReview('32')],
      [['伦理审查批件', 'Opinion of the ethics committee']],
    ),
    item(
      '12a',
      ['健康信息交易、病历管理与等级保护', 'Trading in health information, medical records, protection level of systems'],
      'major',
      [laws.basicHealthcare('92'), laws.protectionLevel],
      [['等级保护备案证明', 'Record of the protection level']],
    ),
    item(
      '13',
      ['国家秘密、知识产权与竞争', 'State secrets, intellectual property, competition'],
      'major',
      [laws.dataSecurity('53')],
      [['权属与保密说明', 'Statement on rights and secrecy']],
    ),
    item(
      '14',
      ['买方目的、环境、资质与转售', "Buyer's purpose, environment, qualification; resale"],
      'minor',
      [laws.contract],
      [['拟定的使用条款', 'Proposed terms of use']],
    ),
  ],
};

function item(
  code: string,
  [zh, en]: Pair,
  severity: Severity,
  basis: readonly LegalBasis[],
  evidence: readonly Pair[],
  more: More = {},
): ChecklistItem {
  return {
    code,
    title: { zh, en },
    basis,
    severity,
    mayBeConditional: more.conditional ?? true,
    mayBeNotApplicable: more.notApplicable ?? false,
    evidence: evidence.map(([zhText, enText]): Bilingual => ({ zh: zhText, en: enText })),
  };
}
