import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'tap';
import { addressOf, judgeOf } from '../../../src/kernel/outbound/addresses.ts';
import { createOutbound } from '../../../src/kernel/outbound/outbound.ts';
import '../../../src/kernel/outbound/errors.ts';

const PUBLIC = '93.184.215.14';
const reachable = (text: string, networks: string[] = []): boolean => {
  const address = addressOf(text);
  return address !== null && judgeOf(networks).reachable(address);
};

test('which addresses may be called', async (t) => {
  const open = [
    PUBLIC,
    '8.8.8.8',
    '223.5.5.5',
    '2400:3200::1',
    '2606:4700::1111',
    `::ffff:${PUBLIC}`,
  ];
  for (const address of open) t.ok(reachable(address), address);
  const closed = [
    '127.0.0.1',
    '127.1.2.3',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '100.100.100.200',
    '198.18.0.1',
    '203.0.113.5',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:169.254.169.254',
    '0:0:0:0:0:ffff:10.0.0.1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2001:0:1::1',
    '2001:db8::1',
    'fe80::1%eth0',
    'not-an-address',
    '127.1',
  ];
  for (const address of closed) t.notOk(reachable(address), address);
});

test('networks that the operator names, and what stays closed whatever they name', async (t) => {
  t.ok(reachable('10.20.1.1', ['10.20.0.0/16']));
  t.notOk(reachable('10.21.0.1', ['10.20.0.0/16']));
  t.ok(reachable('127.0.0.1', ['127.0.0.1']));
  t.ok(reachable('::ffff:10.20.1.1', ['10.20.0.0/16']));
  t.ok(reachable('fd12::1', ['fd12::/32']));
  for (const address of ['169.254.169.254', '100.100.100.200', '0.0.0.0', 'fe80::1', '::']) {
    t.notOk(reachable(address, ['0.0.0.0/0', '::/0']), address);
  }
});

test('what may not even be registered', async (t) => {
  const outbound = createOutbound({ networks: ['127.0.0.1/32'], resolve: async () => [PUBLIC] });
  const refused = [
    'ftp://example.com/',
    'file:///etc/passwd',
    'https://user:secret@example.com/',
    'https://example.com/#part',
    'http://example.com/',
    'https://localhost.:1/'.replace('localhost.', '127.0.0.2'),
    'https://2130706434/',
    'https://0x7f.2/',
    'https://[::ffff:7f00:2]/',
    'https://169.254.169.254/latest/meta-data',
    `https://example.com/${'x'.repeat(2_048)}`,
    'nonsense',
  ];
  for (const url of refused) {
    await t.rejects(outbound.check(url), { code: 'outbound.address' }, url);
  }
  for (const url of ['https://example.com/', `https://${PUBLIC}:8443/x?y`, 'http://127.0.0.1:9/']) {
    await t.resolves(outbound.check(url), url);
  }
  const mixed = createOutbound({ networks: [], resolve: async () => [PUBLIC, '10.0.0.1'] });
  await t.rejects(
    mixed.check('https://example.com/'),
    { code: 'outbound.address' },
    'one is enough',
  );
  const nobody = createOutbound({
    networks: [],
    resolve: () => Promise.reject(new Error('ENOTFOUND')),
  });
  await t.rejects(nobody.check('https://no.example/'), { code: 'outbound.unresolved' });
});

async function openServer(t: { teardown(end: () => unknown): void }) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    if (request.url === '/never') return;
    if (request.url === '/drip') {
      response.writeHead(200).write('x');
      return;
    }
    if (request.url === '/flood') {
      response.writeHead(200);
      for (let n = 0; n < 64; n += 1) response.write(Buffer.alloc(16_384));
      return;
    }
    response.writeHead(request.url === '/away' ? 302 : 200, { location: '/elsewhere' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, port: (server.address() as AddressInfo).port };
}

test('a call goes to the address that was judged, whatever the name says next', async (t) => {
  const { asked, port } = await openServer(t);
  const answers = [['127.0.0.1'], ['10.0.0.1'], ['169.254.169.254'], ['::ffff:7f00:2'], []];
  let lookups = 0;
  const outbound = createOutbound({
    networks: ['127.0.0.1/32'],
    resolve: async () => answers[lookups++] ?? [],
  });
  t.teardown(() => outbound.close());
  const post = (path: string, timeoutMs = 5_000) =>
    outbound.post({
      url: `http://hook.example:${port}${path}`,
      headers: { 'x-test': '1' },
      body: Buffer.from('{}'),
      timeoutMs,
    });
  t.match(await post('/a?b=c'), { status: 200 });
  t.same(asked, [`hook.example:${port}/a?b=c`], 'under its own name, over one look-up');
  for (const code of [
    'outbound.address',
    'outbound.address',
    'outbound.address',
    'outbound.unresolved',
  ]) {
    await t.rejects(post('/'), { code }, 'the name leads elsewhere now');
  }
  t.equal(asked.length, 1, 'and nobody was called');
});

test('redirections, silence and floods', async (t) => {
  const { asked, port } = await openServer(t);
  const outbound = createOutbound({ networks: ['127.0.0.1/32'] });
  t.teardown(() => outbound.close());
  const post = (path: string) =>
    outbound.post({
      url: `http://127.0.0.1:${port}${path}`,
      headers: {},
      body: Buffer.from('{}'),
      timeoutMs: 300,
    });
  t.match(await post('/away'), { status: 302 });
  t.equal(asked.length, 1, 'not followed');
  await t.rejects(post('/never'), 'no answer in time');
  t.match(await post('/drip'), { status: 200 }, 'the status is the answer');
  t.match(await post('/flood'), { status: 200 }, 'the rest is not read');
});
