import { createHmac } from 'node:crypto';
import { ok, type Result } from '#libs/kernel';
import { rowsOf, textOfTable } from './csv-text';
import { DisjointSets } from './disjoint-sets';
import { normalIdentifier } from './identifier';
import { columnOf, IDENTIFIER_COLUMNS, type IdentifierColumn } from './identifier-column';
import { refusePatientTable } from './patient-table.errors';

/** What a table says of itself, without a value of it. */
export interface PatientTableSummary {
  readonly rows: number;
  /** Rows that say nothing that another did not. */
  readonly duplicateRows: number;
  readonly patients: number;
  /** How many different identifiers each column has. */
  readonly identifiers: Readonly<Partial<Record<IdentifierColumn, number>>>;
  /** Columns that are no identifiers and were not kept: names and whatever else. */
  readonly columnsNotKept: number;
}

/** Every identifier of the table with the key of its patient. */
export interface PatientTable {
  readonly summary: PatientTableSummary;
  /** Column, identifier in normal form, key; in order, so that the same content gives the same list. */
  readonly entries: readonly (readonly [column: IdentifierColumn, identifier: string, key: string])[];
}

export const LARGEST_TABLE_BYTES = 64 * 1024 * 1024;
const LONGEST_IDENTIFIER = 64;
const FORMULA = /^[=+@-]|^[\t\r]/;
/** A spreadsheet rounded it: the digits at its end are lost. */
const MANGLED = /^\d(?:[.,]\d+)?E[+]?\d{1,3}$/i;

interface Row {
  readonly row: number;
  readonly identifiers: readonly (readonly [column: IdentifierColumn, identifier: string])[];
}

/**
 * Reads a mapping table (CSV). Rows that share an identifier are one patient: 影像号 in one row and 住院号 in another meet over the number that both
 * rows have. Where a column has keys of patients, or resident identity numbers, two different ones for one patient are a conflict: refuses
 * `patient-table.two-patients` with the rows; and every other code of `refusePatientTable`.
 */
export function readPatientTable(bytes: Buffer): Result<PatientTable> {
  if (bytes.length > LARGEST_TABLE_BYTES) {
    return refusePatientTable('patient-table.too-large', `A table has at most ${LARGEST_TABLE_BYTES} bytes.`, {
      facts: { limit: LARGEST_TABLE_BYTES },
    });
  }
  const text = textOfTable(bytes);
  if (!text.ok) return text;
  const lines = rowsOf(text.value);
  if (!lines.ok) return lines;
  const [header, ...body] = lines.value;
  if (!header || body.length === 0) return refusePatientTable('patient-table.empty', 'The table has no row besides its header.');
  const columns = columnsOf(header.cells);
  if (!columns.ok) return columns;
  const rows: Row[] = [];
  for (const { row, cells } of body) {
    const read = readRow(row, cells, columns.value);
    if (!read.ok) return read;
    rows.push(read.value);
  }
  return joined(rows, columns.value.filter((column) => column === null || column === 'name').length);
}

function columnsOf(cells: readonly string[]): Result<(IdentifierColumn | 'name' | null)[]> {
  const columns = cells.map(columnOf);
  const kinds = columns.filter((column): column is IdentifierColumn => column !== null && column !== 'name');
  if (kinds.length < 2) {
    return refusePatientTable('patient-table.no-identifiers', 'Two columns of identifiers are needed at least: one joins nothing.', {
      facts: { found: kinds, known: IDENTIFIER_COLUMNS },
    });
  }
  const repeated = kinds.find((kind, index) => kind !== 'other' && kinds.indexOf(kind) !== index);
  if (repeated)
    return refusePatientTable('patient-table.repeated-column', 'Two columns are of the same kind.', { facts: { column: repeated } });
  return ok(columns);
}

function readRow(row: number, cells: readonly string[], columns: readonly (IdentifierColumn | 'name' | null)[]): Result<Row> {
  const identifiers: (readonly [IdentifierColumn, string])[] = [];
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] ?? '';
    if (FORMULA.test(cell.trimStart())) return refuseCell('patient-table.formula', 'A cell begins like a formula.', row, column, index);
    if (column === null || column === 'name') continue;
    const identifier = normalIdentifier(cell);
    if (identifier === '') continue;
    if (identifier.length > LONGEST_IDENTIFIER)
      return refuseCell('patient-table.cell-too-long', `An identifier has at most ${LONGEST_IDENTIFIER} characters.`, row, column, index);
    if (MANGLED.test(identifier))
      return refuseCell('patient-table.mangled-number', 'A spreadsheet has rounded a number.', row, column, index);
    identifiers.push([column, identifier]);
  }
  if (identifiers.length > 0) return ok({ row, identifiers });
  return refusePatientTable('patient-table.row-without-identifier', `Row ${row} has no identifier.`, { facts: { row } });
}

type CellRefusal = 'patient-table.formula' | 'patient-table.cell-too-long' | 'patient-table.mangled-number';

const refuseCell = (code: CellRefusal, text: string, row: number, column: IdentifierColumn | 'name' | null, index: number): Result<never> =>
  refusePatientTable(code, `${text} Row ${row}, column ${index + 1}.`, { facts: { row, column: index + 1, kind: column ?? 'not-kept' } });

/** One patient has one of these at the most. */
const SINGULAR: readonly IdentifierColumn[] = ['patient', 'resident'];

function joined(rows: readonly Row[], columnsNotKept: number): Result<PatientTable> {
  const sets = new DisjointSets();
  const places = new Map<
    string,
    { readonly element: number; readonly column: IdentifierColumn; readonly identifier: string; readonly row: number }
  >();
  const seen = new Set<string>();
  for (const { row, identifiers } of rows) {
    seen.add(JSON.stringify(identifiers));
    const [first, ...others] = identifiers.map(([column, identifier]) => {
      const key = `${column} ${identifier}`;
      const place = places.get(key) ?? { element: sets.add(), column, identifier, row };
      places.set(key, place);
      return place.element;
    });
    for (const other of others) sets.union(first ?? other, other);
  }
  const ordered = [...places.values()].sort(
    (one, other) =>
      IDENTIFIER_COLUMNS.indexOf(one.column) - IDENTIFIER_COLUMNS.indexOf(other.column) || (one.identifier < other.identifier ? -1 : 1),
  );
  const keys = new Map<number, string>();
  const singular = new Map<string, number>();
  for (const { element, column, identifier, row } of ordered) {
    const set = sets.find(element);
    if (!keys.has(set)) keys.set(set, `${column} ${identifier}`);
    if (!SINGULAR.includes(column)) continue;
    const other = singular.get(`${column} ${set}`);
    if (other !== undefined) {
      return refusePatientTable(
        'patient-table.two-patients',
        `Rows that share an identifier name two patients: ${other} and ${row}, or rows joined with them.`,
        {
          facts: { column, row: Math.min(other, row), otherRow: Math.max(other, row) },
        },
      );
    }
    singular.set(`${column} ${set}`, row);
  }
  const identifiers: Partial<Record<IdentifierColumn, number>> = {};
  for (const { column } of ordered) identifiers[column] = (identifiers[column] ?? 0) + 1;
  const entries = ordered.map(({ element, column, identifier }) => [column, identifier, keys.get(sets.find(element)) ?? ''] as const);
  const summary = { rows: rows.length, duplicateRows: rows.length - seen.size, patients: keys.size, identifiers, columnsNotKept };
  return ok({ summary, entries });
}

/** Names a table by its content, and to those alone who have the asset's secret: a plain hash would tell who guesses a row that he is right. */
export const tableDigest = ({ entries }: PatientTable, secret: Buffer): string =>
  createHmac('sha256', secret).update('patient-table\0').update(JSON.stringify(entries)).digest('hex');
