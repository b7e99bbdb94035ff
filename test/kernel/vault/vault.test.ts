import { test } from 'tap';
import type { Tx } from '../../../src/kernel/db/index.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { createVault, newDataKey, type Place } from '../../../src/kernel/vault/vault.ts';
import { TEST_KEY, type TestApp, testApp } from '../../helpers/app.ts';
import { HEAD, openTerritory } from '../../modules/customers/households.ts';

const NAME = '欧阳建国🙂';

const within = <T>(app: TestApp, institutionId: string, work: (tx: Tx) => Promise<T>): Promise<T> =>
  app.database.transact({ institutionId }, async (tx) => ({ value: await work(tx) }));

test('sealing', async (t) => {
  const app = await testApp(t);
  const { bankId, otherBankId } = app.world;
  const vault = createVault(TEST_KEY);
  const place: Place = {
    subjectId: newId(),
    table: 'customer',
    column: 'name_cipher',
    rowId: newId(),
  };
  const seal = (clear = NAME, at = place) =>
    within(app, bankId, (tx) => vault.seal(tx, bankId, at, clear));
  const open = (sealed: Buffer, at = place, by = vault, institution = bankId) =>
    within(app, institution, (tx) => by.open(tx, institution, at, sealed));

  await t.test('opens where it was sealed', async (t) => {
    const sealed = await seal();
    t.equal(await open(sealed), NAME);
    t.equal(await open(sealed, place, createVault(TEST_KEY)), NAME, 'in another process too');
    t.notOk(sealed.includes(Buffer.from('欧阳')));
    t.notOk(sealed.equals(await seal()), 'never twice the same');
    t.equal(await open(await seal('')), '');
    const long = '长'.repeat(10_000);
    t.equal(await open(await seal(long)), long);
  });

  await t.test('opens nowhere else', async (t) => {
    const sealed = await seal();
    const other = { ...place, subjectId: newId() };
    await seal(NAME, other);
    const elsewhere: Place[] = [
      { ...place, rowId: newId() },
      { ...place, column: 'address_cipher' },
      { ...place, table: 'customer_member' },
      other,
    ];
    for (const at of elsewhere) await t.rejects(open(sealed, at), /authenticate/);
    const own = { ...place, rowId: newId() };
    await within(app, otherBankId, (tx) => vault.seal(tx, otherBankId, own, NAME));
    await t.rejects(open(sealed, own, vault, otherBankId), /authenticate/, 'another institution');
  });

  await t.test('opens for no other key, and not when bent', async (t) => {
    const sealed = await seal();
    await t.rejects(open(sealed, place, createVault(Buffer.alloc(32, 'other'))), /authenticate/);
    for (const at of [1, 13, sealed.length - 1]) {
      const bent = Buffer.from(sealed);
      bent.writeUInt8(bent.readUInt8(at) ^ 1, at);
      await t.rejects(open(bent), /authenticate/, `byte ${at}`);
    }
    const unknown = Buffer.from(sealed);
    unknown.writeUInt8(9, 0);
    await t.rejects(open(unknown), /unknown ciphertext version/);
    await t.rejects(open(sealed.subarray(0, 20)));
  });

  await t.test('digests are equal within an institution and a purpose only', async (t) => {
    const digest = (institution: string, purpose = 'mobile', by = vault, value = HEAD) =>
      within(app, institution, (tx) => by.digest(tx, institution, purpose, value));
    const first = await digest(bankId);
    t.ok(first.equals(await digest(bankId, 'mobile', createVault(TEST_KEY))));
    t.notOk(first.equals(await digest(otherBankId)));
    t.notOk(first.equals(await digest(bankId, 'id-number')));
    t.notOk(first.equals(await digest(bankId, 'mobile', vault, HEAD.toLowerCase())));
    await t.rejects(digest(bankId, 'mobile', createVault(Buffer.alloc(32, 'other'))));
  });

  await t.test(
    'a new data key seals what is new; the old one keeps opening and finding',
    async (t) => {
      const old = await seal();
      const digest = (by = vault) => within(app, bankId, (tx) => by.digest(tx, bankId, 'p', HEAD));
      const found = await digest();
      const { row } = newDataKey(TEST_KEY, bankId);
      await app.owner('insert into data_key (institution_id, id, wrapped) values ($1, $2, $3)', [
        bankId,
        row.id,
        row.wrapped,
      ]);
      const restarted = createVault(TEST_KEY);
      t.equal(await open(old, place, restarted), NAME);
      t.ok(found.equals(await digest(restarted)));
      const fresh = { ...place, subjectId: newId() };
      const sealed = await within(app, bankId, (tx) => restarted.seal(tx, bankId, fresh, NAME));
      const [key] = await app.owner('select data_key_id from subject_key where subject_id = $1', [
        fresh.subjectId,
      ]);
      t.same(key, { data_key_id: row.id });
      t.equal(
        await open(sealed, fresh, vault),
        NAME,
        'also in a process that knew only the old one',
      );
    },
  );

  await t.test('without the key of the subject nothing opens, and it says why', async (t) => {
    const sealed = await seal();
    await app.owner('delete from subject_key where subject_id = $1', [place.subjectId]);
    await t.rejects(open(sealed), { code: 'object.erased' });
  });
});

test('sealed fields of a row', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const register = async (name: string): Promise<string> => {
    const input = { kind: 'HOUSEHOLD', name, mobile: '13812345678', gridId: west.id };
    return (await manager.command('customer.register', input)).customer;
  };
  const [one, two] = [await register('欧阳建国'), await register('司马光明')];
  const key = (id: string) => id.slice(id.indexOf('_') + 1);
  const reveal = (id: string) =>
    manager.rest({
      method: 'POST',
      url: `/v1/customers/${id}/reveal`,
      headers: { reason: 'test', 'idempotency-key': newId() },
      payload: { fields: ['NAME'], purpose: 'FILE_KEEPING' },
    });

  await t.test('are equal where the numbers are', async (t) => {
    const rows = await app.owner('select distinct mobile_digest from customer');
    t.equal(rows.length, 1);
    t.equal((await app.owner('select distinct mobile_cipher from customer')).length, 2);
  });

  await t.test('do not open when swapped between rows', async (t) => {
    t.equal((await reveal(one)).body.result.name, '欧阳建国');
    const swap = () =>
      app.owner(
        `update customer as mine set name_cipher = other.name_cipher from customer as other
         where mine.id <> other.id`,
      );
    await swap();
    const { status, body, text } = await reveal(one);
    t.equal(status, 500);
    t.equal(body.code, 'server.fault');
    t.notMatch(text, /司马|authenticate|cipher/);
    await swap();
    t.equal((await reveal(one)).body.result.name, '欧阳建国');
  });

  await t.test('are gone with their key, in either protocol', async (t) => {
    await app.owner('delete from subject_key where subject_id = $1', [key(two)]);
    t.match(await reveal(two), { status: 410, body: { code: 'object.erased' } });
    const { data } = await manager.graphql(
      `mutation ($id: ID!) { customerReveal(input: { id: $id, fields: [NAME], purpose: FILE_KEEPING }, envelope: { reason: "x" }) {
        result { name } userErrors { code } } }`,
      { id: two },
    );
    t.same(data.customerReveal, { result: null, userErrors: [{ code: 'object.erased' }] });
    t.equal((await reveal(one)).status, 200, 'of that subject only');
  });
});
