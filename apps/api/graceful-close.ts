import { type Socket } from 'node:net';
import { type FastifyInstance } from 'fastify';
import { type EventStreams } from './progress/event-stream';

const SWEEP_MS = 50;

/**
 * At a shutdown answers under way are finished, streams are ended, and every other connection is closed as soon as it is idle: one
 * that a client keeps alive would hold the server up for as long as it likes. Node does not count those as idle on which nothing was
 * ever sent, which browsers open in advance.
 */
export const closeGracefully = (fastify: FastifyInstance, streams: EventStreams): void => {
  const sockets = new Set<Socket>();
  fastify.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  fastify.addHook('preClose', (done) => {
    streams.closeAll();
    const sweep = (): void => {
      fastify.server.closeIdleConnections();
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    };
    const sweeping = setInterval(sweep, SWEEP_MS);
    fastify.server.once('close', () => clearInterval(sweeping));
    sweep();
    done();
  });
};
