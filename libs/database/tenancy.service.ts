import { type Result } from '#libs/kernel';
import { type RoleConnection, type Work } from './role-connection';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The application's way to tenants' rows: what row-level security shows within `work` is this organisation's, and nothing else. */
export class Tenancy {
  constructor(private readonly app: RoleConnection) {}

  /** A transaction under the organisation; see `RoleConnection.transaction` for how it ends. Throws for what is no id. */
  inTenant<T>(organisationId: string, work: Work<T>): Promise<Result<T>> {
    return this.app.transaction(work, { settings: tenantSettings(organisationId) });
  }

  /** The same, where Postgres refuses every write. */
  readTenant<T>(organisationId: string, work: Work<T>): Promise<Result<T>> {
    return this.app.transaction(work, { settings: tenantSettings(organisationId), readOnly: true });
  }
}

function tenantSettings(organisationId: string): Record<string, string> {
  if (!ID.test(organisationId)) throw new TypeError('a tenant is named by the id of its organisation');
  return { 'medbourse.organisation': organisationId };
}
