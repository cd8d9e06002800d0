import { ok, type Result } from '#libs/kernel';
import { refuseConfiguration } from './configuration.errors';
import { EnvironmentReader, type Environment } from './environment-reader';

export interface ApiConfiguration {
  /** Data folder. */
  readonly home: string;
  readonly host: string;
  readonly port: number;
  /** Where browsers find this server. Its scheme decides whether cookies are Secure. */
  readonly publicUrl: URL;
  /** Proxies before this server whose X-Forwarded-For counts; 0: none, and the header is ignored. */
  readonly proxies: number;
  /** Of an administrator of a Postgres server; undefined: the embedded one in the data folder. */
  readonly databaseUrl: string | undefined;
  /** The roles' passwords are derived from it on a real server; undefined: they are kept in the data folder. */
  readonly databaseSecret: string | undefined;
  readonly redisUrl: string | undefined;
  /** `file:` or `s3:`; undefined: files in the data folder. */
  readonly storageUrl: string | undefined;
  readonly logLevel: LogLevel;
  /** Token that /metrics asks of callers from other machines; undefined: this machine alone may read it. */
  readonly metricsToken: string | undefined;
  readonly session: { readonly idleMinutes: number; readonly maxHours: number };
}

const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * Reads the environment, all of it before anything starts. Refuses `configuration.invalid`; its facts name each variable that
 * does not fit with one sentence, and no value, since a value can be a password.
 */
export const readApiConfiguration = (environment: Environment): Result<ApiConfiguration> => {
  const read = new EnvironmentReader(environment);
  const host = read.text('HOST', '127.0.0.1');
  const port = read.integer('PORT', { otherwise: 3000, min: 0, max: 65_535 });
  const configuration: ApiConfiguration = {
    home: read.text('MEDBOURSE_HOME', '.medbourse'),
    host,
    port,
    publicUrl: read.url('PUBLIC_URL', ['http:', 'https:']) ?? new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}`),
    proxies: read.integer('PROXIES', { otherwise: 0, min: 0, max: 10 }),
    databaseUrl: read.url('DATABASE_URL', ['postgres:', 'postgresql:'])?.href,
    databaseSecret: read.secret('DATABASE_SECRET', 32),
    redisUrl: read.url('REDIS_URL', ['redis:', 'rediss:'])?.href,
    storageUrl: read.url('STORAGE_URL', ['file:', 's3:'])?.href,
    logLevel: read.oneOf('LOG_LEVEL', logLevels, 'info'),
    metricsToken: read.secret('METRICS_TOKEN', 16),
    session: {
      idleMinutes: read.integer('SESSION_IDLE_MINUTES', { otherwise: 120, min: 1, max: 1440 }),
      maxHours: read.integer('SESSION_MAX_HOURS', { otherwise: 12, min: 1, max: 168 }),
    },
  };
  const faults = read.faults;
  return faults.length === 0 ? ok(configuration) : refuseConfiguration('configuration.invalid', faults.join(' '), { facts: { faults } });
};
