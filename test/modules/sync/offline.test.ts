import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { testApp } from '../../helpers/app.ts';
import { HEAD, openTerritory, point } from '../customers/households.ts';
import { codeOf } from '../grids/territory.ts';
import { EDITED, type Held, openFile } from './edited-file.ts';

test('edits without a network', async (t) => {
  const app = await testApp(t);
  const { manager, register, version } = await openFile(app);
  const edit = (id: string, device: string, more: object) =>
    manager.command('customer.revise-offline', { id, device, editedAt: EDITED, ...more });
  const conflicts = async (id: string): Promise<Held[]> =>
    (
      await manager.query(
        `query ($id: ID!) { syncConflicts(first: 20, filter: { customer: $id }) {
           nodes { id field status sequence baseVersion changedVersion } } }`,
        { id },
      )
    ).syncConflicts.nodes;
  const mask = async (id: string): Promise<string> =>
    (await manager.query('query ($id: ID!) { customer(id: $id) { mobileMask } }', { id })).customer
      .mobileMask;

  await t.test('different fields are merged, the same one waits', async (t) => {
    const id = await register();
    await manager.command('customer.revise', { id, mobile: '13800000001' });
    const late = { baseVersion: 1, sequence: 1, mobile: '13900000002', address: '柳洲村二组' };
    const answer = await edit(id, 'tablet-1', late);
    t.match(answer, { merged: ['address'], overtaken: [], conflicts: { length: 1 } });
    t.equal(await mask(id), '138****0001', 'nothing is overwritten');
    t.match(await conflicts(id), [
      { field: 'mobile', status: 'OPEN', baseVersion: 1, changedVersion: 2 },
    ]);
    t.match(
      await manager.command(
        'sync.reveal',
        { id: answer.conflicts[0], purpose: 'FILE_KEEPING' },
        { reason: '核对' },
      ),
      { field: 'mobile', proposed: { mobile: '13900000002' } },
    );
    await manager.command('sync.resolve', { id: answer.conflicts[0], resolution: 'TAKE' });
    t.equal(await mask(id), '139****0002');
    const again = { id: answer.conflicts[0], resolution: 'KEEP' };
    t.equal(await codeOf(manager, 'sync.resolve', again), 'sync.resolved');
    t.match(await conflicts(id), [{ status: 'TAKEN' }]);
    const leaves = await app.owner(
      `select from journal_entry where convert_from(leaf, 'UTF8') ~ '13900000002|柳洲村二组'`,
    );
    t.equal(leaves.length, 0);
  });

  await t.test('a device never contradicts itself, in whatever order it is heard', async (t) => {
    const id = await register();
    await edit(id, 'A', { baseVersion: 1, sequence: 7, mobile: '13800000007' });
    const early = await edit(id, 'A', { baseVersion: 1, sequence: 6, mobile: '13800000006' });
    t.match(early, { merged: [], overtaken: ['mobile'], conflicts: [] });
    t.match(await edit(id, 'A', { baseVersion: 1, sequence: 8, mobile: '13800000008' }), {
      merged: ['mobile'],
    });
    t.equal(await mask(id), '138****0008');
    await edit(id, 'B', { baseVersion: 1, sequence: 1, mobile: '13900000001' });
    await edit(id, 'B', { baseVersion: 1, sequence: 2, mobile: '13900000002' });
    t.same((await conflicts(id)).map(({ sequence, status }) => [sequence, status]).toSorted(), [
      [1, 'SUPERSEDED'],
      [2, 'OPEN'],
    ]);
    t.equal(await mask(id), '138****0008');
  });

  await t.test('what an edit must say', async (t) => {
    const id = await register();
    const code = (input: object) =>
      codeOf(manager, 'customer.revise-offline', {
        id,
        device: 'A',
        editedAt: EDITED,
        baseVersion: 1,
        sequence: 1,
        ...input,
      });
    t.equal(await code({}), 'customer.nothing_revised');
    t.equal(await code({ mobile: '13800000000', baseVersion: 2 }), 'sync.base_unknown');
    t.equal(await code({ mobile: '13800000000', baseVersion: 0 }), 'sync.base_unknown');
    t.equal(await code({ mobile: '1' }), 'customer.mobile_invalid');
    t.equal(await code({ mobile: '13800000000', device: 'a b' }), 'input.invalid');
    t.equal(await code({ mobile: '13800000000', sequence: -1 }), 'input.invalid');
    t.equal(await code({ mobile: '13800000000', editedAt: 'yesterday' }), 'input.invalid');
    const all = { name: '周大满', idNumber: HEAD, businessName: '大满', ...point(1, 1) };
    t.match(await edit(id, 'A', { baseVersion: 1, sequence: 2, ...all }), {
      merged: ['businessName', 'idNumber', 'name', 'point'],
    });
    t.equal(await version(id), 2);
  });
});

test('what a device makes it may name before it arrives', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const [key, member] = [newId(), newId()];
  const visit = {
    customerId: `customer_${key}`,
    way: 'PHONE',
    purpose: 'MAINTAIN',
    result: 'OTHER',
    source: 'TABLET',
    visitedAt: '2026-03-01T01:00:00Z',
  };
  t.equal(await codeOf(manager, 'visit.record', visit), 'object.not_found', 'not there yet');
  const file = { key, kind: 'HOUSEHOLD', name: '周小满', gridId: west.id };
  const members = [{ key: member, relationship: 'SON', name: '周一' }];
  const { customer } = await manager.command('customer.register', { ...file, members });
  t.equal(customer, `customer_${key}`);
  t.equal(await codeOf(manager, 'customer.register', file), 'customer.key_taken');
  await manager.command('visit.record', visit);
  const away = {
    customerId: customer,
    memberId: `member_${member}`,
    areaCode: '44',
    occupation: 'TRADE',
    leftOn: '2026-02-01',
  };
  await manager.command('outworker.record', away);
  const again = { id: customer, ...members[0] };
  t.equal(await codeOf(manager, 'customer.add-member', again), 'customer.key_taken');
});

test('answers of a profile, item by item', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const file = { kind: 'HOUSEHOLD', name: '周小满', gridId: west.id };
  const { customer: id } = await manager.command('customer.register', file);
  const answer = (device: string, more: object) =>
    manager.command('profile.answer-offline', { id, device, editedAt: EDITED, ...more });
  const kept = async () => {
    const [row] = await app.owner<{ version: number; answers: Record<string, unknown> }>(
      'select version, answers from customer_profile where id = $1',
      [id.replace('customer_', '')],
    );
    return row;
  };
  const first = { baseVersion: (await kept())?.version ?? 0, sequence: 1 };
  await manager.command('profile.answer', { id, answers: { PEOPLE: 4 } });
  const late = await answer('A', { ...first, answers: { PEOPLE: 5, YEARS_RESIDENT: 20 } });
  t.match(late, { merged: ['profile.YEARS_RESIDENT'], overtaken: [], conflicts: { length: 1 } });
  t.match((await kept())?.answers, { PEOPLE: '4', YEARS_RESIDENT: '20' });
  const again = { ...first, sequence: 2, answers: { YEARS_RESIDENT: 21 } };
  t.match(await answer('A', again), { merged: ['profile.YEARS_RESIDENT'] });
  await manager.command('sync.resolve', { id: late.conflicts[0], resolution: 'TAKE' });
  t.match((await kept())?.answers, { PEOPLE: '5', YEARS_RESIDENT: '21' });
  const refused = (more: object) =>
    codeOf(manager, 'profile.answer-offline', {
      id,
      device: 'A',
      editedAt: EDITED,
      ...first,
      ...more,
    });
  t.equal(await refused({ answers: {} }), 'profile.nothing_answered');
  t.equal(await refused({ answers: { PEOPLE: 1 }, baseVersion: 99 }), 'sync.base_unknown');
  t.equal(
    await refused({ answers: { PEOPLE: 'x' }, baseVersion: (await kept())?.version, sequence: 9 }),
    'profile.answer_invalid',
  );
});
