import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';
import { HEAD, openTerritory, SPOUSE } from './households.ts';

const NAME = '诸葛明德';
const MOBILE = '13912345678';
const ADDRESS = '湖北省潜江市浩口镇柳洲村五组8号';
const purpose = 'FILE_KEEPING';
const CLEAR = [NAME, HEAD, MOBILE, ADDRESS, SPOUSE, '黄月英'];

test('personal fields are sealed, revealed on record, and found by number', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const { customer: id } = await manager.command('customer.register', {
    kind: 'HOUSEHOLD',
    name: NAME,
    idNumber: HEAD.toLowerCase(),
    mobile: MOBILE,
    address: ADDRESS,
    gridId: west.id,
    members: [{ relationship: 'SPOUSE', name: '黄月英', idNumber: SPOUSE }],
  });
  const reveal = (fields: string[], given = { reason: '贷前调查' }) =>
    manager.command('customer.reveal', { id, fields, purpose }, given);

  await t.test('nothing of them stands in clear in any table', async (t) => {
    const tables = await app.owner<{ name: string }>(
      `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
    );
    for (const { name } of tables) {
      const rows = await app.owner(`select row_to_json(r)::text as text from ${name} r`);
      const texts = rows.map(({ text }) => String(text)).join('\n');
      const hex = (clear: string) => Buffer.from(clear).toString('hex');
      const found = CLEAR.filter((clear) => texts.includes(clear) || texts.includes(hex(clear)));
      t.same(found, [], name);
    }
  });

  await t.test('the fields asked for, and no others', async (t) => {
    const one = await reveal(['MOBILE']);
    t.same(one, {
      customer: id,
      name: null,
      idNumber: null,
      mobile: MOBILE,
      address: null,
      members: null,
      profile: null,
    });
    const all = await reveal(['NAME', 'ID_NUMBER', 'MOBILE', 'ADDRESS', 'MEMBERS']);
    t.match(all, { name: NAME, idNumber: HEAD, mobile: MOBILE, address: ADDRESS });
    t.match(all.members, [
      { relationship: 'SELF', name: NAME, idNumber: HEAD },
      { relationship: 'SPOUSE', name: '黄月英', idNumber: SPOUSE },
    ]);
  });

  await t.test('who revealed what, of whom and why is on record; the values are not', async (t) => {
    const rows = await app.owner<{ entry: string }>(
      `select convert_from(leaf, 'UTF8') as entry from journal_entry
       where convert_from(leaf, 'UTF8')::jsonb ->> 'act' = 'customer.revealed' order by id`,
    );
    t.equal(rows.length, 2);
    const text = rows.map(({ entry }) => entry).join('\n');
    t.notMatch(text, /贷前调查/, 'nor the words of the reason');
    const said = await app.owner('select reason from journal_reason');
    t.same(said, [{ reason: '贷前调查' }, { reason: '贷前调查' }]);
    t.match(text, /"purpose":"FILE_KEEPING"/);
    t.match(text, new RegExp(app.world.people['grid.manager'] ?? 'nobody'));
    t.match(text, /ADDRESS/);
    for (const clear of CLEAR) t.notOk(text.includes(clear));
  });

  await t.test('not without a purpose, a permission or a field', async (t) => {
    const input = { id, fields: ['NAME'], purpose };
    t.equal(await codeOf(manager, 'customer.reveal', input), 'command.reason_required');
    const why = { reason: '核对' };
    t.equal(await codeOf(app.as('auditor'), 'customer.reveal', input, why), 'auth.forbidden');
    t.equal(
      await codeOf(manager, 'customer.reveal', { id, fields: [], purpose }, why),
      'input.invalid',
    );
    t.equal(
      await codeOf(app.as('grid.officer'), 'customer.reveal', input, why),
      'object.not_found',
      'an officer without a grid sees nobody',
    );
    t.equal(
      await codeOf(app.as('other.grid.manager'), 'customer.reveal', input, why),
      'object.not_found',
    );
  });

  await t.test('found by the number of the head, of a member, and by mobile', async (t) => {
    const find = async (input: object, who = manager) =>
      (await who.command('customer.find', { ...input, purpose })).customers;
    t.same(await find({ idNumber: HEAD }), [id]);
    t.same(await find({ idNumber: SPOUSE }), [id]);
    t.same(await find({ mobile: `+86${MOBILE}` }), [id]);
    t.same(await find({ mobile: '13912345679' }), []);
    t.same(await find({ idNumber: HEAD }, app.as('grid.officer')), []);
    t.same(await find({ idNumber: HEAD }, app.as('other.grid.manager')), []);
    const code = (input: object) => codeOf(manager, 'customer.find', { ...input, purpose });
    t.equal(await code({}), 'customer.search_choice');
    t.equal(await code({ idNumber: HEAD, mobile: MOBILE }), 'customer.search_choice');
    t.equal(await code({ idNumber: '110105194912310021' }), 'customer.id_number_invalid');
  });

  await t.test('a revised number is sealed anew and found anew', async (t) => {
    await manager.command('customer.revise', { id, name: '诸葛明', mobile: '13700000001' });
    t.match(await reveal(['NAME', 'MOBILE', 'MEMBERS']), {
      name: '诸葛明',
      mobile: '13700000001',
      members: [{ name: '诸葛明' }, { name: '黄月英' }],
    });
    t.same((await manager.command('customer.find', { mobile: MOBILE, purpose })).customers, []);
  });

  await t.test('a sealed value moved to another row does not open', async (t) => {
    await app.owner(`update customer set mobile_cipher = name_cipher where code is not null`);
    const answer = await manager.rest({
      method: 'POST',
      url: `/v1/customers/${id}/reveal`,
      headers: { reason: 'test' },
      payload: { fields: ['MOBILE'], purpose },
    });
    t.equal(answer.status, 500);
    t.notMatch(answer.text, /诸葛/);
  });
});
