import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { isId } from '#libs/kernel';
import { describeError } from './error-record';
import { traceparentOf } from './trace-context';
import '../access/route-access';

/** What the log says about a request: the route's pattern instead of the address, since addresses hold file names and searches. */
export interface RequestRecord {
  readonly method: string;
  readonly route: string | null;
  readonly ids: Readonly<Record<string, string>>;
  readonly status: number;
  readonly ms: number;
  readonly code?: string;
  readonly personId?: string;
  readonly organisationId?: string;
}

/** For lines that the framework itself writes: its own serializers would put down addresses, hosts and messages. */
export const logSerializers = {
  req: ({ method }: FastifyRequest) => ({ method }),
  res: ({ statusCode }: { statusCode?: number }) => ({ statusCode }),
  err: (error: Error) => {
    const { name, message = '', frames } = describeError(error);
    return { type: name, message, stack: frames.join('\n') };
  },
};

/** One line a request when it is answered, and the trace id in every answer. Never bodies, queries, headers or addresses. */
export const logRequests = (fastify: FastifyInstance): void => {
  fastify.decorateRequest('problemCode', null);
  fastify.addHook('onRequest', (request, reply, done) => {
    // Onto the raw response, so that answers of hijacked routes (streams, uploads) carry it too.
    reply.raw.setHeader('traceparent', traceparentOf(request.id));
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const record = recordOf(request, reply.statusCode, reply.elapsedTime);
    request.log[record.status >= 500 ? 'error' : 'info'](record, 'request');
    done();
  });
};

function recordOf(request: FastifyRequest, status: number, elapsedMs: number): RequestRecord {
  const { actor, problemCode } = request;
  return {
    method: request.method,
    route: routeOf(request),
    ids: idsOf(request.params),
    status,
    ms: Math.round(elapsedMs * 10) / 10,
    ...(problemCode === null ? {} : { code: problemCode }),
    ...(actor === null ? {} : { personId: actor.personId, organisationId: actor.organisationId }),
  };
}

/** Pattern of the route, `/api/cases/:id`; null where none matched. */
export const routeOf = (request: FastifyRequest): string | null => (request.is404 ? null : (request.routeOptions.url ?? null));

function idsOf(params: unknown): Record<string, string> {
  if (typeof params !== 'object' || params === null) return {};
  return Object.fromEntries(Object.entries(params).filter((entry): entry is [string, string] => isId(entry[1])));
}
