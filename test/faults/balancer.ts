import { once } from 'node:events';
import {
  Agent,
  createServer,
  get,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';

/**
 * A balancer as small as one can be: it asks every instance whether it is ready, sends requests in
 * turn to those that are, keeps connections open between them, and tries nothing twice, so that
 * whatever an instance fails at is seen by the caller.
 */
export type Balancer = {
  url: string;
  /** Counts what never got an answer, by why. */
  lost: string[];
  /** Takes in an instance, ready or not. */
  add(address: string): void;
  remove(address: string): void;
  /** Waits until so many instances are ready. */
  ready(count: number): Promise<void>;
  close(): Promise<void>;
};

type Instance = { address: string; agent: Agent; isReady: boolean };

const LOOK_MS = 25;

export async function startBalancer(): Promise<Balancer> {
  const instances = new Map<string, Instance>();
  const lost: string[] = [];
  let turn = 0;
  const next = (): Instance | undefined => {
    const ready = [...instances.values()].filter(({ isReady }) => isReady);
    turn += 1;
    return ready[turn % ready.length];
  };
  const pass = (from: IncomingMessage, to: ServerResponse): void => {
    const instance = next();
    if (!instance) {
      fail(to, 'no instance is ready');
      return;
    }
    const { method, headers, url } = from;
    const sent = request(`${instance.address}${url}`, { method, headers, agent: instance.agent });
    sent.on('response', (answer) => {
      // Told to go elsewhere before the next look: nothing more is sent there.
      if (answer.headers.connection === 'close') instance.isReady = false;
      const { connection: _own, ...rest } = answer.headers;
      to.writeHead(answer.statusCode ?? 0, rest);
      answer.pipe(to);
      answer.on('error', () => to.destroy());
    });
    sent.on('error', (error) => fail(to, `${method} ${url}: ${error.message}`));
    from.pipe(sent);
    to.on('close', () => void (to.writableFinished || sent.destroy()));
  };
  const fail = (to: ServerResponse, why: string): void => {
    if (to.destroyed) return;
    lost.push(why);
    if (to.headersSent) to.destroy();
    else to.writeHead(502).end();
  };
  const server = createServer(pass).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const looking = setInterval(() => {
    for (const instance of instances.values()) look(instance);
  }, LOOK_MS);
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    lost,
    add(address) {
      const agent = new Agent({ keepAlive: true });
      instances.set(address, { address, agent, isReady: false });
    },
    remove(address) {
      instances.get(address)?.agent.destroy();
      instances.delete(address);
    },
    async ready(count) {
      while ([...instances.values()].filter(({ isReady }) => isReady).length < count) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
    },
    async close() {
      clearInterval(looking);
      for (const { agent } of instances.values()) agent.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}

function look(instance: Instance): void {
  const asked = get(`${instance.address}/readyz`, { agent: false }, (answer) => {
    instance.isReady = answer.statusCode === 200;
    answer.resume();
  });
  asked.on('error', () => {
    instance.isReady = false;
  });
}
