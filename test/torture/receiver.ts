import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/** Somebody else's server that takes facts in, badly. */
export type Receiver = {
  url: string;
  /** Ids of facts in the order in which each was first taken in. */
  taken(): readonly string[];
  /** How often one came again, and how often with other words than before. */
  again(): number;
  otherwise(): number;
  /** From now on it takes everything in at once. */
  behave(): void;
  close(): Promise<void>;
};

const SLOWEST_MS = 150;
const FAILING = 500;
const TAKEN = 204;

/** What it does with a fact: it refuses it, or takes it in, and then may say nothing about it. */
export async function openReceiver(chance: () => number): Promise<Receiver> {
  const taken = new Map<string, string>();
  let repeated = 0;
  let changed = 0;
  let isBad = true;
  const take = async (id: string, body: string, response: ServerResponse): Promise<void> => {
    if (isBad) await pause(chance() * SLOWEST_MS);
    if (isBad && chance() < 0.2) return void response.writeHead(FAILING).end();
    if (taken.has(id)) repeated += 1;
    if (body !== (taken.get(id) ?? body)) changed += 1;
    taken.set(id, body);
    if (isBad && chance() < 0.2) return void response.destroy();
    response.writeHead(TAKEN).end();
  };
  const server = createServer((request, response) => {
    const id = String(request.headers['webhook-id']);
    void text(request).then(
      (body) => take(id, body, response),
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/facts`,
    taken: () => [...taken.keys()],
    again: () => repeated,
    otherwise: () => changed,
    behave() {
      isBad = false;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
