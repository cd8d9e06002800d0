import { type FastifyInstance } from 'fastify';
import { type CollectionServices } from '#libs/collection';

const EVERY_MS = 3_600_000;

/** Drops expired uploads when the API begins and every hour, and lets go of those under way when it ends: their senders go on with the next one. */
export const sweepUploads =
  ({ uploads }: CollectionServices) =>
  (fastify: FastifyInstance): void => {
    const sweep = (): void => {
      uploads.sweep().catch((error: unknown) => fastify.log.error({ error: (error as Error).message }, 'uploads were not swept'));
    };
    let sweeping: NodeJS.Timeout | undefined;
    fastify.addHook('onReady', (done) => {
      sweep();
      sweeping = setInterval(sweep, EVERY_MS).unref();
      done();
    });
    fastify.addHook('preClose', (done) => {
      clearInterval(sweeping);
      uploads.stop();
      done();
    });
  };
