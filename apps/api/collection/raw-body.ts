import { PassThrough, type Readable } from 'node:stream';
import { RouteConfig } from '@nestjs/platform-fastify';
import { type FastifyInstance, type FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body is a file, whatever type its sender names: it is handed on as it streams. */
    readonly rawBody?: boolean;
  }
}

/** For a method of a controller that takes a file as its body. */
export const RawBody = (): MethodDecorator => RouteConfig({ rawBody: true });

/** A type that no client sends by chance. */
const RAW = 'application/vnd.medbourse.raw';

/** Fastify chooses how to read a body by its content type, so that a JSON file would be parsed: on these routes it is led past. */
export function takeRawBodies(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(RAW, (_request, _payload, done) => done(null));
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.config.rawBody) request.raw.headers['content-type'] = RAW;
    done();
  });
}

/** How much of a body that nobody wants is still read and dropped, so that its sender comes to see the answer. */
const DROP_LIMIT_BYTES = 64_000_000;

/**
 * The body as a stream that may be destroyed: to destroy the request itself would cut the connection before it is answered. What is left of a
 * refused body is dropped as it comes, up to a limit; then the connection is cut.
 */
export function bodyStream({ raw }: FastifyRequest): Readable {
  const body = new PassThrough({
    destroy: (error, done) => {
      raw.unpipe(body);
      if (!raw.readableEnded) dropRest(raw);
      done(error);
    },
  });
  raw.once('error', (error) => body.destroy(error));
  raw.once('aborted', () => body.destroy(Object.assign(new Error('the sender broke off'), { code: 'ECONNRESET' })));
  raw.pipe(body);
  return body;
}

function dropRest(raw: FastifyRequest['raw']): void {
  let dropped = 0;
  raw.on('data', (chunk: Buffer) => {
    dropped += chunk.length;
    if (dropped > DROP_LIMIT_BYTES) raw.destroy();
  });
  // Unpiping has paused it, and what is paused does not see its sender leave.
  raw.resume();
}
