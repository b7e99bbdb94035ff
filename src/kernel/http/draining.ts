import type { FastifyInstance } from 'fastify';

/**
 * A process that is about to stop says so in every answer: `Connection: close` makes callers and
 * balancers open their next connection elsewhere, so that none is in use when the listener ends.
 *
 * @returns whether the process is stopping: because it was told to, or because the app is closing.
 */
export function registerDraining(app: FastifyInstance, isTold?: () => boolean): () => boolean {
  let isClosing = false;
  const isDraining = (): boolean => isClosing || (isTold?.() ?? false);
  app.addHook('preClose', async () => {
    isClosing = true;
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isDraining()) reply.header('connection', 'close');
    done();
  });
  // A stream whose head went out before said that the connection stays; it would keep the listener.
  app.addHook('onResponse', (request, _reply, done) => {
    if (isDraining()) request.raw.socket.destroySoon();
    done();
  });
  return isDraining;
}
