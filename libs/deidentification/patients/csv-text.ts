import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { ok, type Result } from '#libs/kernel';
import { refusePatientTable } from './patient-table.errors';

const DELIMITERS = [',', ';', '\t', '，'] as const;

/** UTF-8 (with or without a mark), UTF-16 with a mark as Excel writes it, or GB18030. Refuses `patient-table.not-text`. */
export function textOfTable(bytes: Buffer): Result<string> {
  const label =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : isUtf8(bytes)
          ? 'utf-8'
          : 'gb18030';
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return ok(text);
  } catch {
    // Told below: what does not decode is no text.
  }
  return refusePatientTable('patient-table.not-text', 'The table is neither UTF-8 nor GB18030 text.');
}

/**
 * Rows of cells by RFC 4180; the delimiter is the one that the first line has most of. Lines without any cell are passed over but counted, so that
 * a row's number is that of an editor where no cell holds a line break. Refuses `patient-table.not-csv`.
 */
export function rowsOf(text: string): Result<{ readonly row: number; readonly cells: readonly string[] }[]> {
  const delimiter = delimiterOf(text);
  const rows: { row: number; cells: string[] }[] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let row = 1;
  const endRow = (): void => {
    cells.push(cell);
    if (cells.some((each) => each.trim() !== '')) rows.push({ row, cells });
    [cells, cell] = [[], ''];
    row += 1;
  };
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text.charAt(index + 1) === '"') {
        cell += '"';
        index += 1;
      } else quoted = false;
    } else if (character === '"' && cell.trim() === '') [cell, quoted] = ['', true];
    else if (character === delimiter) {
      cells.push(cell);
      cell = '';
    } else if (character === '\n') endRow();
    else if (character !== '\r') cell += character;
  }
  if (quoted) return refusePatientTable('patient-table.not-csv', `A quotation mark in row ${row} is never closed.`, { facts: { row } });
  if (cell !== '' || cells.length > 0) endRow();
  return ok(rows);
}

function delimiterOf(text: string): string {
  const end = text.indexOf('\n');
  const first = end < 0 ? text : text.slice(0, end);
  const counts = DELIMITERS.map((delimiter) => first.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}
