import { test } from 'tap';
import { testApp } from '../helpers/app.ts';
import { loggedApp } from '../kernel/vault/logged-app.ts';
import { LEAK, unharmed } from './unharmed.ts';

test('malformed tokens', async (t) => {
  const app = await testApp(t);
  const served = await loggedApp(t, app);
  const good = await served.token('administrator');
  const [header = '', payload = '', signature = ''] = good.split('.');
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const tokens: [string, string | undefined][] = [
    ['none', undefined],
    ['empty', ''],
    ['only the scheme', 'Bearer'],
    ['only the scheme and a space', 'Bearer '],
    ['another scheme', 'Basic YWRtaW5pc3RyYXRvcjp4'],
    ['no scheme', good],
    ['two tokens', `Bearer ${good}, Bearer ${good}`],
    ['a space within', `Bearer ${header} .${payload}.${signature}`],
    ['two parts', `Bearer ${header}.${payload}`],
    ['four parts', `Bearer ${good}.${signature}`],
    ['no signature', `Bearer ${header}.${payload}.`],
    ['another signature', `Bearer ${header}.${payload}.${'A'.repeat(signature.length)}`],
    ['alg none', `Bearer ${part({ alg: 'none', typ: 'at+jwt' })}.${payload}.`],
    ['another subject', `Bearer ${header}.${part({ ...claims, sub: 'auditor' })}.${signature}`],
    ['no JSON', `Bearer ${header}.AAAA.${signature}`],
    ['an array', `Bearer ${part([])}.${part([])}.${signature}`],
    ['dots', 'Bearer ...'],
    ['NUL and more', 'Bearer \u00e9.\u00e9.\u00e9'],
    ['8 kB', `Bearer ${'a'.repeat(3_000)}.${'b'.repeat(3_000)}.${'c'.repeat(3_000)}`],
    ['nobody', `Bearer ${await served.token('nobody')}`],
    ['a subject with NUL', `Bearer ${await served.token('a\0b')}`],
  ];
  const requests = [
    { method: 'GET', url: '/v1/people' },
    { method: 'GET', url: `/v1/people/person_${app.world.people.auditor}` },
    { method: 'GET', url: '/v1/grids/well-field?areaCode=429005' },
    { method: 'POST', url: '/v1/people/register', payload: { code: 'x', name: 'x' } },
    { method: 'POST', url: '/v1/batch', payload: { lines: [] } },
    { method: 'POST', url: '/graphql', payload: { query: '{ viewer { code } }' } },
  ] as const;
  await unharmed(t, app, async () => {
    for (const [name, authorization] of tokens) {
      for (const request of requests) {
        const headers = authorization === undefined ? {} : { authorization };
        const answer = await served.app.inject({ ...request, headers });
        t.equal(answer.statusCode, 401, `${name}: ${request.url}`);
        t.equal(answer.headers['www-authenticate'], 'Bearer', name);
        const { code, errors } = answer.json();
        t.equal(code ?? errors[0].extensions.code, 'auth.unauthenticated', name);
        t.notMatch(answer.payload, LEAK);
      }
    }
  });
  const answer = await served.send('administrator', { method: 'GET', url: '/v1/viewer' });
  t.equal(answer.status, 200, 'the good one is good');
});
