import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { testApp } from '../../helpers/app.ts';
import { codeOf, VILLAGE } from '../grids/territory.ts';
import { HEAD, openTerritory, point, SPOUSE } from './households.ts';

const PLACE = `query ($id: ID!) { customer(id: $id) {
  version territoryCode areaCode longitude latitude completeness status grid { code }
  members(first: 10) { nodes { id relationship } } profile { code items { code value } } } }`;

test('where customers belong', async (t) => {
  const app = await testApp(t);
  const { big, west, east } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const register = async (place: object): Promise<string> => {
    const input = { kind: 'HOUSEHOLD', name: '周小满', ...place };
    return (await manager.command('customer.register', input)).customer;
  };
  const read = async (id: string) => (await manager.query(PLACE, { id })).customer;
  const why = { reason: '搬迁' };

  await t.test('the innermost grid that holds the point', async (t) => {
    t.match(await read(await register(point(1, 1))), {
      territoryCode: west.code,
      grid: { code: west.code },
      longitude: 112.61,
      latitude: 30.31,
    });
    t.match(await read(await register(point(7, 1))), { territoryCode: east.code });
    t.match(await read(await register(point(7, 10.5))), { territoryCode: big.code });
  });

  await t.test('a village, while in no grid', async (t) => {
    const id = await register({ areaCode: VILLAGE });
    t.match(await read(id), { territoryCode: VILLAGE, grid: null });
    await manager.command('customer.move', { id, gridId: east.id }, why);
    t.match(await read(id), { territoryCode: east.code, version: 2, grid: { code: east.code } });
    await manager.command('customer.move', { id, ...point(1, 2) }, why);
    t.match(await read(id), { territoryCode: west.code, longitude: 112.61 });
    await manager.command('customer.move', { id, gridId: east.id }, why);
    t.match(await read(id), { territoryCode: east.code, longitude: null });
    t.equal(
      await codeOf(manager, 'customer.move', { id, gridId: east.id }, why),
      'customer.moved_nowhere',
    );
    t.equal(
      await codeOf(manager, 'customer.move', { id, gridId: west.id }),
      'command.reason_required',
    );
  });

  await t.test('refusals', async (t) => {
    const code = (input: object, who = manager) =>
      codeOf(who, 'customer.register', { kind: 'HOUSEHOLD', name: '周小满', ...input });
    const place = { gridId: west.id };
    t.equal(await code({}), 'customer.place_required');
    t.equal(await code({ gridId: west.id, areaCode: VILLAGE }), 'customer.place_choice');
    t.equal(await code({ point: [112.61, 30.31] }), 'customer.crs_required');
    t.equal(await code({ ...point(1, 1), crs: 'MARS' }), 'input.invalid');
    t.equal(await code(point(50, 50)), 'customer.place_required');
    t.equal(await code({ areaCode: '429005106399' }), 'customer.area_unknown');
    t.equal(await code({ areaCode: '110105001001' }), 'object.not_found');
    t.equal(await code({ gridId: `grid_${newId()}` }), 'object.not_found');
    t.equal(await code(place, app.as('auditor')), 'auth.forbidden');
    t.equal(await code(place, app.as('other.grid.manager')), 'object.not_found');
    t.equal(await code({ ...place, idNumber: '123' }), 'customer.id_number_invalid');
    t.equal(await code({ ...place, mobile: '0728-6241234' }), 'customer.mobile_invalid');
    t.equal(await code({ ...place, name: 'a\u0000b' }), 'input.invalid');
    t.equal(await code({ ...place, name: '\ud800' }), 'input.invalid');
    t.equal(await code({ ...place, creditCode: '91350100M000100Y43' }), 'customer.plain_household');
    t.equal(await code({ ...place, profile: { PEOPLE: 2 } }), 'input.invalid');
    const self = [{ relationship: 'SELF', name: '周小满' }];
    t.equal(await code({ ...place, members: self }), 'customer.member_head');
    const twins = [1, 2].map(() => ({ relationship: 'SON', name: '周一', idNumber: SPOUSE }));
    t.equal(await code({ ...place, members: twins }), 'customer.member_elsewhere');
    t.equal(await code({ ...place, kind: 'MERCHANT' }), 'customer.business_name_required');
    const shop = { ...place, kind: 'MERCHANT', businessName: '小满副食店' };
    t.equal(
      await code({ ...shop, creditCode: '91350100M000100Y44' }),
      'customer.credit_code_invalid',
    );
    t.equal(await code({ ...shop, members: twins }), 'customer.household_only');
  });
});

test('what a file says over time', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const register = async (input: object): Promise<string> => {
    const given = { kind: 'HOUSEHOLD', name: '周小满', gridId: west.id, ...input };
    return (await manager.command('customer.register', given)).customer;
  };
  const read = async (id: string) => (await manager.query(PLACE, { id })).customer;
  const code = (name: string, input: Record<string, unknown>, given = {}) =>
    codeOf(manager, name, input, given);

  await t.test('one household to a head, one household to a person', async (t) => {
    const son = { relationship: 'SON', name: '周一', idNumber: SPOUSE };
    const id = await register({ idNumber: HEAD, members: [son] });
    const again = { kind: 'HOUSEHOLD', name: '周', gridId: west.id };
    t.equal(
      await code('customer.register', { ...again, idNumber: HEAD }),
      'customer.id_number_taken',
    );
    t.equal(
      await code('customer.register', { ...again, idNumber: SPOUSE }),
      'customer.member_elsewhere',
    );
    const [, member] = (await read(id)).members.nodes;
    const leave = { id, memberId: member.id };
    await manager.command('customer.remove-member', leave, { reason: '分户' });
    t.equal((await read(id)).members.nodes.length, 1);
    t.equal(
      await code('customer.remove-member', leave, { reason: '分户' }),
      'customer.member_left',
    );
    const own = await register({ idNumber: SPOUSE });
    t.equal(
      await code('customer.remove-member', { id: own, memberId: member.id }, { reason: 'x' }),
      'customer.member_unknown',
    );
    const [head] = (await read(own)).members.nodes;
    t.equal(
      await code('customer.remove-member', { id: own, memberId: head.id }, { reason: 'x' }),
      'customer.member_head',
    );
    t.equal(await code('customer.add-member', { id, ...son }), 'customer.member_elsewhere');
  });

  await t.test('completeness grows with what is told', async (t) => {
    const id = await register({ name: '吴一' });
    const before = (await read(id)).completeness;
    t.equal(await code('customer.revise', { id }), 'customer.nothing_revised');
    await manager.command('customer.revise', { id, mobile: '13800000000' });
    t.ok((await read(id)).completeness > before);
    await manager.command('profile.answer', { id, answers: { PEOPLE: 2, OTHER_INCOME: '0' } });
    const revised = await read(id);
    const items = revised.profile.flatMap(({ items }: { items: unknown[] }) => items);
    t.ok(
      items.some(({ code, value }: { code: string; value: unknown }) => {
        return code === 'OTHER_INCOME' && value === '0.00';
      }),
      'nothing earned is an answer',
    );
    await manager.command('customer.add-member', { id, relationship: 'SPOUSE', name: '郑二' });
    t.ok((await read(id)).completeness > revised.completeness, 'all members are on file');
    const list = `query ($b: Int) { customers(first: 10, order: COMPLETENESS, filter: { completenessBelow: $b }) {
      nodes { id completeness } } }`;
    const all = (await manager.query(list, { b: 101 })).customers.nodes;
    const numbers = all.map(({ completeness }: { completeness: number }) => completeness);
    t.same(
      numbers,
      numbers.toSorted((a: number, b: number) => a - b),
    );
    const few = (await manager.query(list, { b: numbers.at(-1) })).customers.nodes;
    t.ok(few.length > 0 && few.length < all.length);
  });

  await t.test('merchants: one per credit code, a licence when there is one', async (t) => {
    const shop = { kind: 'MERCHANT', businessName: '小满副食店', idNumber: HEAD };
    const creditCode = '91350100M000100Y43';
    const licensed = await register({ ...shop, creditCode });
    t.equal((await read(licensed)).members.nodes.length, 0);
    const stall = await register({ ...shop, idNumber: SPOUSE });
    t.equal(
      await code('customer.register', { ...shop, idNumber: SPOUSE, name: 'x', gridId: west.id }),
      'customer.id_number_taken',
      'one business without a licence to an owner',
    );
    t.equal(await code('customer.revise', { id: stall, creditCode }), 'customer.credit_code_taken');
    t.equal(
      await code('customer.add-member', { id: stall, relationship: 'SON', name: 'x' }),
      'customer.household_only',
    );
    const found = await manager.query('query ($c: String) { customer(creditCode: $c) { id } }', {
      c: creditCode,
    });
    t.equal(found.customer.id, licensed);
  });

  await t.test('a merged file is no longer revised', async (t) => {
    const [id, kept] = [await register({ name: '吴四' }), await register({ name: '吴五' })];
    await app.owner(`update customer set status = 'MERGED', merged_into_id = $1 where id = $2`, [
      kept.replace('customer_', ''),
      id.replace('customer_', ''),
    ]);
    t.equal(await code('customer.revise', { id, mobile: '13800000001' }), 'customer.not_active');
    t.equal(
      await code('customer.move', { id, gridId: west.id }, { reason: 'x' }),
      'customer.not_active',
    );
  });
});
