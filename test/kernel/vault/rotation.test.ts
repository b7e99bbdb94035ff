import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Test, test } from 'tap';
import { program } from '../../contracts/everyone.ts';
import { administratorBeside, TEST_KEY, type TestApp, testApp } from '../../helpers/app.ts';
import { testWorker } from '../../helpers/worker.ts';
import { openTerritory } from '../../modules/customers/households.ts';

const SECOND = randomBytes(32).toString('base64');
const FIRST = TEST_KEY.toString('base64');
const BOTH = { KEY_ENCRYPTION_KEY: `2:${SECOND},1:${FIRST}` };

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** A citizen identity number of its own, with its check digit. */
function idNumber(serial: number): string {
  const body = `42900519800101${String(serial).padStart(3, '0')}`;
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(body[at]), 0);
  return body + '10X98765432'[sum % 11];
}

const PASSPORT = { idNumber: 'E12345678', idType: 'PASSPORT' };

async function bank(t: Test) {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const register = async (serial: number): Promise<string> => {
    const input = { kind: 'HOUSEHOLD', name: `户主${serial}`, gridId: west.id };
    const numbers = { idNumber: idNumber(serial), mobile: `138000${10000 + serial}` };
    return (await manager.command('customer.register', { ...input, ...numbers })).customer;
  };
  const find = async (serial: number): Promise<string[]> => {
    const byNumber = await search({ idNumber: idNumber(serial) });
    t.same(await search({ mobile: `138000${10000 + serial}` }), byNumber, `mobile of ${serial}`);
    return byNumber;
  };
  const search = async (input: object): Promise<string[]> =>
    (
      await manager.rest({
        method: 'POST',
        url: '/v1/customers/find',
        headers: { reason: 'test' },
        payload: { ...input, purpose: 'FILE_KEEPING' },
      })
    ).body.result.customers;
  const name = async (id: string): Promise<string> =>
    (
      await manager.rest({
        method: 'POST',
        url: `/v1/customers/${id}/reveal`,
        headers: { reason: 'test' },
        payload: { fields: ['NAME'], purpose: 'FILE_KEEPING' },
      })
    ).body.result.name;
  const refused = (serial: number) =>
    manager.refused('customer.register', {
      kind: 'HOUSEHOLD',
      name: '重名',
      gridId: west.id,
      idNumber: idNumber(serial),
    });
  /** Known by a passport and by a door. */
  const registerForeigner = async (): Promise<string> => {
    const numbers = { ...PASSPORT, address: '三组12号' };
    const input = { kind: 'HOUSEHOLD', name: '外籍住户', gridId: west.id, ...numbers };
    return (await manager.command('customer.register', input)).customer;
  };
  const findForeigner = async (): Promise<string[]> => {
    const areaCode = west.code.slice(0, 12);
    const byDoor = await search({ address: '柳洲村3组12号', areaCode });
    t.same(await search(PASSPORT), byDoor, 'by passport and by door');
    return byDoor;
  };
  return { app, register, find, name, refused, registerForeigner, findForeigner };
}

const status = async (app: TestApp) =>
  (
    await app.as('auditor').query(`{ keyStatus {
      dataKeys subjectKeysToRewrap digestKey digestAlgorithm digestKeyRetiring } }`)
  ).keyStatus;

const versions = (app: TestApp) => app.owner('select id, version from customer order by id');

test('the digest key turns over while numbers are searched for and stay unique', async (t) => {
  const { app, register, find, refused, ...foreign } = await bank(t);
  const worker = testWorker(t, app, { env: { FIELD_DIGEST: 'hmac-sm3' } });
  const early = [await register(1), await register(2), await register(3)];
  const foreigner = await foreign.registerForeigner();
  t.same(await find(1), [early[0]]);
  const before = await versions(app);
  t.match(await status(app), { digestKey: 0, digestKeyRetiring: false });

  await app.as('administrator').command('key.rotate', { kind: 'DIGEST' });
  t.match(await status(app), { digestKey: 1, digestKeyRetiring: true });
  t.match(await app.as('administrator').refused('key.rotate', { kind: 'DIGEST' }), {
    code: 'key.rotation_running',
  });
  t.same(await find(2), [early[1]], 'found under the older key');
  t.same(await foreign.findForeigner(), [foreigner]);
  t.match(await refused(3), { status: 409, code: 'customer.id_number_taken' });
  t.same(await find(3), [early[2]]);
  const late = await register(4);
  t.same(await find(4), [late], 'found under the newer key');
  t.match(await refused(4), { status: 409 });
  t.same((await versions(app)).slice(0, before.length), before, 'no row has a new version');

  await worker.due();
  t.match(await status(app), {
    digestKey: 1,
    digestAlgorithm: 'hmac-sha256',
    digestKeyRetiring: false,
  });
  for (const [serial, id] of [...early, late].entries()) t.same(await find(serial + 1), [id]);
  t.same(await foreign.findForeigner(), [foreigner], 'under the newer key');
  t.match(await refused(1), { status: 409 });
  t.same((await versions(app)).slice(0, before.length), before);
  const [left] = await app.owner(`select
    (select count(*)::int from customer where get_byte(id_number_digest, 0) <> 1
      or octet_length(id_number_digest) <> 33 or get_byte(mobile_digest, 0) <> 1
      or get_byte(address_digest, 0) <> 1) as customers,
    (select count(*)::int from customer_member where get_byte(id_number_digest, 0) <> 1) as members,
    (select count(*)::int from digest_key where status = 'RETIRED' and wrapped is null) as retired`);
  t.same(left, { customers: 0, members: 0, retired: 1 });

  const again = await administratorBeside(t, app, { FIELD_DIGEST: 'hmac-sm3' });
  await again.command('key.rotate', { kind: 'DIGEST' });
  t.match(await status(app), { digestKey: 2, digestAlgorithm: 'hmac-sm3' });
  t.same(await find(1), [early[0]]);
  await worker.due();
  t.match(await status(app), { digestKey: 2, digestKeyRetiring: false });
  t.same(await find(4), [late], 'a process with other settings reads SM3 as well');
  t.match(await refused(4), { status: 409 });
});

test('data keys turn over, and another cipher takes over, while people are filed', async (t) => {
  const { app, register, name } = await bank(t);
  const early: string[] = [];
  for (let serial = 1; serial <= 12; serial += 1) early.push(await register(serial));
  const chinese = { FIELD_CIPHER: 'sm4-hmac-sm3' };
  const beside = await administratorBeside(t, app, chinese);
  const worker = testWorker(t, app, { env: chinese });
  const before = (await status(app)).subjectKeysToRewrap;
  t.equal(before, 0);
  await beside.command('key.rotate', { kind: 'DATA' });
  t.ok((await status(app)).subjectKeysToRewrap >= 12);
  const during: string[] = [];
  const filing = (async () => {
    for (let serial = 20; serial < 32; serial += 1) during.push(await register(serial));
  })();
  await Promise.all([worker.due(), filing]);
  await worker.run('key.rewrap');
  t.match(await status(app), { dataKeys: 2, subjectKeysToRewrap: 0 });
  const [formats] = await app.owner(
    `select
    count(*) filter (where get_byte(wrapped, 0) <> 3)::int as other from subject_key
    where institution_id = $1`,
    [app.world.bankId],
  );
  t.same(formats, { other: 0 }, 'every subject’s key is wrapped by SM4');
  for (const [at, id] of early.entries()) t.equal(await name(id), `户主${at + 1}`);
  for (const [at, id] of during.entries()) t.equal(await name(id), `户主${at + 20}`);
});

test('the wrapping key turns over; a run that was cut short goes on', async (t) => {
  const { app, register, name } = await bank(t);
  const id = await register(1);
  await app.as('administrator').command('key.rotate', { kind: 'DIGEST' });
  const key = 'retried';
  const outlet = {
    code: 'K1',
    name: 'K1',
    level: 'FIRST_BRANCH',
    parentId: `outlet_${app.world.outletId}`,
  };
  const first = await app.as('administrator').command('outlet.open', outlet, { key });
  const worker = testWorker(t, app, { env: BOTH });
  const aborting = testWorker(t, app, { env: { KEY_ENCRYPTION_KEY: `2:${SECOND}` } });
  await aborting.run('key.rewrap');
  const runs = await app.owner<{ status: string }>(
    `select status from job_run where job = 'key.rewrap' and institution_id = $1`,
    [app.world.bankId],
  );
  t.ok(
    runs.some((run) => run.status === 'FAILED'),
    'without the older key it cannot',
  );
  t.equal(await name(id), '户主1', 'and has harmed nothing');
  await app.owner('update graphile_worker._private_jobs set run_at = now(), attempts = 1');
  await worker.due();
  const [old] = await app.owner(`select
    (select count(*)::int from data_key where get_byte(wrapped, 1) <> 2) as data_keys,
    (select count(*)::int from digest_key
      where wrapped is not null and get_byte(wrapped, 1) <> 2) as digest_keys,
    (select count(*)::int from job_run where status <> 'DONE') as undone`);
  t.same(old, { data_keys: 0, digest_keys: 0, undone: 0 });
  const alone = await administratorBeside(t, app, { KEY_ENCRYPTION_KEY: `2:${SECOND}` });
  const { body } = await alone.rest({
    method: 'POST',
    url: `/v1/customers/${id}/reveal`,
    headers: { reason: 'test', authorization: 'Bearer grid.manager' },
    payload: { fields: ['NAME'], purpose: 'FILE_KEEPING' },
  });
  t.equal(body.result.name, '户主1', 'the new key alone opens everything');
  const both = await administratorBeside(t, app, BOTH);
  t.same(await both.command('outlet.open', outlet, { key }), first, 'a replay is still one');
});

test('an erased person’s digests are lost, and do not hold the old key', async (t) => {
  const { app, register, find } = await bank(t);
  const id = await register(1);
  await app.owner('delete from subject_key where subject_id = $1', [id.slice(id.indexOf('_') + 1)]);
  await app.as('administrator').command('key.rotate', { kind: 'DIGEST' });
  await testWorker(t, app).due();
  t.match(await status(app), { digestKey: 1, digestKeyRetiring: false });
  t.same(await find(1), []);
});

test('turning keys over is for those who may, step by step, and stays on record', async (t) => {
  const { app } = await bank(t);
  const officer = app.as('grid.officer');
  t.equal((await officer.refused('key.rotate', { kind: 'DATA' })).code, 'auth.forbidden');
  const administrator = app.as('administrator');
  t.match(await administrator.refused('key.rewrap', { step: 'no_such' }), { code: 'key.no_step' });
  const { next } = await administrator.command('key.rewrap', { step: 'keys' });
  t.match(next, { step: 'subjects' });
  await administrator.command('key.rotate', { kind: 'DATA' });
  const acts = await app.owner<{ leaf: string }>(
    `select convert_from(leaf, 'UTF8') as leaf from journal_entry
     where convert_from(leaf, 'UTF8') ~ '"act":"key\\.'`,
  );
  t.equal(acts.length, 2);
});

test('every column of digests is declared, so that its key can turn over', async (t) => {
  const app = await testApp(t);
  const there = await app.owner<{ column: string }>(
    `select c.relname || '.' || a.attname as column
     from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
       and a.attname like '%\\_digest' and a.atttypid = 'bytea'::regtype and not a.attisdropped
     order by 1`,
  );
  const declared = program.digestColumns.map(({ table, column }) => `${table}.${column}`);
  const open = there.map(({ column }) => column).filter((each) => !declared.includes(each));
  const written = await columnsWritten(open);
  t.same(written, []);
});

const SOURCE = fileURLToPath(new URL('../../../src/', import.meta.url));

/** Those of the columns that the program names; one that nothing writes yet holds nothing. */
async function columnsWritten(columns: readonly string[]): Promise<string[]> {
  const files = (await readdir(SOURCE, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('generated'),
  );
  const texts = await Promise.all(files.map((file) => readFile(`${SOURCE}${file}`, 'utf8')));
  return columns.filter((each) => {
    const column = each.slice(each.indexOf('.') + 1);
    return texts.some((text) => text.includes(column));
  });
}
