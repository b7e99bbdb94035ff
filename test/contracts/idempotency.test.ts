import pg from 'pg';
import { test } from 'tap';
import { newId } from '../../src/kernel/ids.ts';
import { appThrough, testApp } from '../helpers/app.ts';

const TWINS = 50;
/** Takes the turn of a key whose owner has stored another one before. */
const TURN = `select pg_advisory_xact_lock(('x' || left(encode(sha256(convert_to(
    concat_ws('|', institution_id, client_id, $2::text), 'UTF8')), 'hex'), 16))::bit(64)::bigint)
  from idempotency where key = $1`;

test('idempotency', async (t) => {
  const app = await testApp(t);
  const { rest, graphql } = app.as('administrator');

  const register = (code: string, key: string | undefined) =>
    rest({
      method: 'POST',
      url: '/v1/people/register',
      headers: key === undefined ? {} : { 'idempotency-key': key },
      payload: { code, name: '张三' },
    });
  const registerOverGraphql = async (code: string, key: string) => {
    const { data } = await graphql(
      `mutation ($code: String!, $key: String) {
        personRegister(input: { code: $code, name: "张三" }, envelope: { idempotencyKey: $key }) {
          result { person { id } }
          userErrors { code }
        }
      }`,
      { code, key },
    );
    return data.personRegister;
  };
  const peopleCalled = async (code: string) =>
    (await app.owner('select id from person where code = $1', [code])).length;

  await t.test('fifty twins at once have one effect and one answer', async (t) => {
    const key = newId();
    const answers = await Promise.all(Array.from({ length: TWINS }, () => register('twin', key)));
    t.same([...new Set(answers.map(({ status }) => status))], [200]);
    t.equal(new Set(answers.map(({ text }) => text)).size, 1, 'byte for byte the same');
    const replays = answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true');
    t.equal(replays.length, TWINS - 1);
    t.equal(await peopleCalled('twin'), 1);
    const entries = await app.owner(
      `select id from journal_entry where convert_from(leaf, 'UTF8') like '%person.registered%'`,
    );
    t.equal(entries.length, 1, 'and one fact');
  });

  await t.test('a later repeat is byte-equal', async (t) => {
    const key = newId();
    const first = await register('later', key);
    const again = await register('later', key);
    t.equal(first.headers['idempotency-replayed'], undefined);
    t.equal(again.text, first.text);
    t.equal(again.headers['idempotency-replayed'], 'true');
  });

  await t.test('another body or command under the key is refused', async (t) => {
    const key = newId();
    await register('mine', key);
    t.match(await register('yours', key), {
      status: 422,
      body: { code: 'idempotency.key_reused' },
    });
    const other = await rest({
      method: 'POST',
      url: '/v1/outlets/open',
      headers: { 'idempotency-key': key },
      payload: { code: 'X', name: 'X', level: 'HEAD_OFFICE' },
    });
    t.match(other, { status: 422, body: { code: 'idempotency.key_reused' } });
    t.equal(await peopleCalled('yours'), 0);
  });

  await t.test(
    'what is sent instead of what was refused keeps a late copy of it out',
    async (t) => {
      const key = newId();
      await register('taken', newId());
      t.equal((await register('taken', key)).status, 409, 'refused: there is one of this code');
      t.equal((await register('instead', key)).status, 200, 'a refusal leaves the key free');
      await app.owner(`update person set code = 'gone' where code = 'taken'`);
      t.equal((await register('taken', key)).status, 422, 'nothing is in its way but the key');
      t.equal(await peopleCalled('taken'), 0);
    },
  );

  await t.test('a key is required, and has a form', async (t) => {
    t.match(await register('keyless', undefined), {
      status: 400,
      body: { code: 'idempotency.key_required' },
    });
    t.match(await register('keyless', 'with space'), {
      status: 400,
      body: { code: 'idempotency.key_invalid' },
    });
    t.equal(await peopleCalled('keyless'), 0);
  });

  await t.test('the answer is the same whichever protocol repeats it', async (t) => {
    const key = newId();
    const first = await registerOverGraphql('both', key);
    const again = await register('both', key);
    t.equal(again.headers['idempotency-replayed'], 'true');
    t.equal(again.body.result.person, first.result.person.id);
    const back = newId();
    const rested = await register('back', back);
    t.equal((await registerOverGraphql('back', back)).result.person.id, rested.body.result.person);
  });

  await t.test('a key belongs to its client', async (t) => {
    const key = newId();
    await register('whose', key);
    const { status } = await app.as('other.administrator').rest({
      method: 'POST',
      url: '/v1/people/register',
      headers: { 'idempotency-key': key },
      payload: { code: 'elsewhere', name: '李四' },
    });
    t.equal(status, 200);
  });

  await t.test('a refused command leaves its key free', async (t) => {
    const key = newId();
    await register('taken', newId());
    t.match(await register('taken', key), { status: 409, body: { code: 'person.code_taken' } });
    t.match(await register('free', key), { status: 200 });
  });

  await t.test(
    'an answer stored meanwhile, by whoever takes no turns, is the one given',
    async (t) => {
      const [before, key] = [newId(), newId()];
      const first = await register('meanwhile', before);
      await app.owner(`update person set code = 'moved' where code = 'meanwhile'`);
      const owner = new pg.Client(app.ownerUrl);
      await owner.connect();
      t.teardown(() => owner.end());
      await owner.query('begin');
      await owner.query('update idempotency set key = $2 where key = $1', [before, key]);
      const second = register('meanwhile', key);
      const waits = `select from pg_stat_activity where wait_event = 'transactionid'
      and datname = current_database() and query like 'insert into idempotency%'`;
      while ((await app.owner(waits)).length === 0);
      await owner.query('commit');
      const { text, headers } = await second;
      t.equal(text, first.text);
      t.equal(headers['idempotency-replayed'], 'true');
      t.equal(await peopleCalled('meanwhile'), 0, 'what was done for the second is undone');
    },
  );

  await t.test('a dry run needs no key and keeps nothing', async (t) => {
    const { status } = await rest({
      method: 'POST',
      url: '/v1/people/register',
      headers: { 'dry-run': 'true' },
      payload: { code: 'dry', name: '王五' },
    });
    t.equal(status, 200);
    t.equal(await peopleCalled('dry'), 0);
  });
});

test('who waits for a twin for too long is told that it is still running', async (t) => {
  const app = await testApp(t);
  const hasty = await appThrough(t, app, { url: app.url, lockTimeoutMs: 100 });
  const register = (code: string, key: string) =>
    hasty.as('administrator').rest({
      method: 'POST',
      url: '/v1/people/register',
      headers: { 'idempotency-key': key },
      payload: { code, name: '张三' },
    });
  const [before, key] = [newId(), newId()];
  await register('first', before);
  const owner = new pg.Client(app.ownerUrl);
  await owner.connect();
  t.teardown(() => owner.end());
  await owner.query('begin');
  await owner.query(TURN, [before, key]);
  const waited = await register('second', key);
  t.match(waited, { status: 409, body: { code: 'idempotency.in_flight' } });
  await owner.query('commit');
  t.equal((await register('second', key)).status, 200);
});
