import { type FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { routeOf } from './request-log';

/** A figure that is read when the metrics are asked for, in the unit that its name ends in. */
export interface Reading {
  readonly name: string;
  readonly help: string;
  readonly read: () => number | Promise<number>;
}

/** One registry an application: two of them in one process (as in tests) don't count each other's requests. */
export const newMetrics = (readings: readonly Reading[]): Registry => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const { name, help, read } of readings) {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [registry],
      // A figure that can't be read is missing, not zero.
      async collect() {
        gauge.reset();
        await Promise.resolve(read()).then(
          (value) => gauge.set(value),
          () => gauge.set(NaN),
        );
      },
    });
  }
  return registry;
};

/** Labels are the route's pattern, never the address: a label's values are kept for ever. */
export const timeRequests = (fastify: FastifyInstance, registry: Registry): void => {
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const labels = { method: request.method, route: routeOf(request) ?? 'none', status: String(reply.statusCode) };
    durations.observe(labels, reply.elapsedTime / 1000);
    done();
  });
};
