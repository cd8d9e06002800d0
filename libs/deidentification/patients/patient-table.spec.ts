import { encode } from 'iconv-lite';
import * as fc from 'fast-check';
import { PatientIndex } from './patient-index';
import { readPatientTable, tableDigest, type PatientTable } from './patient-table';

// Goal: rows that share a number are one patient and no others; what can't be right is refused by row and column, without a value.

const read = (text: string | Buffer): PatientTable => {
  const table = readPatientTable(typeof text === 'string' ? Buffer.from(text) : text);
  if (!table.ok) throw new Error(table.refusal.code);
  return table.value;
};
const refusalOf = (text: string | Buffer) => {
  const table = readPatientTable(typeof text === 'string' ? Buffer.from(text) : text);
  return table.ok ? null : table.refusal;
};

const TABLE = `患者主索引,影像号,住院号,门诊号,MRN,姓名
E1,X100,Z200,,M1,王建国
E1,X101,,C300,,王建国
E2,X102,Z201,,M2,李娜
`;

describe('readPatientTable', () => {
  it('joins what shares a number, and keeps no name', () => {
    const table = read(TABLE);
    expect(table.summary).toEqual({
      rows: 3,
      duplicateRows: 0,
      patients: 2,
      identifiers: { patient: 2, mrn: 2, inpatient: 2, outpatient: 1, imaging: 3 },
      columnsNotKept: 1,
    });
    expect(JSON.stringify(table)).not.toMatch(/王建国|李娜/);
    const index = new PatientIndex(table.entries);
    expect(index.keyOf('imaging', 'x100')).toBe(index.keyOf('outpatient', 'Ｃ３００'));
    expect(index.keyOf('imaging', 'X102')).not.toBe(index.keyOf('imaging', 'X100'));
  });

  it.each([
    ['GB18030', encode(TABLE, 'gb18030')],
    ['UTF-8 with a mark', encode(TABLE, 'utf8', { addBOM: true })],
    ['UTF-16 as Excel writes it', encode(TABLE.replaceAll(',', '\t'), 'utf16-le', { addBOM: true })],
    [
      'quoted cells, semicolons and CR LF',
      Buffer.from(
        TABLE.replace(/[^,\n]+/g, '"$&"')
          .replaceAll(',', ';')
          .replaceAll('\n', '\r\n'),
      ),
    ],
    [
      'rows in another order',
      Buffer.from(
        TABLE.trimEnd()
          .split('\n')
          .map((line, index, all) => (index === 0 ? line : all[all.length - index]))
          .join('\n'),
      ),
    ],
  ])('reads %s to the same', (_name, bytes) => expect(read(bytes).entries).toEqual(read(TABLE).entries));

  it('goes by any number where there is no key of patients', () => {
    const index = new PatientIndex(read('Imaging No,Admission_No,Accession Number\nX1,Z1,\nX2,Z1,A9\nX3,Z3,\n').entries);
    expect(index.keyOf('imaging', 'X1')).toBe(index.keyOf('imaging', 'X2'));
    expect(index.keyOf('imaging', 'X3')).not.toBe(index.keyOf('imaging', 'X1'));
    expect(index.keyOfImage({ patientId: 'unknown', otherIds: [], accessionNumber: 'a9' })).toBe(index.keyOf('imaging', 'X1'));
  });

  it.each([
    ['nothing', '', 'patient-table.empty', undefined],
    ['a header alone', '影像号,住院号\n', 'patient-table.empty', undefined],
    ['bytes that are no text', Buffer.from([0xff, 0x80, 0x00, 0x01]), 'patient-table.not-text', undefined],
    ['an open quotation', '影像号,住院号\n"X1,Z1\n', 'patient-table.not-csv', { row: 2 }],
    ['one column that joins nothing', '影像号,备注\nX1,a\n', 'patient-table.no-identifiers', undefined],
    ['two of a kind', '影像号,片号,住院号\n1,2,3\n', 'patient-table.repeated-column', { column: 'imaging' }],
    ['a formula', '影像号,住院号,备注\nX1,Z1,=cmd|calc\n', 'patient-table.formula', { row: 2, column: 3, kind: 'not-kept' }],
    ['a rounded number', '身份证号,住院号\n4.40305E+17,Z1\n', 'patient-table.mangled-number', { row: 2, column: 1, kind: 'resident' }],
    ['a row of blanks in what counts', '影像号,住院号,备注\nX1,Z1,\n,,a\n', 'patient-table.row-without-identifier', { row: 3 }],
    [
      'a number of two patients',
      'EMPI,影像号\nE1,X1\nE2,X2\nE2,X1\n',
      'patient-table.two-patients',
      { column: 'patient', row: 2, otherRow: 3 },
    ],
    [
      'two resident numbers of one patient',
      '身份证号,MRN\n1,M1\n2,M1\n',
      'patient-table.two-patients',
      { column: 'resident', row: 2, otherRow: 3 },
    ],
    [
      'a cell as long as a text',
      `影像号,住院号\n${'X'.repeat(65)},Z1\n`,
      'patient-table.cell-too-long',
      { row: 2, column: 1, kind: 'imaging' },
    ],
  ])('refuses %s', (_name, text, code, facts) => {
    expect(refusalOf(text)).toMatchObject({ code, ...(facts && { facts }) });
  });

  it('names no value in a refusal', () => {
    const refusal = refusalOf('EMPI,影像号\nSECRET-1,X-SECRET\nSECRET-2,X-SECRET\n');
    expect(JSON.stringify(refusal)).not.toContain('SECRET');
  });

  const number = fc.integer({ min: 0, max: 30 }).map(String);
  const rows = fc.array(fc.record({ imaging: number, inpatient: number, mrn: fc.option(number, { nil: '' }) }), {
    minLength: 1,
    maxLength: 40,
  });
  const csv = (all: readonly { imaging: string; inpatient: string; mrn: string }[]): string =>
    `影像号,住院号,MRN\n${all.map(({ imaging, inpatient, mrn }) => `${imaging},${inpatient},${mrn}`).join('\n')}\n`;

  it('is the finest joining in which every row is of one patient, whatever the order of rows', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const table = read(csv(all));
        const index = new PatientIndex(table.entries);
        for (const { imaging, inpatient, mrn } of all) {
          expect(index.keyOf('inpatient', inpatient)).toBe(index.keyOf('imaging', imaging));
          if (mrn) expect(index.keyOf('mrn', mrn)).toBe(index.keyOf('imaging', imaging));
        }
        expect(table.summary.patients).toBe(componentsOf(all));
        expect(read(csv([...all].reverse())).entries).toEqual(table.entries);
      }),
    );
  });

  it('has a digest of its content under the secret', () => {
    const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const reordered = read(TABLE.replace(/(E1,X100.*\n)(E1,X101.*\n)/, '$2$1'));
    expect(tableDigest(reordered, one)).toBe(tableDigest(read(TABLE), one));
    expect(tableDigest(read(TABLE), other)).not.toBe(tableDigest(read(TABLE), one));
    expect(tableDigest(read(TABLE.replace('M2', 'M3')), one)).not.toBe(tableDigest(read(TABLE), one));
  });
});

/** By repeated flooding: slow, and plainly right. */
function componentsOf(rows: readonly { imaging: string; inpatient: string; mrn: string }[]): number {
  const groups = rows.map(({ imaging, inpatient, mrn }) => new Set([`i${imaging}`, `z${inpatient}`, ...(mrn ? [`m${mrn}`] : [])]));
  for (let merged = true; merged;) {
    merged = false;
    for (let one = 0; one < groups.length && !merged; one += 1)
      for (let other = one + 1; other < groups.length && !merged; other += 1) {
        const [a, b] = [groups[one]!, groups[other]!];
        if (![...a].some((each) => b.has(each))) continue;
        groups.splice(other, 1);
        b.forEach((each) => a.add(each));
        merged = true;
      }
  }
  return groups.length;
}

describe('PatientIndex', () => {
  const index = new PatientIndex(read('EMPI,影像号,住院号,检查单号\nE1,77,88,A1\nE2,88,99,A2\n').entries);
  const image = (patientId: string, accessionNumber: string | null = null, otherIds: string[] = []) =>
    index.keyOfImage({ patientId, accessionNumber, otherIds });

  it('takes a number that is of two patients in two columns for nobody', () => {
    expect(index.keyOfAny('88')).toBeNull();
    expect(image('88', 'A2')).toBe(index.keyOf('patient', 'E2'));
  });

  it('does not join an image whose numbers name two patients', () => {
    expect(image('77')).toBe(index.keyOf('patient', 'E1'));
    expect(image('77', 'A2')).toBeNull();
    expect(image('77', null, ['99'])).toBeNull();
  });
});
