import { refusals } from '#libs/kernel';

/** Facts name a row (the header is row 1) and a kind of column; never what a cell holds. */
export const refusePatientTable = refusals({
  'patient-table.empty': 'invalid',
  'patient-table.too-large': 'invalid',
  'patient-table.not-text': 'invalid',
  'patient-table.not-csv': 'invalid',
  'patient-table.no-identifiers': 'invalid',
  'patient-table.repeated-column': 'invalid',
  'patient-table.row-without-identifier': 'invalid',
  'patient-table.formula': 'invalid',
  'patient-table.mangled-number': 'invalid',
  'patient-table.cell-too-long': 'invalid',
  'patient-table.two-patients': 'conflict',
});
