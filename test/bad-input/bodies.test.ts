import { test } from 'tap';
import { newId } from '../../src/kernel/ids.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { LEAK, unharmed } from './unharmed.ts';

/** A body as bytes, and the refusal of each endpoint it is sent to. */
type Case = [name: string, body: string | Buffer, status: number, code: string, path?: unknown[]];

const send = (app: TestApp, url: string, body: string | Buffer, type = 'application/json') =>
  app.as('administrator').rest({
    method: 'POST',
    url,
    headers: { 'content-type': type, 'idempotency-key': newId(), 'if-match': '*', reason: 'x' },
    payload: body,
  });

type GraphqlBody = { errors: { extensions: { code: string; field?: unknown[] } }[] };

const inGraphql = ({ errors }: GraphqlBody) => ({
  code: errors[0]?.extensions.code,
  path: errors[0]?.extensions.field,
});

const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** What no JSON endpoint takes, whatever it is about. */
const BROKEN: Case[] = [
  ['empty', '', 400, 'input.invalid'],
  ['spaces', ' \n ', 400, 'input.invalid', ['body']],
  ['no JSON', 'code=x&name=y', 400, 'input.invalid', ['body']],
  ['cut off', '{"code":"x"', 400, 'input.invalid', ['body']],
  ['two values', '{}{}', 400, 'input.invalid', ['body']],
  ['a comment', '{"code":"x"/* y */}', 400, 'input.invalid', ['body']],
  ['NaN', '{"code":NaN}', 400, 'input.invalid', ['body']],
  ['Infinity', '{"code":Infinity}', 400, 'input.invalid', ['body']],
  ['a raw newline in text', '{"code":"a\nb"}', 400, 'input.invalid', ['body']],
  ['__proto__', '{"__proto__":{"code":"x"}}', 400, 'input.invalid', ['body']],
  ['__proto__ further in', '{"code":{"__proto__":1}}', 400, 'input.invalid', ['body']],
  ['a constructor', '{"constructor":{"prototype":{"x":1}}}', 400, 'input.invalid', ['body']],
  ['a key twice', '{"code":"a","name":"x","code":"b"}', 400, 'input.invalid', ['body', 'code']],
  ['a key twice, escaped', '{"code":"a","\\u0063ode":"b"}', 400, 'input.invalid', ['body', 'code']],
  ['a key twice, further in', '{"x":[{"a":"\\"{","a" : 2}]}', 400, 'input.invalid', ['body', 'a']],
  ['stray bytes', bytes('{"code":"a', [0xff], '"}'), 400, 'input.invalid', ['body']],
  ['a cut sequence', bytes('{"code":"', [0xe6, 0x9d], '"}'), 400, 'input.invalid', ['body']],
  ['an overlong sequence', bytes('{"code":"', [0xc0, 0xaf], '"}'), 400, 'input.invalid', ['body']],
  ['an encoded surrogate', bytes('"', [0xed, 0xa0, 0x80], '"'), 400, 'input.invalid', ['body']],
  ['GBK', bytes('{"name":"', [0xd5, 0xc5, 0xc8, 0xfd], '"}'), 400, 'input.invalid', ['body']],
  ['UTF-16', Buffer.from('\ufeff{"code":"x"}', 'utf16le'), 400, 'input.invalid', ['body']],
  ['too much', `{"code":"${'x'.repeat(1_100_000)}"}`, 413, 'input.too_large'],
];

test('bodies', async (t) => {
  const app = await testApp(t);
  const person = app.world.people.auditor;
  const urls = [
    '/v1/people/register',
    `/v1/people/person_${person}/leave`,
    '/v1/batch',
    '/v1/grids/locate',
    '/graphql',
  ];

  for (const url of urls) {
    await t.test(url, (t) =>
      unharmed(t, app, async () => {
        for (const [name, body, status, code, path = []] of BROKEN) {
          const answer = await send(app, url, body);
          const said = url === '/graphql' ? inGraphql(answer.body) : answer.body;
          t.equal(answer.status, status, name);
          t.equal(said.code, code, name);
          t.same(said.path ?? [], path, name);
          t.notMatch(answer.text, LEAK, name);
        }
        for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x']) {
          t.equal((await send(app, url, '{}', type)).status, 415, type);
        }
      }),
    );
  }

  await t.test('what is JSON, but not an input', (t) =>
    unharmed(t, app, async () => {
      for (const body of ['[]', '[{"code":"x","name":"y"}]', '"x"', '5', 'true', '[[[]]]']) {
        for (const url of urls.slice(0, 4)) {
          const answer = await send(app, url, body);
          t.equal(answer.status, 400, `${url} ${body}`);
          t.equal(answer.body.code, 'input.invalid');
          t.notMatch(answer.text, LEAK);
        }
        const answer = await send(app, '/graphql', body);
        t.equal(answer.status, 400, `/graphql ${body}`);
        t.equal(answer.body.errors[0].extensions.code, 'query.invalid');
      }
    }),
  );

  await t.test('values that could not be kept as they are', (t) =>
    unharmed(t, app, async () => {
      const values: [string, string, (string | number)[]][] = [
        ['1e400', '1e400', []],
        ['-1e400', '-1e400', []],
        ['beyond 2^53', '9007199254740993', []],
        ['a hundred digits', '9'.repeat(100), []],
        ['NUL', '"a\\u0000b"', []],
        ['a lone surrogate', '"\\ud800"', []],
        ['a lone surrogate in a list', '["x","\\udfff\\ud800"]', [1]],
        ['NUL in a key', '{"a\\u0000":1}', ['a\0']],
        ['depth', nested(10_000), Array.from({ length: 31 }, () => 0)],
      ];
      for (const [name, value, path] of values) {
        const command = await send(app, '/v1/people/register', `{"code":"x","name":${value}}`);
        t.match(command.body, { status: 400, code: 'input.invalid' }, name);
        t.same(command.body.path, ['name', ...path], name);
        const report = await send(app, '/v1/grids/locate', `{"points":${value}}`);
        t.match(report.body, { status: 400, code: 'input.invalid' }, name);
        t.same(report.body.path, ['points', ...path], name);
        const line = `{"command":"person.register","input":{"name":${value}}}`;
        const batch = await send(app, '/v1/batch', `{"lines":[${line}]}`);
        t.match(batch.body, { status: 400, code: 'input.invalid' }, name);
        const query = JSON.stringify('query ($part: String) { people(first: 1) { totalCount } }');
        const body = `{"query":${query},"variables":{"part":${value}}}`;
        const graphql = await send(app, '/graphql', body);
        t.equal(graphql.status, 400, name);
        t.match(graphql.body.errors[0].extensions, { code: 'query.invalid' }, name);
        t.same(graphql.body.errors[0].extensions.field.slice(0, 2), ['variables', 'part'], name);
      }
      const minus = await send(app, '/v1/people/register', '{"code":"x","name":-0}');
      t.match(minus.body, { code: 'input.invalid', path: ['name'] }, '-0 is a number, not a text');
    }),
  );

  await t.test('each fault is said in both languages', async (t) => {
    const body = '{"code":5,"name":"","kind":"CAT","tail":1}';
    const { body: said } = await send(app, '/v1/people/register', body);
    t.same(said.details.faults, [
      {
        path: ['code'],
        message: 'Invalid input: expected string, received number',
        messageZh: '无效输入：期望 string，实际接收 数字',
      },
      {
        path: ['name'],
        message: 'Too small: expected string to have >=1 characters',
        messageZh: '数值过小：期望 string >=1 字符',
      },
      {
        path: ['kind'],
        message: 'Invalid option: expected one of "HUMAN"|"SYSTEM"',
        messageZh: '无效选项：期望以下之一 "HUMAN"|"SYSTEM"',
      },
      {
        path: ['tail'],
        message: 'Unrecognized key: "tail"',
        messageZh: '出现未知的键(key): "tail"',
      },
    ]);
    const dated = '{"roleId":"x","validFrom":"2026-02-30"}';
    const appoint = `/v1/people/person_${app.world.people.auditor}/appoint`;
    const { body: undated } = await send(app, appoint, dated);
    t.match(undated.details.faults, [
      { message: 'not the id of a Role', messageZh: '不是 Role 的标识' },
      { message: 'not a date (YYYY-MM-DD)', messageZh: '不是有效日期（YYYY-MM-DD）' },
    ]);
  });

  await t.test('what is well written is read as it is', async (t) => {
    const name = '"\\ud83d\\ude42\\u5f20{\\"[:\\\\"';
    const body = bytes([0xef, 0xbb, 0xbf], `{ "code" : "well" , "name" :${name} }`);
    const { status } = await send(app, '/v1/people/register', body);
    t.equal(status, 200);
    const [row] = await app.owner(`select name from person where code = 'well'`);
    t.same(row, { name: '🙂张{"[:\\' });
  });

  await t.test('keys and headers', (t) =>
    unharmed(t, app, async () => {
      const post = (headers: Record<string, string>) =>
        app.as('administrator').rest({
          method: 'POST',
          url: '/v1/people/register',
          headers,
          payload: { code: 'keyed', name: 'x' },
        });
      const keys = ['', ' ', 'a b', '张', 'x'.repeat(129), 'a\tb', '\u007f', 'a, b'];
      for (const key of keys) {
        const answer = await post({ 'idempotency-key': key });
        t.equal(answer.status, 400, JSON.stringify(key));
        t.match(answer.body.code, /^idempotency\.key_(invalid|required)$/);
      }
      const { data } = await app.as('administrator').graphql(
        `mutation ($key: String) { personRegister(input: { code: "keyed", name: "x" }, envelope: { idempotencyKey: $key }) {
          userErrors { code } } }`,
        { key: '张' },
      );
      t.same(data.personRegister.userErrors, [{ code: 'idempotency.key_invalid' }]);
    }),
  );

  await t.test('a key that was used says so for any other body', async (t) => {
    const key = newId();
    const post = (payload: object, url = '/v1/people/register') =>
      app.as('administrator').rest({
        method: 'POST',
        url,
        headers: { 'idempotency-key': key, 'if-match': '*', reason: 'x' },
        payload,
      });
    t.equal((await post({ code: 'once', name: 'x' })).status, 200);
    await unharmed(t, app, async () => {
      const others: [object, string?][] = [
        [{ code: 'twice', name: 'x' }],
        [{ code: 'once', name: 'x', kind: 'HUMAN' }],
        [{ code: 'once', name: 'x ' }],
        [{}, `/v1/people/person_${person}/leave`],
      ];
      for (const [payload, url] of others) {
        const answer = await post(payload, url);
        t.match(answer, { status: 422, body: { code: 'idempotency.key_reused' } });
      }
    });
    const again = await post({ name: 'x', code: 'once' });
    t.equal(again.status, 200, 'the order of members is no difference');
  });
});
