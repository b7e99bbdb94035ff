import { once } from 'node:events';
import { get } from 'node:http';
import { Readable } from 'node:stream';
import { type Test, test } from 'tap';
import { type Admission, registerAdmission } from '../../../src/kernel/http/admission.ts';
import { registerDraining } from '../../../src/kernel/http/draining.ts';
import type { Load } from '../../../src/kernel/http/house.ts';
import { bareApp } from './server.ts';

/** Two reads and one write at a time, each answered when it is let go. */
function guarded(t: Test, isTold?: () => boolean) {
  const { app } = bareApp(t);
  const isDraining = registerDraining(app, isTold);
  const admission = registerAdmission(app, { most: { read: 2, write: 1 }, isDraining });
  const waiting: (() => void)[] = [];
  const held = () => new Promise<string>((answer) => waiting.push(() => answer('done')));
  app.get('/read', held);
  app.post('/write', held);
  app.post('/report', { config: { load: 'read' } }, held);
  app.get('/stream', { config: { load: 'own' } }, held);
  app.get('/healthz', { config: { limited: false } }, held);
  app.post('/told', { config: { load: 'told' } }, async (request, reply) => {
    admission.admit(reply, (request.body as { load: Load }).load);
    return held();
  });
  const begin = async (url: string, payload?: object) => {
    const before = waiting.length;
    const method = payload ? 'POST' : 'GET';
    const answer = app.inject({ method, url, ...(payload ? { payload } : {}) });
    const first = await Promise.race([answer.then(() => 'answered'), until(before)]);
    return { answer: () => answer, isHeld: first === 'held' };
  };
  const until = async (before: number): Promise<string> => {
    while (waiting.length === before) await new Promise((resolve) => setImmediate(resolve));
    return 'held';
  };
  const letGo = () => {
    for (const answer of waiting.splice(0)) answer();
  };
  return { app, admission, begin, letGo };
}

const counts = ({ rooms: { read, write } }: Admission) => ({
  read: read.inFlight,
  write: write.inFlight,
  refused: { read: read.refused, write: write.refused },
});

test('beyond its places a kind is turned away at once, and the other is not', async (t) => {
  const { admission, begin, letGo } = guarded(t);
  const reads = [await begin('/read'), await begin('/report', {})];
  t.ok(reads.every(({ isHeld }) => isHeld));
  const away = await begin('/read');
  t.notOk(away.isHeld);
  const { statusCode, headers, payload } = await away.answer();
  t.equal(statusCode, 503);
  t.match(headers['retry-after'], /^[123]$/);
  t.match(JSON.parse(payload), { code: 'request.overloaded', status: 503 });
  t.ok((await begin('/write', {})).isHeld, 'reads do not take the places of writes');
  t.notOk((await begin('/write', {})).isHeld);
  for (const url of ['/stream', '/healthz']) t.ok((await begin(url)).isHeld, url);
  t.same(counts(admission), { read: 2, write: 1, refused: { read: 1, write: 1 } });
  letGo();
  await Promise.all(reads.map(({ answer }) => answer()));
  const next = await begin('/read');
  t.ok(next.isHeld, 'a place that is free is given');
  letGo();
  await next.answer();
});

test('what says its kind late is turned away at the door only when no kind has a place', async (t) => {
  const { admission, begin, letGo } = guarded(t);
  t.ok((await begin('/told', { load: 'write' })).isHeld);
  const second = await begin('/told', { load: 'write' });
  t.equal((await second.answer()).statusCode, 503);
  t.ok((await begin('/told', { load: 'read' })).isHeld);
  t.ok((await begin('/told', { load: 'read' })).isHeld);
  const none = await begin('/told', { load: 'read' });
  t.equal((await none.answer()).statusCode, 503);
  t.same(counts(admission), { read: 2, write: 1, refused: { read: 1, write: 1 } });
  letGo();
});

test('over the wire, a read too many is told the same', async (t) => {
  const { app, admission, begin, letGo } = guarded(t);
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  await Promise.all([begin('/read'), begin('/read')]);
  const ask = (path: string, headers = {}) => fetch(`${address}${path}`, { headers });
  const away = await ask('/read', { 'x-request-id': 'request-1' });
  t.equal(away.status, 503);
  t.match(away.headers.get('retry-after'), /^[123]$/);
  t.match(away.headers.get('content-type'), /^application\/problem\+json/);
  t.match(await away.json(), { code: 'request.overloaded', correlationId: 'request-1' });
  const page = await ask('/read', { origin: 'https://front.example' });
  t.equal(page.status, 503, 'a page of a browser, too');
  t.equal(admission.rooms.read.refused, 2);
  const health = ask('/healthz');
  const write = fetch(`${address}/write`, { method: 'POST' });
  while (admission.rooms.write.inFlight === 0)
    await new Promise((resolve) => setImmediate(resolve));
  const answered = Promise.all([health, write]);
  let isOver = false;
  void answered.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    letGo();
    await new Promise((resolve) => setImmediate(resolve));
  }
  t.same(
    (await answered).map(({ status }) => status),
    [200, 200],
  );
});

test('over the wire, a write too many is told so before its body is read', async (t) => {
  const { app, admission, begin, letGo } = guarded(t);
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  await begin('/write', {});
  for (const body of ['{}', 'no JSON', 'x'.repeat(2_000)]) {
    const headers = { 'content-type': 'application/json' };
    const away = await fetch(`${address}/write`, { method: 'POST', headers, body });
    t.equal(away.status, 503);
    t.match(away.headers.get('retry-after'), /^[123]$/);
    t.match(await away.json(), { code: 'request.overloaded', status: 503 });
  }
  t.equal(admission.rooms.write.refused, 3);
  t.ok((await begin('/report', {})).isHeld, 'a report that is asked for by POST reads');
  letGo();
});

test('a caller that hangs up while it is answered gives its place back', async (t) => {
  const { app, admission } = guarded(t);
  app.get('/endless', (_request, reply) => {
    async function* pieces() {
      for (;;) {
        yield 'piece after piece';
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    return reply.send(Readable.from(pieces()));
  });
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const [answer] = await once(get(`${address}/endless`), 'response');
  t.equal(admission.rooms.read.inFlight, 1);
  answer.on('error', () => undefined);
  answer.destroy();
  while (admission.rooms.read.inFlight > 0) await new Promise((resolve) => setImmediate(resolve));
  t.equal(admission.rooms.read.inFlight, 0);
});

test('a caller that hung up keeps its place until the work for it is over', async (t) => {
  const { app, admission, letGo } = guarded(t);
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const connected = once(app.server, 'connection');
  const request = get(`${address}/read`).on('error', () => undefined);
  const [socket] = await connected;
  while (admission.rooms.read.inFlight === 0) await new Promise((resolve) => setImmediate(resolve));
  const gone = once(socket, 'close');
  request.destroy();
  await gone;
  t.equal(admission.rooms.read.inFlight, 1, 'it is still worked on');
  letGo();
  while (admission.rooms.read.inFlight > 0) await new Promise((resolve) => setImmediate(resolve));
  t.equal(admission.rooms.read.inFlight, 0, 'and its place is free in the end');
});

test('a full house that stops answers whoever is in it, and sends the others elsewhere', async (t) => {
  let told = false;
  const { app, admission, letGo } = guarded(t, () => told);
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const ask = () => fetch(`${address}/read`);
  const inside = [ask(), ask()];
  while (admission.rooms.read.inFlight < inside.length)
    await new Promise((resolve) => setImmediate(resolve));
  told = true;
  const away = await ask();
  t.equal(away.status, 503);
  t.match(away.headers.get('retry-after'), /^[123]$/);
  t.equal(away.headers.get('connection'), 'close', 'another instance may have a place');
  letGo();
  for (const answer of await Promise.all(inside)) {
    t.equal(answer.status, 200, 'who was let in is served');
    t.equal(answer.headers.get('connection'), 'close');
  }
});

test('a process that stops says so in every answer, and a stream that ends takes its connection along', async (t) => {
  let told = false;
  const { app } = bareApp(t);
  registerDraining(app, () => told);
  const { promise: go, resolve } = Promise.withResolvers<void>();
  app.get('/', async () => 'here');
  app.get('/stream', async (_request, reply) => {
    async function* pieces() {
      yield 'a';
      await go;
      yield 'b';
    }
    return reply.send(Readable.from(pieces()));
  });
  t.not((await app.inject('/')).headers.connection, 'close');
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const [answer] = await once(get(`${address}/stream`), 'response');
  t.not(answer.headers.connection, 'close', 'its head went out before');
  told = true;
  t.equal((await app.inject('/')).headers.connection, 'close');
  const ended = once(answer.socket, 'close');
  resolve();
  let text = '';
  for await (const piece of answer) text += piece;
  t.equal(text, 'ab', 'the stream is whole');
  await ended;
});
