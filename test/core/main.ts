import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { civilDate } from '../../src/kernel/clock.ts';
import { type Core, startCore } from './core.ts';
import { NO_FAULTS } from './faults.ts';

/**
 * The bank core as a process of its own: `BANK_URL` names the service, `CORE_TOKEN` the bank it
 * works for there, `CORE_SEED` and `CORE_FAULTS` (JSON) what goes wrong; `CORE_PAST=asked` leaves
 * what was instructed before until somebody asks. It answers `GET /books`, `POST /repayments`,
 * `POST /faults` and `POST /banks`, by which it works for a further bank, on a free port of this
 * machine, and says which.
 */
const { BANK_URL = 'http://127.0.0.1:8080', CORE_TOKEN = '', CORE_SEED = '1' } = process.env;
const { CORE_FAULTS = '{}', CORE_POLL_MS = '250', CORE_PAST = '' } = process.env;

const day = (): string => civilDate(new Date());
const STARTED = `${Date.now().toString(36).toUpperCase()}-`;
const cores: Core[] = [];

function workFor(token: string, more: { paysPastWhenAsked?: boolean } = {}): number {
  const core = startCore({
    bankUrl: () => BANK_URL,
    token,
    seed: Number(CORE_SEED),
    faults: { ...NO_FAULTS, ...JSON.parse(CORE_FAULTS) },
    day,
    pollMs: Number(CORE_POLL_MS),
    // Its books are new each time, and the bank has seen those before.
    mark: STARTED,
    ...more,
  });
  return cores.push(core) - 1;
}
if (CORE_TOKEN) workFor(CORE_TOKEN, { paysPastWhenAsked: CORE_PAST === 'asked' });

async function bodyOf(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
}

/** Money comes in for a loan of one of the banks; of the first where none is named. */
async function takeIn(request: IncomingMessage): Promise<unknown> {
  const { bank = 0, ...repayment } = await bodyOf(request);
  const core = cores[bank];
  const posting = core?.books.takeIn(repayment, day());
  if (posting) core?.outbox.tell(posting);
  return posting;
}

async function answerTo(request: IncomingMessage): Promise<unknown> {
  switch (`${request.method} ${request.url}`) {
    case 'GET /books': {
      const waiting = cores.reduce((sum, { outbox }) => sum + outbox.waiting(), 0);
      return { postings: cores.flatMap(({ books }) => books.postings()), waiting };
    }
    case 'POST /banks':
      return { bank: workFor((await bodyOf(request)).token) };
    case 'POST /repayments':
      return takeIn(request);
    case 'POST /faults': {
      const faults = { ...NO_FAULTS, ...(await bodyOf(request)) };
      for (const core of cores) core.setFaults(faults);
      return {};
    }
    default:
      return undefined;
  }
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
// Started beside a server, it ends with it.
process.on('disconnect', () => process.exit(0));
