import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type Actor } from '#libs/identity';
import { orThrow, type Result } from '#libs/kernel';
import { refuseRequest } from '../request/request.errors';
import './route-access';

export type Authenticate = (headers: FastifyRequest['headers']) => Promise<Result<Actor | null>>;

/**
 * The one guard. It stands in Fastify and not in Nest, so that routes outside Nest (uploads, downloads, streams) can't miss it, and
 * before the body is read, so that nobody sends gigabytes without being known. An unknown address stays a 404.
 */
export const guardEveryRoute = (fastify: FastifyInstance, authenticate: Authenticate): void => {
  fastify.decorateRequest('actor', null);
  fastify.addHook('onRequest', async (request, reply) => {
    const { access } = request.routeOptions.config;
    if (request.is404 || access === 'public') return;
    // What somebody may see stays out of every cache between him and here, and out of the browser's.
    void reply.header('cache-control', 'no-store');
    const result = await authenticate(request.headers);
    if (access === 'optional') request.actor = result.ok ? result.value : null;
    else request.actor = orThrow(result) ?? orThrow(refuseRequest('request.not-signed-in', 'Sign in first, or send a token.'));
  });
};
