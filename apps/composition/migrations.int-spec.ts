import { auditIsolation } from '#libs/database';
import { ok } from '#libs/kernel';
import { testDatabase } from '../../test/support';

/** Tables, views and keys that cross organisations on purpose, each with the reason. */
const ON_PURPOSE: readonly string[] = [
  'schema_migration', // which migrations were applied: the owner's alone, no role is granted anything
  'case_row_table', // names of tables; roles may read it
  'legal_time', // one row for the whole data folder; roles may read it
  'case_record_id', // an id is one exchange's: parties name a case without naming its owner
  // The public register: what is published is unique in the exchange, whoever published it.
  'agency_code_pkey',
  'certificate_published_number',
  'notice_published_case',
  'dicom_endpoint_called', // one listener has one set of AE titles; a device names no organisation
  // Looked up by the hash of a secret before it is known whose it is; the identity role's own.
  'api_token_pkey',
  'api_token_secret',
  'invitation_pkey',
  'invitation_secret',
  'session_pkey',
  'session_secret',
];

describe('the schema that all migrations build', () => {
  it('isolates every table, and puts the organisation into every key', async () => {
    const database = await testDatabase();
    expect(await auditIsolation(database.urls.owner, ON_PURPOSE)).toEqual(ok([]));
    await database.drop();
  });
});
