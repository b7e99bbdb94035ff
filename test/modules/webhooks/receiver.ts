import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { webhookDispatch } from '../../../src/modules/webhooks/dispatch.ts';
import { type Caller, type TestApp, testApp } from '../../helpers/app.ts';
import { testWorker } from '../../helpers/worker.ts';
import { type Event, type Log, openLog } from '../../kernel/feed/log.ts';

type Teardown = { teardown(end: () => unknown): void };

/** Somebody else's server that takes facts in. */
export type Receiver = {
  url: string;
  /** Everything that came, in order, as it was answered. */
  got: { event: Event; headers: IncomingHttpHeaders; body: string; answered: number }[];
  /** What it answers: a status, or nothing at all. */
  answer: (event: Event, headers: IncomingHttpHeaders) => number | Promise<number>;
  until(condition: () => boolean): Promise<void>;
};

export async function openReceiver(t: Teardown): Promise<Receiver> {
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const event = JSON.parse(body);
      const { headers } = request;
      const answered = await receiver.answer(event, headers);
      receiver.got.push({ event, headers, body, answered });
      const location = answered >= 300 && answered < 400 ? { location: receiver.url } : {};
      response.writeHead(answered, location).end();
      for (const check of waiting) check();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/facts`,
    got: [],
    answer: () => 204,
    until: (condition) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!condition()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
  return receiver;
}

/** Throws unless the signature is right, by the reference library. */
export const verify = (secret: string, got: Receiver['got'][number]): unknown =>
  new Webhook(secret).verify(got.body, got.headers as Record<string, string>);

export type Bench = {
  app: TestApp;
  log: Log;
  administrator: Caller;
  receiver: Receiver;
  /** A worker that sends webhooks until stopped, with the test's own outbound where given. */
  start(change?: (services: Services) => Services): { stop(): Promise<void> };
  /** Registers an endpoint at the receiver; its id. */
  register(name: string, more?: object): Promise<string>;
  endpoint(id: string): Promise<Event>;
  /** The pauses before the next try are over. */
  hurry(): Promise<void>;
};

type Services = Parameters<typeof webhookDispatch.start>[0];

export const OWN_NETWORK = { WEBHOOK_NETWORKS: '127.0.0.0/8' };
const HURRY = `update webhook_delivery set due_at = now() where status = 'PENDING' and due_at > now()`;

export async function openBench(t: Teardown): Promise<Bench> {
  const app = await testApp(t, { env: OWN_NETWORK });
  app.clock.set(new Date().toISOString());
  const { services } = testWorker(t, app, { env: OWN_NETWORK }).options;
  const administrator = app.as('administrator');
  const receiver = await openReceiver(t);
  return {
    app,
    log: await openLog(t, app),
    administrator,
    receiver,
    start(change = (same) => same) {
      const running = webhookDispatch.start(change(services));
      let stopped: Promise<void> | undefined;
      const stop = (): Promise<void> => {
        stopped ??= running.stop();
        return stopped;
      };
      t.teardown(stop);
      return { stop };
    },
    async register(name, more = {}) {
      const input = { name, url: receiver.url, acts: ['grid.*'], ...more };
      return (await administrator.command('webhook-endpoint.register', input)).webhookEndpoint;
    },
    async endpoint(id) {
      const query = `query ($id: ID!) { webhookEndpoint(id: $id) { id version name url acts status
        disabledReason deliveredUpTo waiting pending { position status attempts lastAnswer } } }`;
      return (await administrator.query(query, { id })).webhookEndpoint;
    },
    async hurry() {
      await app.owner(HURRY);
    },
  };
}
