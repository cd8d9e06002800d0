import { titlesOf, type CardFile, type DatasetFacts } from './dataset-facts';

/** DCAT 3 with terms of HealthDCAT-AP release 7. Inline, so that a reader needs no network. */
const context = {
  adms: 'http://www.w3.org/ns/adms#',
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  dpv: 'https://w3id.org/dpv#',
  dqv: 'http://www.w3.org/ns/dqv#',
  foaf: 'http://xmlns.com/foaf/0.1/',
  healthdcatap: 'http://healthdataportal.eu/ns/health#',
  prov: 'http://www.w3.org/ns/prov#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  spdx: 'http://spdx.org/rdf/terms#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
};

const AUTHORITY = 'http://publications.europa.eu/resource/authority';
const MEDIA_TYPES = 'https://www.iana.org/assignments/media-types';

const zh = (text: string) => ({ '@language': 'zh', '@value': text });
const en = (text: string) => ({ '@language': 'en', '@value': text });
const iri = (id: string) => ({ '@id': id });
const typed = (type: string, value: string | number) => ({ '@type': `xsd:${type}`, '@value': String(value) });
const count = (value: number) => typed('nonNegativeInteger', value);

/**
 * The dataset as a catalogue of health data shows it. Absent are typical ages, which de-identification removed, the retention period and the health
 * data access body, which stand in contract and listing: nothing is claimed that was not measured or decided here.
 */
export function dcat(facts: DatasetFacts): object {
  const { annex1, cohort, grading, lineage, publisher } = facts;
  const titles = titlesOf(facts);
  const id = `urn:uuid:${facts.assetId}`;
  return {
    '@context': context,
    '@id': id,
    '@type': 'dcat:Dataset',
    'dct:identifier': facts.assetId,
    'dct:title': [zh(titles.zh), en(titles.en)],
    'dct:description': [zh(annex1.summary), en(populationOf(facts))],
    'dct:language': [iri(`${AUTHORITY}/language/ZHO`), iri(`${AUTHORITY}/language/ENG`)],
    'dct:accessRights': iri(`${AUTHORITY}/access-right/${grading.finding === 'anonymised' ? 'RESTRICTED' : 'NON_PUBLIC'}`),
    ...(grading.finding === 'de-identified' && { 'dct:type': iri(`${AUTHORITY}/dataset-type/PERSONAL_DATA`) }),
    'dcat:theme': iri(`${AUTHORITY}/data-theme/HEAL`),
    'dcat:keyword': [en('medical imaging'), zh('医学影像'), ...facts.breakdowns.modality.values.map(({ value }) => en(value))],
    'dcat:version': String(facts.datasetVersion),
    'dct:temporal': {
      '@type': 'dct:PeriodOfTime',
      'dcat:startDate': typed('date', annex1.periodFrom),
      'dcat:endDate': typed('date', annex1.periodTo),
    },
    ...(publisher && {
      'dct:publisher': { '@type': 'foaf:Agent', 'foaf:name': zh(publisher.name), 'dct:identifier': publisher.creditCode },
    }),
    'healthdcatap:healthCategory': category('medical-images', '医学影像', 'Medical images from routine care'),
    'healthdcatap:healthTheme': facts.breakdowns.bodyPart.values.map(({ value }) => theme(value)),
    'healthdcatap:numberOfRecords': count(cohort.instances),
    'healthdcatap:numberOfUniqueIndividuals': count(cohort.patients),
    'healthdcatap:populationCoverage': [
      zh(`${cohort.patients}名患者，${cohort.studies}次检查，${cohort.series}个序列。`),
      en(populationOf(facts)),
    ],
    'healthdcatap:hasCodingSystem': codingSystem,
    'healthdcatap:hasStructuredData': { '@type': 'xsd:boolean', '@value': 'true' },
    'healthdcatap:analytics': lineage.reports.map((report) => distribution(id, report, 'Report of governance', '治理报告')),
    'dpv:hasLegalBasis': {
      '@type': 'dpv:LegalBasis',
      'dct:description': [
        zh('由律师事务所就本版本出具法律意见，见挂牌。'),
        en('Assessed in the law firm’s opinion on this version; see the listing.'),
      ],
    },
    'dpv:hasPurpose': {
      '@type': 'dpv:Purpose',
      'dct:description': [zh('仅限合同约定的用途。'), en('Only those that the contract names.')],
    },
    'dct:provenance': {
      '@type': 'dct:ProvenanceStatement',
      'rdfs:label': [
        zh(`由医院依法采集（${facts.source}），自封存版本 ${lineage.sealedDigest} 按 ${facts.profile.standard} 去标识。`),
        en(
          `Collected by the hospital (${facts.source}); de-identified by ${facts.profile.standard} from the sealed version ${lineage.sealedDigest}.`,
        ),
      ],
    },
    'prov:wasDerivedFrom': iri(namedBy(lineage.sealedDigest)),
    'prov:wasGeneratedBy': { '@id': `urn:uuid:${lineage.governanceCaseId}`, '@type': 'prov:Activity', 'rdfs:label': en('Governance') },
    'dqv:hasQualityMeasurement': facts.quality.dimensions.filter(({ denominator }) => denominator > 0).map(qualityMeasurement),
    'dcat:distribution': [
      distribution(id, facts.tables.series, 'Index of series', '序列索引'),
      distribution(id, facts.tables.dictionary, 'Data dictionary', '数据字典'),
      {
        '@id': `${id}#images`,
        '@type': 'dcat:Distribution',
        'dct:title': [zh('去标识影像'), en('De-identified images')],
        'dcat:accessURL': iri(id),
        'dcat:mediaType': iri(`${MEDIA_TYPES}/application/dicom`),
        'dcat:byteSize': count(cohort.bytes),
        'dct:rights': { '@type': 'dct:RightsStatement', 'rdfs:label': en('Only under a contract; its terms are in the listing.') },
      },
    ],
  };
}

/** RFC 6920: a thing by its digest. */
const namedBy = (sha256: string): string => `ni:///sha-256;${Buffer.from(sha256, 'hex').toString('base64url')}`;

function populationOf({ cohort, breakdowns, years }: DatasetFacts): string {
  const modalities = breakdowns.modality.values.map(({ value }) => value).join(', ');
  const when = years ? `, studied ${years.from === years.to ? years.from : `${years.from} to ${years.to}`}` : '';
  return `${cohort.patients} patients of one hospital${when}: ${cohort.studies} studies, ${cohort.series} series${modalities ? ` (${modalities})` : ''}.`;
}

/** Regulation (EU) 2025/327 article 51 names the categories; the code list's addresses have moved with every release, the words have not. */
const category = (code: string, chinese: string, english: string) => ({
  '@id': `urn:medbourse:health-category:${code}`,
  '@type': 'skos:Concept',
  'skos:prefLabel': [zh(chinese), en(english)],
});

const theme = (bodyPart: string) => ({
  '@id': `urn:medbourse:body-part:${encodeURIComponent(bodyPart)}`,
  '@type': 'skos:Concept',
  'skos:notation': bodyPart,
  'skos:prefLabel': en(bodyPart.toLowerCase()),
});

const codingSystem = {
  '@id': 'http://dicom.nema.org/resources/ontology/DCM',
  '@type': 'dct:Standard',
  'dct:title': en('DICOM PS3.16 controlled terminology'),
};

const qualityMeasurement = ({ dimension, numerator, denominator }: DatasetFacts['quality']['dimensions'][number]) => ({
  '@type': 'dqv:QualityMeasurement',
  'dqv:isMeasurementOf': {
    '@id': `urn:medbourse:gbt36344:${dimension}`,
    '@type': 'dqv:Metric',
    'skos:prefLabel': en(`GB/T 36344 ${dimension}`),
  },
  'dqv:value': { '@type': 'xsd:decimal', '@value': (numerator / denominator).toFixed(6) },
  'rdfs:comment': en(`${numerator} of ${denominator}`),
});

const distribution = (dataset: string, { path, sha256, bytes }: CardFile, english: string, chinese: string) => ({
  '@id': `${dataset}#${path}`,
  '@type': 'dcat:Distribution',
  'dct:title': [zh(chinese), en(english)],
  'dcat:accessURL': iri(dataset),
  'dcat:mediaType': iri(`${MEDIA_TYPES}/${path.endsWith('.csv') ? 'text/csv' : 'application/json'}`),
  'dcat:byteSize': count(bytes),
  'spdx:checksum': {
    '@type': 'spdx:Checksum',
    'spdx:algorithm': iri('spdx:checksumAlgorithm_sha256'),
    'spdx:checksumValue': { '@type': 'xsd:hexBinary', '@value': sha256 },
  },
});
