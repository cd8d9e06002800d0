import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Provider } from '@nestjs/common';
import { LogController, type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { type DatabaseConnections } from '#libs/database';
import { Identity } from '#libs/identity';
import { guardEveryRoute } from './access/access.hook';
import { ApiModule, type ApiServices } from './api.module';
import { type ApiConfiguration } from './configuration/api-configuration';
import { ApiSettings } from './configuration/api-settings';
import { closeGracefully } from './graceful-close';
import { newMetrics, timeRequests, type Reading } from './observation/metrics';
import { NestLog } from './observation/nest-log';
import { registerObservation } from './observation/observation.routes';
import { type Probe } from './observation/readiness';
import { logRequests, logSerializers } from './observation/request-log';
import { traceIdOf } from './observation/trace-context';
import { documentOf } from './openapi/document';
import { registerDocumentation } from './openapi/documentation.routes';
import { ProblemFilter, sendProblem } from './problem/problem.filter';
import { EventStreams } from './progress/event-stream';
import { newValidationPipe } from './request/validation.pipe';

/** What a program hands to its API: its configuration and what it opened. The API closes none of it. */
export interface ApiParts {
  readonly configuration: Pick<ApiConfiguration, 'publicUrl' | 'proxies' | 'logLevel' | 'metricsToken' | 'session'>;
  readonly connections: DatabaseConnections;
  /** Besides the database, which is always asked. */
  readonly probes?: readonly Probe[];
  readonly readings?: readonly Reading[];
  /** Services of the stages, for their controllers. */
  readonly providers?: readonly Provider[];
  readonly modules?: ApiServices['modules'];
  /** Routes outside Nest: uploads, downloads, the pages of the back office. The guard stands before them as before all others. */
  readonly routes?: readonly ((fastify: FastifyInstance) => void)[];
  /** Where the log goes; without it standard output. */
  readonly logTo?: { write(line: string): void };
}

/** A JSON body at most; uploads have routes and limits of their own. */
const BODY_LIMIT_BYTES = 1024 * 1024;
/** A whole request with its body: bounds slow senders. A resumable upload that is cut by it goes on where it stopped. */
const REQUEST_TIMEOUT_MS = 300_000;
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
const HEARTBEAT_MS = 15_000;
const STREAM_LIMIT = 1000;

/** The API, ready to listen or to be asked in-process. Whoever closes it closes `connections` afterwards. */
export async function createApi(parts: ApiParts): Promise<NestFastifyApplication> {
  const { configuration, connections } = parts;
  const settings = new ApiSettings(configuration);
  const identity = new Identity(connections, { session: configuration.session, secureCookies: settings.secureCookies });
  const authenticate = identity.authentication.authenticate.bind(identity.authentication);
  const streams = new EventStreams({
    heartbeatMs: HEARTBEAT_MS,
    limit: STREAM_LIMIT,
    stillAllowed: async ({ headers }) => {
      const result = await authenticate(headers);
      return result.ok ? result.value !== null : result.refusal.kind === 'unavailable';
    },
  });
  const adapter = new FastifyAdapter(serverOptions(parts));
  const fastify: FastifyInstance = adapter.getInstance();
  fastify.removeContentTypeParser('text/plain');
  const registry = newMetrics(parts.readings ?? []);
  logRequests(fastify);
  timeRequests(fastify, registry);
  guardEveryRoute(fastify, authenticate);

  const module = ApiModule.with({ identity, settings, streams, further: parts.providers ?? [], modules: parts.modules ?? [] });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLog(fastify.log),
    abortOnError: false,
    bodyParser: false,
  });
  secure(app, settings);
  app.useGlobalPipes(newValidationPipe());
  app.useGlobalFilters(new ProblemFilter());
  const probes = [databaseProbe(connections), ...(parts.probes ?? [])];
  registerObservation(fastify, { registry, probes, metricsToken: configuration.metricsToken });
  for (const register of parts.routes ?? []) register(fastify);
  registerDocumentation(
    fastify,
    once(() => documentOf(app, '0.1.0', settings.secureCookies)),
  );
  closeGracefully(fastify, streams);
  await app.init();
  await fastify.ready();
  return app;
}

function serverOptions({ configuration, logTo }: ApiParts): FastifyServerOptions {
  return {
    logger: { level: configuration.logLevel, base: { program: 'api' }, serializers: logSerializers, ...(logTo ? { stream: logTo } : {}) },
    // The trace id is the request's id, so every line that is logged for it has it.
    genReqId: ({ headers }) => traceIdOf(headers['traceparent']),
    requestIdHeader: false,
    // What the router itself answers, before any hook: an address that is not well formed.
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'traceId' }),
    trustProxy: configuration.proxies > 0 && ((_: string, hop: number) => hop < configuration.proxies),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    forceCloseConnections: 'idle',
  };
}

/**
 * Against other sites' pages (CSRF): the cookie is SameSite=Lax, and on methods that change something a browser's `Sec-Fetch-Site`, or its
 * `Origin` against `Host`, must say that the page is ours. All browsers send one of the two on such requests; programs send none and hold a
 * token, which no page can make a browser send. So no hidden form tokens. The check stands in Fastify, before every route.
 */
function secure(app: NestFastifyApplication, settings: ApiSettings): void {
  app.enableCsrfProtection({ trustedOrigins: [settings.publicUrl.origin] });
  app.useSecurityHeaders({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': "'self'",
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'object-src': "'none'",
        'base-uri': "'none'",
        'form-action': "'self'",
        'frame-ancestors': "'none'",
      },
    },
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: settings.secureCookies,
  });
}

const databaseProbe = ({ app }: DatabaseConnections): Probe => ({
  name: 'database',
  check: async () => {
    const answer = await app.rows('select 1');
    if (!answer.ok) throw new Error(answer.refusal.code);
  },
});

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
