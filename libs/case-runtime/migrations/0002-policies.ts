import { CURRENT_ORGANISATION, tenantTable } from '#libs/database';

/** Rows of a case that the current organisation is a party of. */
const sightBy = (table: string, caseColumn: string): string => `exists (
  select 1 from case_party p
  where p.organisation_id = ${table}.organisation_id and p.case_id = ${table}.${caseColumn} and p.party_organisation_id = ${CURRENT_ORGANISATION})`;

/** Row-level security of the case tables: the owner reads and writes, a party reads, the relay role sees timers and no other row of a case. */
export const policies = /* sql */ `
${tenantTable('case_record', { grants: { app: ['select', 'insert', 'update'], regulator: ['select'] }, sight: sightBy('case_record', 'id') })}
${tenantTable('case_party', {
  grants: { app: ['select', 'insert'], regulator: ['select'] },
  sight: `party_organisation_id = ${CURRENT_ORGANISATION}`,
})}
${tenantTable('case_event', { grants: { app: ['select', 'insert'], regulator: ['select'] }, sight: sightBy('case_event', 'case_id') })}
${tenantTable('audit_head', { grants: { app: ['select', 'insert', 'update'], regulator: ['select'] } })}
${tenantTable('case_clock', {
  grants: { app: ['select', 'insert', 'update'], relay: ['select'], regulator: ['select'] },
  sight: sightBy('case_clock', 'case_id'),
})}
${tenantTable('command_refusal', { grants: { app: ['select', 'insert'], regulator: ['select'] } })}

grant select on case_row_table, legal_time to medbourse_app;
grant select on legal_time to medbourse_relay, medbourse_public, medbourse_regulator;
`;
