import { normalIdentifier } from './identifier';
import { IDENTIFIER_COLUMNS, type IdentifierColumn } from './identifier-column';
import { type PatientTable } from './patient-table';

/** What a part of an asset says of whose it is; which of the hospital's numbers an image bears as Patient ID is not said. */
export interface StatedIdentifiers {
  readonly patientId: string | null;
  readonly otherIds: readonly string[];
  readonly accessionNumber: string | null;
}

const OF_PATIENTS: readonly IdentifierColumn[] = IDENTIFIER_COLUMNS.filter((column) => column !== 'accession');
const AMBIGUOUS = '';

/** Finds the key of a patient by any of his identifiers. */
export class PatientIndex {
  private readonly byColumn = new Map<IdentifierColumn, Map<string, string>>();
  /** Over all columns but accession numbers; a number that names two patients in two columns names none. */
  private readonly anywhere = new Map<string, string>();

  constructor(entries: PatientTable['entries']) {
    for (const [column, identifier, key] of entries) {
      const own = this.byColumn.get(column) ?? new Map<string, string>();
      this.byColumn.set(column, own.set(identifier, key));
      if (!OF_PATIENTS.includes(column)) continue;
      const other = this.anywhere.get(identifier);
      this.anywhere.set(identifier, other === undefined || other === key ? key : AMBIGUOUS);
    }
  }

  /** By a number of a known kind: what a table or a report says. */
  keyOf(column: IdentifierColumn, identifier: string): string | null {
    return this.byColumn.get(column)?.get(normalIdentifier(identifier)) ?? null;
  }

  /** By a number of whatever kind; null where the table does not have it, or has it for two patients. */
  keyOfAny(identifier: string): string | null {
    return this.anywhere.get(normalIdentifier(identifier)) || null;
  }

  /**
   * By what an image states: its Patient ID, its accession number, then other ids. Where these name two patients the image is nobody's:
   * a file filed under the wrong patient must not be given to either. Null: not joined.
   */
  keyOfImage({ patientId, otherIds, accessionNumber }: StatedIdentifiers): string | null {
    const found = [
      patientId ? this.keyOfAny(patientId) : null,
      accessionNumber ? this.keyOf('accession', accessionNumber) : null,
      ...otherIds.map((id) => this.keyOfAny(id)),
    ].filter((key) => key !== null);
    return new Set(found).size === 1 ? (found[0] ?? null) : null;
  }
}
