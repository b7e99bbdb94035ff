import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';
import { agree, publishText } from '../privacy/agreements.ts';
import { HEAD, openTerritory, SPOUSE } from './households.ts';

const MEMBERS = `query ($id: ID!) { customer(id: $id) { nameMask idNumberMask mobileMask kind status
  businessName creditCode closedOn closeReason version
  members(first: 10) { nodes { id relationship head nameMask leftOn } } } }`;
type Member = { id: string; relationship: string; head: boolean; nameMask: string };

test('a household changes its head, kind and end', async (t) => {
  const app = await testApp(t);
  const { west, east } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const why = { reason: '原户主去世' };
  const register = async (input: object = {}): Promise<string> => {
    const given = { kind: 'HOUSEHOLD', name: '诸葛亮', gridId: west.id, ...input };
    return (await manager.command('customer.register', given)).customer;
  };
  const read = async (id: string) => (await manager.query(MEMBERS, { id })).customer;
  const membersOf = async (id: string): Promise<Member[]> => (await read(id)).members.nodes;
  const named = async (id: string, name: string): Promise<string> =>
    (await membersOf(id)).find(({ nameMask }) => nameMask.startsWith(name))?.id ?? '';
  const reveal = (id: string, fields: string[]) =>
    manager.command('customer.reveal', { id, fields, purpose: 'FILE_KEEPING' }, { reason: '核实' });
  const find = async (idNumber: string): Promise<string[]> =>
    (await manager.command('customer.find', { idNumber, purpose: 'FILE_KEEPING' })).customers;
  const code = (name: string, input: Record<string, unknown>, given = why) =>
    codeOf(manager, name, input, given);
  const family = () =>
    register({
      idNumber: HEAD,
      mobile: '13812345678',
      members: [
        { relationship: 'SPOUSE', name: '黄月英', idNumber: SPOUSE },
        { relationship: 'SON', name: '诸葛瞻' },
      ],
    });

  await t.test('the head dies, the spouse takes over', async (t) => {
    const id = await family();
    const [wife, son] = [await named(id, '黄'), (await membersOf(id))[2]?.id ?? ''];
    const head = (await membersOf(id))[0]?.id ?? '';
    t.equal(await code('customer.change-head', { id, memberId: head }), 'customer.member_head');
    t.equal(
      await code('customer.change-head', { id, memberId: wife, formerRelationship: 'SELF' }),
      'customer.member_head',
    );
    const toHead = [{ memberId: head, relationship: 'SON' }];
    t.equal(
      await code('customer.change-head', { id, memberId: wife, relationships: toHead }),
      'customer.member_head',
    );
    const other = await register({ name: '周' });
    t.equal(
      await code('customer.change-head', { id: other, memberId: wife }),
      'customer.member_unknown',
    );
    await manager.command(
      'customer.change-head',
      { id, memberId: wife, relationships: [{ memberId: son, relationship: 'SON' }] },
      why,
    );
    t.match(await read(id), { nameMask: '黄**', mobileMask: null });
    t.match(await membersOf(id), [
      { relationship: 'SELF', head: true, nameMask: '黄**' },
      { relationship: 'SON', head: false },
    ]);
    t.match(await reveal(id, ['NAME', 'ID_NUMBER', 'MEMBERS']), {
      name: '黄月英',
      idNumber: SPOUSE,
      members: [{ name: '黄月英', idNumber: SPOUSE }, { name: '诸葛瞻' }],
    });
    t.same(await find(SPOUSE), [id]);
    t.same(await find(HEAD), [], 'who left is of the household no more');
    await manager.command('customer.close', { id, closeReason: 'OTHER' }, why);
    await manager.command('customer.close', { id: other, closeReason: 'MOVED_AWAY' }, why);
  });

  await t.test('the former head stays, under a key of their own', async (t) => {
    const id = await family();
    const wife = await named(id, '黄');
    const former = (await membersOf(id))[0]?.id ?? '';
    await manager.command(
      'customer.change-head',
      { id, memberId: wife, formerRelationship: 'SPOUSE', mobile: '13700000001' },
      { reason: '户主变更' },
    );
    t.match(await reveal(id, ['NAME', 'MOBILE', 'MEMBERS']), {
      name: '黄月英',
      mobile: '13700000001',
    });
    const { members } = await reveal(id, ['MEMBERS']);
    t.match(
      members.find(({ member }: { member: string }) => member === former),
      { name: '诸葛亮', idNumber: HEAD, relationship: 'SPOUSE' },
    );
    t.same(await find(HEAD), [id]);
    const keys = await app.owner(`select from subject_key where subject_id = $1`, [
      former.replace('member_', ''),
    ]);
    t.equal(keys.length, 1);
    await manager.command('customer.revise', { id, name: '黄阿丑' });
    t.match(await read(id), { nameMask: '黄**' });
    await manager.command(
      'customer.change-head',
      { id, memberId: former, formerRelationship: 'SPOUSE' },
      { reason: '更正' },
    );
    t.match(await reveal(id, ['NAME', 'ID_NUMBER']), { name: '诸葛亮', idNumber: HEAD });
    await manager.command('customer.close', { id, closeReason: 'OTHER' }, why);
  });

  await t.test('what the head agreed to stays the person’s', async (t) => {
    const id = await family();
    const wife = await named(id, '黄');
    const head = (await membersOf(id))[0]?.id;
    const textId = await publishText(app);
    await agree(manager, { id, textId, purposes: ['RATING'] });
    await manager.command(
      'customer.change-head',
      { id, memberId: wife, formerRelationship: 'SPOUSE' },
      why,
    );
    const { consents } = await manager.query(
      '{ consents(first: 5, asOf: "2026-03-02") { nodes { purpose customer { id } member { id } } } }',
    );
    t.match(consents.nodes, [{ purpose: 'RATING', customer: { id }, member: { id: head } }]);
    await manager.command('customer.close', { id, closeReason: 'OTHER' }, why);
  });

  await t.test('a son starts a household of his own', async (t) => {
    const id = await family();
    const [head, wife, son] = (await membersOf(id)).map((member) => member.id);
    const split = (input: object) => ({ id, memberId: son, ...input });
    t.equal(await code('customer.split', split({ kind: 'MERCHANT' })), 'customer.household_only');
    t.equal(await code('customer.split', split({ memberId: head })), 'customer.member_head');
    const along = (memberId: unknown, relationship = 'PARENT') => ({
      members: [{ memberId, relationship }],
    });
    t.equal(await code('customer.split', split(along(head))), 'customer.member_head');
    t.equal(await code('customer.split', split(along(son))), 'customer.member_head');
    t.equal(await code('customer.split', split(along(wife, 'SELF'))), 'customer.member_head');
    const twice = [along(wife), along(wife)].flatMap(({ members }) => members);
    t.equal(await code('customer.split', split({ members: twice })), 'customer.member_unknown');
    const { customer, from } = await manager.command(
      'customer.split',
      split({ ...along(wife), mobile: '13700000009', address: '五组9号' }),
      { reason: '分户' },
    );
    t.equal(from, id);
    t.match(await membersOf(id), [{ relationship: 'SELF', head: true }]);
    const { customer: made } = await manager.query(
      `query ($id: ID!) { customer(id: $id) { kind splitFrom { id } grid { code } longitude
        members(first: 5) { nodes { relationship nameMask joinedOn } } } }`,
      { id: customer },
    );
    t.match(made, {
      kind: 'HOUSEHOLD',
      splitFrom: { id },
      grid: { code: west.code },
      longitude: null,
      members: {
        nodes: [
          { relationship: 'SELF', nameMask: '诸葛*', joinedOn: '2026-03-02' },
          { relationship: 'PARENT', nameMask: '黄**' },
        ],
      },
    });
    t.match(await reveal(customer, ['NAME', 'MOBILE', 'MEMBERS']), {
      name: '诸葛瞻',
      mobile: '13700000009',
      members: [{ name: '诸葛瞻' }, { name: '黄月英', idNumber: SPOUSE }],
    });
    t.same([await find(HEAD), await find(SPOUSE)], [[id], [customer]]);
    for (const each of [id, customer]) {
      await manager.command('customer.close', { id: each, closeReason: 'OTHER' }, why);
    }
  });

  await t.test('kinds change within a party', async (t) => {
    const id = await register();
    const change = (kind: string, input: object = {}) => ({ id, kind, ...input });
    t.equal(await code('customer.reclassify', change('HOUSEHOLD')), 'customer.kind_same');
    t.equal(
      await code('customer.reclassify', change('MERCHANT', { businessName: 'x' })),
      'customer.party_differs',
    );
    t.equal(
      await code(
        'customer.reclassify',
        change('FAMILY_FARM', { creditCode: '91350100M000100Y43' }),
      ),
      'customer.business_name_required',
    );
    const farm = { businessName: '隆中家庭农场', creditCode: '91350100M000100Y43' };
    await manager.command('customer.reclassify', change('FAMILY_FARM', farm), { reason: '登记' });
    t.match(await read(id), { kind: 'FAMILY_FARM', ...farm });
    await manager.command('customer.reclassify', change('HOUSEHOLD'), { reason: '注销' });
    t.match(await read(id), { kind: 'HOUSEHOLD', businessName: null, creditCode: null });
  });

  await t.test('a closed file frees its people and is not touched again', async (t) => {
    const id = await family();
    t.equal(await code('customer.close', { id }, why), 'input.invalid');
    t.equal(
      await codeOf(app.as('grid.officer'), 'customer.close', { id, closeReason: 'OTHER' }, why),
      'auth.forbidden',
    );
    const proposal = { id, toGridCode: east.code };
    const { move } = await manager.command('customer.propose-move', proposal, why);
    await manager.command('customer.close', { id, closeReason: 'DECEASED' }, why);
    t.match(await read(id), {
      status: 'CLOSED',
      closedOn: '2026-03-02',
      closeReason: 'DECEASED',
      members: { nodes: [] },
    });
    const { customerMove } = await manager.query(
      'query ($id: ID!) { customerMove(id: $id) { status } }',
      { id: move },
    );
    t.equal(customerMove.status, 'LAPSED');
    for (const [name, input] of [
      ['customer.close', { closeReason: 'OTHER' }],
      ['customer.revise', { name: 'x' }],
      ['customer.propose-move', { toGridCode: east.code }],
      ['customer.reclassify', { kind: 'FAMILY_FARM' }],
    ] as const) {
      t.equal(await code(name, { id, ...input }), 'customer.not_active', name);
    }
    t.ok(await register({ idNumber: HEAD }), 'its head may have a household again');
  });
});
