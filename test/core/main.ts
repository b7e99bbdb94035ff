import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { civilDate } from '../../src/kernel/clock.ts';
import { startCore } from './core.ts';
import { NO_FAULTS } from './faults.ts';

/**
 * The bank core as a process of its own: `BANK_URL` and `CORE_TOKEN` name the bank it serves,
 * `CORE_SEED` and `CORE_FAULTS` (JSON) what goes wrong. It answers `GET /books`, `POST /repayments`
 * and `POST /faults` on a free port of this machine, and says which.
 */
const { BANK_URL = 'http://127.0.0.1:8080', CORE_TOKEN = '', CORE_SEED = '1' } = process.env;
const { CORE_FAULTS = '{}', CORE_POLL_MS = '250' } = process.env;

const day = (): string => civilDate(new Date());
const core = startCore({
  bankUrl: BANK_URL,
  token: CORE_TOKEN,
  seed: Number(CORE_SEED),
  faults: { ...NO_FAULTS, ...JSON.parse(CORE_FAULTS) },
  day,
  pollMs: Number(CORE_POLL_MS),
});

async function bodyOf(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
}

async function answerTo(request: IncomingMessage): Promise<unknown> {
  if (request.method === 'GET' && request.url === '/books') {
    return { postings: core.books.postings(), waiting: core.outbox.waiting() };
  }
  if (request.method === 'POST' && request.url === '/repayments') {
    const posting = core.books.takeIn(await bodyOf(request), day());
    core.outbox.tell(posting);
    return posting;
  }
  if (request.method === 'POST' && request.url === '/faults') {
    core.setFaults({ ...NO_FAULTS, ...(await bodyOf(request)) });
    return {};
  }
  return undefined;
}

const server = createServer((request, response) => {
  answerTo(request)
    .then((answer) => {
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer ?? {}));
    })
    .catch((error) => response.writeHead(400).end(String(error)));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
console.log(`Ready: http://127.0.0.1:${port}`);
process.on('SIGTERM', () => process.exit(0));
