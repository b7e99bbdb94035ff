import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Test, test } from 'tap';
import { registerDraining } from '../../../src/kernel/http/draining.ts';
import { listen } from '../../../src/kernel/http/listen.ts';
import { bareApp } from './server.ts';

const HOST = '127.0.0.1';
const CALLERS = 200;
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** An app whose answers wait, and how many wait. */
async function waiting(t: Test) {
  const { app } = bareApp(t);
  registerDraining(app);
  const { promise, resolve: letGo } = Promise.withResolvers<void>();
  const waiters = { count: 0 };
  app.get('/', async () => {
    waiters.count += 1;
    await promise;
    return 'served';
  });
  const { port } = new URL(await listen(app, { host: HOST, port: 0 }));
  return { app, at: { host: HOST, port: Number(port) }, letGo, waiters };
}

/** All of an answer until its connection ends. */
async function heard(socket: Socket): Promise<string> {
  let text = '';
  for await (const piece of socket) text += piece;
  return text;
}

test('one turn of the event loop takes many of the connections that wait', async (t) => {
  const { app, at } = await waiting(t);
  const took = [0];
  app.server.on('connection', () => {
    took[took.length - 1] = (took.at(-1) ?? 0) + 1;
  });
  const sockets = Array.from({ length: CALLERS }, () => connect(at));
  const connected = Promise.all(sockets.map((socket) => once(socket, 'connect')));
  while (took.reduce((sum, count) => sum + count) < CALLERS) {
    await nextTurn();
    took.push(0);
  }
  await connected;
  const most = Math.max(...took);
  t.ok(process.platform !== 'linux' || most > 1, `${most} at most, in ${took.length} turns`);
  for (const socket of sockets) socket.destroy();
});

test('whoever was let in by any listener is answered when the app closes', async (t) => {
  const { app, at, letGo, waiters } = await waiting(t);
  const sockets = Array.from({ length: CALLERS }, () => connect(at));
  for (const socket of sockets) socket.write('GET / HTTP/1.1\r\nhost: test\r\n\r\n');
  const answers = Promise.all(sockets.map(heard));
  while (waiters.count < CALLERS) await nextTurn();
  let isClosed = false;
  const closed = app.close().then(() => {
    isClosed = true;
  });
  while (app.server.listening) await nextTurn();
  const [refused] = await once(connect(at), 'error');
  t.equal(refused.code, 'ECONNREFUSED', 'nobody listens any more');
  t.notOk(isClosed, 'but whoever is in the house is waited for');
  letGo();
  const served = (await answers).filter((text) => /^HTTP\/1.1 200 .*served$/s.test(text));
  t.equal(served.length, CALLERS);
  await closed;
});

test('a port that is taken is not shared', async (t) => {
  const { at } = await waiting(t);
  const { app } = bareApp(t);
  await t.rejects(listen(app, at), { code: 'EADDRINUSE' });
});
