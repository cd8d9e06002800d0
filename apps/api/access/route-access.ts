import { type Actor } from '#libs/identity';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * What a route says about who may ask it. Said nothing, it wants a signed-in actor: a forgotten route is closed, not open.
     * `public` asks nobody who he is; `optional` is open too, but knows the actor where one is signed in.
     */
    readonly access?: 'public' | 'optional';
  }
  interface FastifyRequest {
    /** Who asks; null where nobody is signed in, which only public and optional routes can meet. */
    actor: Actor | null;
    /** Code of the problem that was answered, for the log and the metrics. */
    problemCode: string | null;
  }
}
