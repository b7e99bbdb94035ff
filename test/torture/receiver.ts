import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Somebody else's server that takes facts in, badly. */
export type Receiver = {
  url: string;
  /** Ids of facts in the order in which each was first taken in. */
  taken(): readonly string[];
  /** How often one came again. */
  again(): number;
  /** From now on it takes everything in at once. */
  behave(): void;
  close(): Promise<void>;
};

const SLOWEST_MS = 150;
const FAILING = 500;
const TAKEN = 204;

/** What it does with a fact: it refuses it, or takes it in, and then may say nothing about it. */
export async function openReceiver(chance: () => number): Promise<Receiver> {
  const taken = new Set<string>();
  let repeated = 0;
  let isBad = true;
  const take = async (id: string, response: ServerResponse): Promise<void> => {
    if (isBad) await pause(chance() * SLOWEST_MS);
    if (isBad && chance() < 0.2) return void response.writeHead(FAILING).end();
    if (taken.has(id)) repeated += 1;
    taken.add(id);
    if (isBad && chance() < 0.2) return void response.destroy();
    response.writeHead(TAKEN).end();
  };
  const server = createServer((request, response) => {
    request.resume().on('end', () => void take(String(request.headers['webhook-id']), response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/facts`,
    taken: () => [...taken],
    again: () => repeated,
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
