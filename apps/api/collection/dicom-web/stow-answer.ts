/** What became of one object of a request. */
export interface StowOutcome {
  /** Null where the object could not be read. */
  readonly sopClass: string | null;
  readonly sopInstance: string | null;
  /** Undefined where it was stored; else as C-STORE has it (PS3.18 section 10.5.3, annex I.2.2). */
  readonly failure: number | undefined;
}

interface Element {
  readonly vr: 'UI' | 'US' | 'UR' | 'SQ';
  readonly Value?: readonly (string | number | DataSet)[];
}
type DataSet = Readonly<Record<string, Element>>;

const uid = (value: string): Element => ({ vr: 'UI', Value: [value] });

/** The Store Instances Response Module (PS3.18 annex I). Nothing is fetched here by WADO, so the retrieve URLs are empty. */
export function stowAnswer(outcomes: readonly StowOutcome[]): DataSet {
  const items = { '00081198': [] as DataSet[], '00081199': [] as DataSet[], '0008119A': [] as DataSet[] };
  for (const { sopClass, sopInstance, failure } of outcomes) {
    const named = sopClass !== null && sopInstance !== null;
    const reference: DataSet = named ? { '00081150': uid(sopClass), '00081155': uid(sopInstance) } : {};
    if (failure === undefined) items['00081199'].push({ ...reference, '00081190': { vr: 'UR' } });
    else items[named ? '00081198' : '0008119A'].push({ ...reference, '00081197': { vr: 'US', Value: [failure] } });
  }
  const sequences = Object.entries(items).filter(([, value]) => value.length > 0);
  return { '00081190': { vr: 'UR' }, ...Object.fromEntries(sequences.map(([tag, Value]) => [tag, { vr: 'SQ' as const, Value }])) };
}

/** 200 all were stored, 202 some, 409 none (PS3.18 table 10.5.3-1). */
export function stowStatus(outcomes: readonly StowOutcome[]): 200 | 202 | 409 {
  const failed = outcomes.filter(({ failure }) => failure !== undefined).length;
  if (failed === 0) return 200;
  return failed === outcomes.length ? 409 : 202;
}

const KEYWORDS: Readonly<Record<string, string>> = {
  '00081150': 'ReferencedSOPClassUID',
  '00081155': 'ReferencedSOPInstanceUID',
  '00081190': 'RetrieveURL',
  '00081197': 'FailureReason',
  '00081198': 'FailedSOPSequence',
  '00081199': 'ReferencedSOPSequence',
  '0008119A': 'OtherFailuresSequence',
};

/** The same in the Native DICOM Model (PS3.19 annex A.1). Every value is a UID or a number: nothing needs escaping. */
export const asXml = (dataSet: DataSet): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM">${attributes(dataSet)}</NativeDicomModel>\n`;

const attributes = (dataSet: DataSet): string =>
  Object.entries(dataSet)
    .map(
      ([tag, { vr, Value = [] }]) =>
        `<DicomAttribute tag="${tag}" vr="${vr}" keyword="${KEYWORDS[tag]}">${Value.map(value).join('')}</DicomAttribute>`,
    )
    .join('');

const value = (given: string | number | DataSet, index: number): string =>
  typeof given === 'object' ? `<Item number="${index + 1}">${attributes(given)}</Item>` : `<Value number="${index + 1}">${given}</Value>`;
