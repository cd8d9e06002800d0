export { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded/embedded-postgres';
export { freePort } from './embedded/free-port';
export { type ServerSettings } from './embedded/server';
export { withClient } from './client';
export { createDataSource, type DataSourceRequest } from './data-source';
export {
  connectDatabase,
  type ConnectionOptions,
  type DatabaseConnections,
  DEFAULT_POOL_SIZES,
  type ServingRole,
} from './database-connections';
export { migrate, type Migration } from './migration.runner';
export { DatabaseError, violatedCheck, violatedForeignKey, violatedUnique } from './postgres.errors';
export { accessTo, type DatabaseRequest, prepareDatabase, roleUrls } from './prepare-database';
export { type Query } from './query';
export { RoleConnection, type Work } from './role-connection';
export { rolePasswordsFrom, rolePasswordsIn } from './role-passwords';
export { type Role, roleName, type RolePasswords, type RoleUrls } from './roles';
export { Tenancy } from './tenancy.service';
export {
  CURRENT_ORGANISATION,
  grantFunction,
  type Grants,
  type Privilege,
  sharedTable,
  tenantTable,
  type TenantTableOptions,
} from './tenant-table';
export { entityDrift } from './entity.drift';
export { auditIsolation, type IsolationFinding } from './isolation.audit';
export { schemaOf } from './schema.dump';
