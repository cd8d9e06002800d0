export { type IdentifierColumn } from './identifier-column';
export { PatientIndex, type StatedIdentifiers } from './patient-index';
export { LARGEST_TABLE_BYTES, readPatientTable, tableDigest, type PatientTable, type PatientTableSummary } from './patient-table';
