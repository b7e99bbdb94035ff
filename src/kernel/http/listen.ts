import { once } from 'node:events';
import { type AddressInfo, createServer, type ListenOptions, type Server } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** So many connections at most are taken in one turn of the event loop. */
const LISTENERS = 64;
/** Where the system deals the connections of a port out to several listeners. */
const DEALS_OUT = process.platform === 'linux';

/**
 * A turn of the event loop takes one connection from a listener, however many wait. Under load turns
 * are long, so callers would stand outside for seconds, unseen by the door that is to tell them to
 * come back later, and so would whoever asks whether this server is ready. Where it can, the app
 * therefore listens at its port many times over; all connections are its own.
 *
 * @throws Error of the system when the port is taken
 */
export async function listen(
  app: FastifyInstance,
  given: { host: string; port: number },
): Promise<string> {
  if (!DEALS_OUT) return app.listen(given);
  await requireFree(given);
  const others = Array.from({ length: LISTENERS - 1 }, () => listenerOf(app));
  let closed: Promise<void>[] = [];
  app.addHook('preClose', async () => {
    closed = others.map(close);
  });
  app.addHook('onClose', async () => {
    await Promise.all(closed);
  });
  const dealtOut = { ...given, reusePort: true };
  const address = await app.listen(dealtOut);
  const { address: host, port } = app.server.address() as AddressInfo;
  await Promise.all(others.map((listener) => open(listener, { ...dealtOut, host, port })));
  return address;
}

/** Its sockets are as those of an HTTP server are. */
const listenerOf = (app: FastifyInstance): Server =>
  createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    app.server.emit('connection', socket),
  );

async function open(listener: Server, at: ListenOptions): Promise<void> {
  const listening = once(listener, 'listening');
  listener.listen(at);
  await listening;
}

/** Done once its last connection is. */
const close = (listener: Server): Promise<void> =>
  new Promise((done) => listener.close(() => done()));

/** Another server that deals out would be given a share of the port, and nobody told. */
async function requireFree(at: ListenOptions): Promise<void> {
  const probe = createServer();
  await open(probe, at);
  await close(probe);
}
