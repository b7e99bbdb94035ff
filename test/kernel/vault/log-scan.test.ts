import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { TEST_KEY, type TestApp, testApp } from '../../helpers/app.ts';
import { HEAD, openTerritory, SPOUSE } from '../../modules/customers/households.ts';
import { loggedApp } from './logged-app.ts';

/** Clear values of people; none may stand in any row, any log line or any refusal. */
const PERSONAL = {
  head: HEAD,
  spouse: SPOUSE,
  mobile: '13812345678',
  typed: '138-1234-5678',
  name: '欧阳建国',
  relative: '司马光明',
  address: '竹根滩镇群爱村三组12号',
};
const WRONG_ID_NUMBER = '110105194912310021';

const household = (gridId: string, given: object = {}) => ({
  kind: 'HOUSEHOLD',
  name: PERSONAL.name,
  idNumber: HEAD,
  mobile: PERSONAL.typed,
  address: PERSONAL.address,
  gridId,
  members: [{ relationship: 'SPOUSE', name: PERSONAL.relative, idNumber: SPOUSE }],
  ...given,
});

const REGISTER = `mutation ($input: CustomerRegisterInput!, $key: String) {
  customerRegister(input: $input, envelope: { idempotencyKey: $key }) {
    result { customer { id nameMask } } approval { status } userErrors { code field details } } }`;

test('nothing of a person, and no secret, is written down in the clear', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const logged = await loggedApp(t, app);
  const answers: string[] = [];
  const keys: string[] = [];
  const post = async (person: string, url: string, payload: object, headers = {}) => {
    const key = `key-${newId()}`;
    keys.push(key);
    const answer = await logged.send(person, {
      method: 'POST',
      url,
      payload,
      headers: { 'idempotency-key': key, reason: 'test', ...headers },
    });
    answers.push(answer.text);
    return { status: answer.status, body: JSON.parse(answer.text) };
  };
  const graphql = (variables: object) =>
    post('grid.manager', '/graphql', { query: REGISTER, variables });
  const register = (given: object) =>
    post('grid.manager', '/v1/customers/register', household(west.id, given));

  const first = await register({});
  t.equal(first.status, 200);
  const customer = first.body.result.customer;
  t.equal((await register({})).status, 409, 'the same number again');
  t.match(await register({ idNumber: WRONG_ID_NUMBER }), {
    body: { code: 'customer.id_number_invalid' },
  });
  t.match(await register({ mobile: `${PERSONAL.mobile}9` }), { status: 422 });
  t.equal((await register({ nickname: PERSONAL.name })).status, 400);
  t.match(await graphql({ input: household(west.id), key: newId() }), {
    body: { data: { customerRegister: { userErrors: [{ code: 'customer.id_number_taken' }] } } },
  });
  t.match(await graphql({ input: { ...household(west.id), nickname: 1 } }), {
    body: {
      errors: [
        { extensions: { code: 'query.invalid', field: ['variables', 'input', 'nickname'] } },
      ],
    },
  });
  t.match(await graphql({ input: { ...household(west.id), kind: PERSONAL.name } }), {
    body: { errors: [{ extensions: { field: ['variables', 'input', 'kind'] } }] },
  });
  const revise = `/v1/customers/${customer}/revise`;
  t.equal((await post('grid.manager', revise, { address: PERSONAL.address })).status, 200);
  const find = { mobile: PERSONAL.mobile, purpose: 'FILE_KEEPING' };
  t.equal((await post('grid.manager', '/v1/customers/find', find)).status, 200);
  t.equal((await post('auditor', revise, { name: PERSONAL.name })).status, 403);

  await app.as('administrator').command('approval.set-policy', { command: 'customer.register' });
  const waiting = await register({ idNumber: undefined, members: [] });
  t.equal(waiting.status, 202);
  await app.owner(
    `update role set permissions = permissions || '{customer.register}' where code = 'ADMINISTRATOR'`,
  );
  const approve = `/v1/approval-requests/${waiting.body.approval.id}/approve`;
  t.equal((await post('administrator', approve, {})).status, 200);
  await app.as('administrator').command('approval.set-policy', {
    command: 'customer.register',
    active: false,
  });
  const batch = {
    lines: [
      { command: 'customer.register', idempotencyKey: newId(), input: household(west.id) },
      {
        command: 'customer.revise',
        idempotencyKey: newId(),
        input: { id: customer, name: PERSONAL.name },
      },
    ],
  };
  t.equal((await post('grid.manager', '/v1/batch', batch)).status, 200);

  await app.owner('revoke update on customer from jingtian_api');
  t.equal((await post('grid.manager', revise, { name: PERSONAL.name })).status, 500, 'a fault');
  await app.owner('grant update on customer to jingtian_api');
  const search = `/v1/people?nameContains=${encodeURIComponent(PERSONAL.name)}`;
  await logged.send('auditor', { method: 'GET', url: search });
  const broken = `${(await logged.token('auditor')).slice(0, -4)}AAAA`;
  const unauthenticated = await logged.app.inject({
    url: search,
    headers: { authorization: `Bearer ${broken}`, cookie: 'session=hunter2' },
  });
  t.equal(unauthenticated.statusCode, 401);

  const tokens = [broken, await logged.token('auditor'), await logged.token('grid.manager')];
  const secrets = [TEST_KEY.toString('base64'), TEST_KEY.toString('hex'), TEST_KEY.toString()];
  await t.test('in the log', async (t) => {
    const text = logged.lines.join('');
    t.ok(logged.lines.length > keys.length, 'there is a log');
    t.match(text, /"msg":"fault"/);
    const unwanted = { ...PERSONAL, wrong: WRONG_ID_NUMBER, cookie: 'hunter2' };
    for (const [what, value] of Object.entries(unwanted)) {
      t.notOk(text.includes(value), what);
      t.notOk(text.includes(encodeURIComponent(value)), `${what}, encoded`);
    }
    for (const value of [...tokens, ...tokens.map((token) => token.split('.')[2] ?? '')]) {
      t.notOk(text.includes(value), 'a token');
    }
    for (const value of [...secrets, ...keys]) t.notOk(text.includes(value), 'a key');
  });

  await t.test('in any table', async (t) => {
    const rows = await everything(app);
    t.ok(rows.some(({ table }) => table === 'idempotency'));
    for (const { table, text } of rows) {
      for (const [what, value] of Object.entries(PERSONAL)) {
        t.notOk(text.includes(value), `${what} in ${table}`);
        t.notOk(text.includes(Buffer.from(value).toString('hex')), `${what} in ${table}, as bytes`);
      }
      for (const value of [...tokens, ...secrets]) t.notOk(text.includes(value), table);
    }
    const [{ leaves } = { leaves: '' }] = await app.owner<{ leaves: string }>(
      `select string_agg(convert_from(leaf, 'UTF8'), '') as leaves from journal_entry`,
    );
    for (const [what, value] of Object.entries(PERSONAL)) t.notOk(leaves.includes(value), what);
    for (const key of keys) t.notOk(leaves.includes(key), 'a key in the journal');
  });

  await t.test('in any answer but a reveal', async (t) => {
    for (const [what, value] of Object.entries(PERSONAL)) {
      t.notOk(
        answers.some((text) => text.includes(value)),
        what,
      );
    }
  });
});

type Dump = { table: string; text: string };

/** Every row of every table as text, bytes in hexadecimal. */
async function everything(app: TestApp): Promise<Dump[]> {
  const tables = await app.owner<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname`,
  );
  const dumps: Dump[] = [];
  for (const { name } of tables) {
    const [row] = await app.owner<{ text: string | null }>(
      `select string_agg(row::text, E'\\n') as text from "${name}" row`,
    );
    if (row?.text) dumps.push({ table: name, text: row.text });
  }
  return dumps;
}
