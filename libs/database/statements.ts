import { ok, orThrow } from '#libs/kernel';
import { type Query } from './query';
import { type RoleConnection } from './role-connection';
import { Tenancy } from './tenancy.service';

/**
 * Single statements for code that tells the server's errors apart itself: they are thrown, as `DatabaseError`, and a lost connection as
 * `RefusalError`. Made for functions that set their own tenant: one round trip, committed by itself.
 */
export class Statements {
  constructor(protected readonly connection: RoleConnection) {}

  async rows<T extends object>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return orThrow(await this.connection.rows<T>(sql, parameters));
  }
}

/** The application's, which may also work within an organisation. */
export class AppStatements extends Statements {
  private readonly tenancy = new Tenancy(this.connection);

  async inTenant<T>(organisationId: string, work: (query: Query) => Promise<T>): Promise<T> {
    return orThrow(await this.tenancy.inTenant(organisationId, async (query) => ok(await work(query))));
  }
}

/** The relay's, over the outbox and timers of all organisations. */
export class RelayStatements extends Statements {}
