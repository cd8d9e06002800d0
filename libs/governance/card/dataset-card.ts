import { canonicalJson, type Bilingual } from '#libs/kernel';
import { dimensions } from '../quality/imaging-quality.rules';
import { titlesOf, type DatasetFacts } from './dataset-facts';
import { disclosureRules } from './disclosure.rules';
import { splitRules } from './split.rules';

const both = (zh: string, en: string): Bilingual => ({ zh, en });

/**
 * The project's own card, `medbourse-dataset-card/1`: a section for each thing that whoever registers a medical device on the data must show (YY/T
 * 1833.2 datasets, 1833.3 annotation, 1833.4 traceability). `docs/dataset-card.md` explains every field.
 */
export function datasetCard(facts: DatasetFacts): string {
  const { annex1, lineage, grading, tables } = facts;
  return canonicalJson({
    format: 'medbourse-dataset-card/1',
    standards: ['YY/T 1833.2-2022', 'YY/T 1833.3-2022', 'YY/T 1833.4-2023', 'GB/T 36344-2018', 'DICOM PS3.15 2025e Annex E'],
    identification: {
      assetId: facts.assetId,
      datasetVersion: facts.datasetVersion,
      titles: titlesOf(facts),
      summary: annex1.summary,
      industry: annex1.industry,
      region: annex1.region,
      publisher: facts.publisher,
      updateFrequency: annex1.updateFrequency,
    },
    source: {
      kind: facts.source,
      registeredPeriod: { from: annex1.periodFrom, to: annex1.periodTo },
      years: facts.years,
      devices: facts.breakdowns.device,
      manufacturers: facts.breakdowns.manufacturer,
    },
    cohort: {
      ...facts.cohort,
      modality: facts.breakdowns.modality,
      bodyPart: facts.breakdowns.bodyPart,
      contrast: facts.breakdowns.contrast,
      ...demographics,
    },
    acquisition: {
      parameters: facts.parameters,
      planes: facts.breakdowns.plane,
      kernels: facts.breakdowns.kernel,
      transferSyntaxes: facts.breakdowns.transferSyntax,
      range: both('各序列第5至第95百分位', '5th to 95th percentile over series'),
    },
    dictionary: { file: tables.dictionary, index: tables.series },
    annotation: { given: false, note: both('未附标注', 'No annotation comes with the data') },
    splits: {
      rules: splitRules.version,
      unit: 'patient',
      method: both('按患者假名散列，增量不改变既有划分', 'By hash of the patient’s replacement; an increment moves nobody'),
      sizes: facts.splits,
    },
    quality: {
      standard: 'GB/T 36344-2018',
      rules: facts.quality.rules,
      titles: dimensions,
      dimensions: facts.quality.dimensions,
      figures: facts.quality.figures,
    },
    deidentification: {
      ...facts.profile,
      files: facts.tally,
      finding: grading.finding,
      level: { standard: 'GB/T 39725-2020', level: grading.level },
      risk: facts.risk,
      riskRules: facts.riskRules,
      determined: facts.determined,
    },
    lineage: {
      ...lineage,
      governed: both(
        '列有本卡的清单即治理版本，其摘要为版本标识',
        'The manifest that lists this card is the governed version; its digest names it',
      ),
    },
    use: {
      routes: grading.routes,
      licence: both('仅可按合同约定使用，条件见挂牌与合同', 'Only under a contract; its terms are in the listing and the contract'),
    },
    disclosure: { rules: disclosureRules.version, smallestCell: disclosureRules.smallestCell },
  });
}

/** Sex and age are removed with the Basic Profile, and no option that keeps them is offered: nothing is left to count. */
const demographics = {
  sex: { given: false, reason: both('去标识时移除', 'Removed by de-identification') },
  age: { given: false, reason: both('去标识时移除', 'Removed by de-identification') },
};
