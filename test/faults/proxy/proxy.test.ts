import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { type Test, test } from 'tap';
import { type FaultProxy, startFaultProxy } from './proxy.ts';

/** Answers every line with `<line>` in brackets, and remembers what came and how it ended. */
type Echo = { port: number; heard: string[]; ended: Promise<void>; sockets: Socket[] };

async function echo(t: Test): Promise<Echo> {
  const heard: string[] = [];
  const sockets: Socket[] = [];
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined).on('close', () => resolve());
    socket.on('data', (piece) => {
      heard.push(piece.toString());
      socket.write(`[${piece}]`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as { port: number }).port, heard, ended, sockets };
}

type Client = {
  socket: Socket;
  /** All that came. */
  text(): string;
  /** Resolves when so much has come. */
  has(text: string): Promise<void>;
  /** How it ended: `end`, or the code of an error. */
  ended: Promise<string>;
};

async function client(t: Test, { host, port }: FaultProxy): Promise<Client> {
  const socket = connect({ host, port, noDelay: true });
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  let text = '';
  socket.on('data', (piece) => {
    text += piece;
    socket.emit('more');
  });
  socket.on('error', (error: Error & { code?: string }) => resolve(error.code ?? ''));
  socket.on('close', () => resolve('end'));
  t.teardown(() => void socket.destroy());
  await once(socket, 'connect');
  return {
    socket,
    text: () => text,
    async has(wanted) {
      while (!text.includes(wanted)) await once(socket, 'more');
    },
    ended,
  };
}

async function setUp(t: Test) {
  const server = await echo(t);
  const proxy = await startFaultProxy({ host: '127.0.0.1', port: server.port });
  t.teardown(() => proxy.close());
  return { server, proxy, open: () => client(t, proxy) };
}

test('without a fault everything passes, both ways, and ends are ends', async (t) => {
  const { server, proxy, open } = await setUp(t);
  const one = await open();
  const long = 'x'.repeat(3_000_000);
  one.socket.write(long);
  while (one.text().replaceAll(/[^x]/g, '').length < long.length) await once(one.socket, 'more');
  t.equal(server.heard.join('').length, long.length);
  one.socket.end();
  await server.ended;
  server.sockets[0]?.end();
  t.equal(await one.ended, 'end');
  t.equal(
    proxy.urlFor('postgres://a:b@db.example:5432/c?d=e'),
    `postgres://a:b@127.0.0.1:${proxy.port}/c?d=e`,
  );
});

test('an answer is cut after exactly so many bytes, counted from the request', async (t) => {
  const { server, proxy, open } = await setUp(t);
  for (const afterBytes of [0, 1, 3]) {
    const one = await open();
    one.socket.write('first');
    await one.has('[first]');
    const cut = proxy.inject(
      { kind: 'cut', direction: 'down', afterBytes },
      { when: { direction: 'up', bytes: 'commit' } },
    );
    // The trigger comes in two pieces.
    one.socket.write('com');
    await one.has('[com]');
    one.socket.write('mit');
    t.equal(await one.ended, 'end');
    t.equal(one.text(), `[first][com]${'[mit]'.slice(0, afterBytes)}`);
    t.equal(cut.times, 1);
    t.equal(server.heard.join('').slice(-6), 'commit', 'the request had arrived');
  }
  const whole = await open();
  proxy.inject(
    { kind: 'cut', direction: 'down', afterBytes: 8 },
    { when: { direction: 'up', bytes: 'commit' } },
  );
  whole.socket.write('commit');
  await whole.has('[commit]');
  t.equal(proxy.connections.length, 1, 'no byte beyond them came, so nothing was cut');
});

test('a request is cut on its way', async (t) => {
  const { server, proxy, open } = await setUp(t);
  proxy.inject({ kind: 'cut', direction: 'up', afterBytes: 4 });
  const one = await open();
  one.socket.write('request');
  await server.ended;
  t.equal(server.heard.join(''), 'requ');
  await one.ended;
});

test('a reset is a reset', async (t) => {
  const { proxy, open } = await setUp(t);
  const one = await open();
  one.socket.write('a');
  await one.has('[a]');
  const order = proxy.inject({ kind: 'reset' });
  await order.first;
  t.equal(await one.ended, 'ECONNRESET');
  proxy.heal();
  const two = await open();
  two.socket.write('b');
  await two.has('[b]');
  proxy.refuse(true);
  const late = connect({ host: proxy.host, port: proxy.port });
  const [error] = await once(late, 'error');
  t.match(error, { code: 'ECONNRESET' });
});

test('a black hole swallows and tells nobody; healing resets what lost something', async (t) => {
  const { server, proxy, open } = await setUp(t);
  const [lost, idle] = [await open(), await open()];
  lost.socket.write('a');
  idle.socket.write('b');
  await Promise.all([lost.has('[a]'), idle.has('[b]')]);
  proxy.inject({ kind: 'black-hole', directions: ['down'] });
  lost.socket.write('kept');
  while (!server.heard.includes('kept')) await once(server.sockets[0] as Socket, 'data');
  while (!proxy.connections.some(({ isMaimed }) => isMaimed)) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  t.equal(lost.text(), '[a]', 'its answer never came');
  t.equal(lost.socket.destroyed, false, 'and nothing says so');
  proxy.heal();
  t.equal(await lost.ended, 'ECONNRESET');
  idle.socket.write('c');
  await idle.has('[c]');
});

test('half open: one end is gone, the other never hears of it', async (t) => {
  const { server, proxy, open } = await setUp(t);
  const one = await open();
  one.socket.write('a');
  await one.has('[a]');
  proxy.inject({ kind: 'half-open', closed: 'server' }, { times: 1 });
  await server.ended;
  one.socket.write('into nothing');
  const two = await open();
  two.socket.write('b');
  await two.has('[b]');
  t.equal(one.socket.destroyed, false);
  t.equal(one.text(), '[a]');
  t.notOk(server.heard.includes('into nothing'));
  proxy.resetAll();
  t.equal(await one.ended, 'ECONNRESET');
});

test('slow pieces come late, whole and in order, also when it heals meanwhile', async (t) => {
  const { server, proxy, open } = await setUp(t);
  const one = await open();
  one.socket.write('0');
  await one.has('[0]');
  proxy.inject({ kind: 'slow', delayMs: 40, direction: 'up' });
  const started = performance.now();
  one.socket.write('1');
  while (!server.heard.includes('1')) await once(server.sockets[0] as Socket, 'data');
  t.ok(performance.now() - started >= 39, 'it waited');
  one.socket.write('2');
  proxy.heal();
  one.socket.write('3');
  while (!server.heard.join('').endsWith('3')) await once(server.sockets[0] as Socket, 'data');
  t.equal(server.heard.join(''), '0123');
});

test('new connections go where the proxy points, and faults may be for them alone', async (t) => {
  const { proxy, open } = await setUp(t);
  const other = await echo(t);
  const old = await open();
  old.socket.write('x');
  await old.has('[x]');
  proxy.inject({ kind: 'cut', direction: 'down', afterBytes: 2 }, { onlyNew: true, times: 1 });
  proxy.pointTo({ host: '127.0.0.1', port: other.port });
  const fresh = await open();
  fresh.socket.write('y');
  await fresh.ended;
  t.equal(fresh.text(), '[y');
  t.same(other.heard, ['y']);
  old.socket.write('z');
  await old.has('[x][z]');
});
