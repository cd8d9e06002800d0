import { type DataSourceOptions } from 'typeorm';
import { type Result, ok } from '#libs/kernel';
import { createDataSource } from './data-source';
import { isConnectionLoss, unavailable } from './postgres.errors';
import { RoleConnection } from './role-connection';
import { type Role, type RoleUrls } from './roles';

/** The roles that serve; the owner connects for migrations alone. */
export type ServingRole = Exclude<Role, 'owner'>;

export interface ConnectionOptions {
  readonly entities: NonNullable<DataSourceOptions['entities']>;
  /** 'api', 'worker' … : pg_stat_activity shows it. */
  readonly program: string;
  /** The roles this program needs and how many connections each may hold. All programs together must stay below the server's max_connections. */
  readonly poolSizes?: Partial<Readonly<Record<ServingRole, number>>>;
}

/** One program's share of a server with 100 connections: 23, so that an API, two workers and BullMQ's own (about 10 a process) fit. */
export const DEFAULT_POOL_SIZES: Readonly<Record<ServingRole, number>> = { app: 12, relay: 3, identity: 4, public: 2, regulator: 2 };

export type DatabaseConnections = Readonly<Record<ServingRole, RoleConnection>> & {
  /** Waits for the connections in use and closes all. */
  close(): Promise<void>;
};

/** Opens a pool for each role. Refusal: `database.unavailable`. */
export async function connectDatabase(urls: RoleUrls, options: ConnectionOptions): Promise<Result<DatabaseConnections>> {
  const pool = (role: ServingRole) => openRole(role, urls[role], options);
  const pools = [pool('app'), pool('relay'), pool('identity'), pool('public'), pool('regulator')] as const;
  const [app, relay, identity, publicRole, regulator] = pools;
  const close = async () => {
    const open = pools.filter(({ dataSource }) => dataSource.isInitialized);
    await Promise.all(open.map(({ dataSource }) => dataSource.destroy()));
  };
  const opened = await Promise.allSettled(pools.map(({ dataSource }) => dataSource.initialize()));
  const failed = opened.find((pool) => pool.status === 'rejected');
  if (!failed) return ok({ app, relay, identity, public: publicRole, regulator, close });
  await close();
  if (isConnectionLoss(failed.reason)) return unavailable('not-done');
  throw failed.reason;
}

function openRole(role: ServingRole, url: string, { entities, program, poolSizes }: ConnectionOptions): RoleConnection {
  const poolSize = poolSizes?.[role] ?? DEFAULT_POOL_SIZES[role];
  return new RoleConnection(role, createDataSource({ url, entities, poolSize, applicationName: `medbourse-${program}-${role}` }));
}
