import { once } from 'node:events';
import http, { type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Test, test } from 'tap';
import { lend } from '../../../src/kernel/db/memory.ts';
import { backOnceWritten } from '../../../src/kernel/http/written.ts';

const BYTES = 1_000_000;
/** More than the system takes for a reader that takes nothing. */
const BEFORE = 16 * BYTES;
const OURS = 'a'.charCodeAt(0);
const OTHERS = 'b'.charCodeAt(0);

/** What comes of an answer, for a reader that has not begun to read. */
async function served(t: Test, answer: (response: ServerResponse) => void) {
  const server = http.createServer((_, response) => answer(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const request = http.get({ port, host: '127.0.0.1' });
  const [reader] = (await once(request, 'response')) as [http.IncomingMessage];
  return reader;
}

test('a body is nobody else’s until a slow reader’s system has it', async (t) => {
  const written = Promise.withResolvers<void>();
  let body: Buffer = Buffer.alloc(0);
  const reader = await served(t, (response) => {
    body = backOnceWritten(response, lend(BYTES).fill(OURS));
    response.once('finish', () => written.resolve());
    response.write(Buffer.alloc(BEFORE));
    response.end(body);
  });
  const meanwhile = Array.from({ length: 5 }, () => lend(BYTES).fill(OTHERS));
  t.notOk(meanwhile.some(({ buffer }) => buffer === body.buffer));
  const chunks: Buffer[] = [];
  for await (const chunk of reader as AsyncIterable<Buffer>) chunks.push(chunk);
  const came = Buffer.concat(chunks);
  t.equal(came.length, BEFORE + BYTES);
  t.ok(came.subarray(BEFORE).equals(Buffer.alloc(BYTES, OURS)), 'all of it, as it was');
  await written.promise;
  const next = Array.from({ length: 5 }, () => lend(BYTES));
  t.ok(
    next.some(({ buffer }) => buffer === body.buffer),
    'then it is lent again',
  );
});
