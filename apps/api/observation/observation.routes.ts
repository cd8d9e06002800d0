import { timingSafeEqual } from 'node:crypto';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type Registry } from 'prom-client';
import { orThrow, sha256 } from '#libs/kernel';
import { refuseRequest } from '../request/request.errors';
import { readinessOf, type Probe } from './readiness';
import '../access/route-access';

export interface ObservationOptions {
  readonly registry: Registry;
  readonly probes: readonly Probe[];
  /** Undefined: only this machine may read the metrics, and not through a proxy. */
  readonly metricsToken: string | undefined;
}

const PROBE_LIMIT_MS = 2000;
const open = { config: { access: 'public' } } as const;

/** What operators' programs ask. `live` asks nothing of others: a server whose database is away must not be killed for it. */
export const registerObservation = (fastify: FastifyInstance, { registry, probes, metricsToken }: ObservationOptions): void => {
  fastify.get('/health/live', open, async (_, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }));
  fastify.get('/health/ready', open, async (_, reply) => {
    const { ready, checks } = await readinessOf(probes, PROBE_LIMIT_MS);
    return reply
      .status(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: ready ? 'ok' : 'unavailable', checks });
  });
  fastify.get('/metrics', open, async (request, reply) => {
    if (!mayReadMetrics(request, metricsToken))
      orThrow(refuseRequest('request.metrics-closed', 'Metrics are for this machine, or for who sends the token of METRICS_TOKEN.'));
    return reply.type(registry.contentType).send(await registry.metrics());
  });
};

function mayReadMetrics(request: FastifyRequest, token: string | undefined): boolean {
  if (token !== undefined) return timingSafeEqual(sha256(request.headers.authorization ?? ''), sha256(`Bearer ${token}`));
  const proxied = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
  return !proxied && /^(?:127\.|::1$|::ffff:127\.)/.test(request.socket.remoteAddress ?? '');
}
