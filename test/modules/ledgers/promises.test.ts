import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { testApp } from '../../helpers/app.ts';
import { openTerritory } from '../customers/households.ts';
import { codeOf } from '../grids/territory.ts';

test('follow-ups, outworkers, core households', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const register = async (more: object = {}): Promise<string> => {
    const input = { kind: 'HOUSEHOLD', name: '周小满', gridId: west.id, ...more };
    return (await manager.command('customer.register', input)).customer;
  };
  const customerId = await register({ members: [{ relationship: 'SON', name: '周一' }] });
  const code = (name: string, input: Record<string, unknown>) => codeOf(manager, name, input);

  await t.test('a promise is kept or dropped, once, and says so', async (t) => {
    const promise = {
      customerId,
      kind: 'DOCUMENTS',
      promisedBy: 'CUSTOMER',
      dueOn: '2026-03-10',
      promise: '补交土地承包合同',
    };
    const open = (more: object = {}) => manager.command('follow-up.open', { ...promise, ...more });
    const { followUp } = await open();
    t.equal(
      await code('follow-up.open', { ...promise, dueOn: '2026-03-01' }),
      'follow-up.due_past',
    );
    t.equal(await code('follow-up.complete', { id: followUp }), 'input.invalid');
    await manager.command('follow-up.complete', { id: followUp, result: '已收到' });
    const why = { result: '不再需要' };
    t.equal(await code('follow-up.cancel', { id: followUp, ...why }), 'follow-up.closed');
    t.equal(await code('follow-up.complete', { id: followUp, ...why }), 'follow-up.closed');
    const seen = await manager.command(
      'follow-up.reveal',
      { id: followUp, purpose: 'FILE_KEEPING' },
      { reason: '核对' },
    );
    t.same(seen, { followUp, promise: '补交土地承包合同', result: '已收到' });
    const key = newId();
    const second = await open({ key, dueOn: '2026-03-02' });
    t.equal(second.followUp, `followup_${key}`);
    t.equal(await code('follow-up.open', { ...promise, key }), 'follow-up.id_taken');
    const list = `{ followUps(first: 5, order: DUE, filter: { status: [OPEN], dueBefore: "2026-03-03" }) {
      nodes { id dueOn assignee { code } status } } }`;
    t.match((await manager.query(list)).followUps.nodes, [
      { id: second.followUp, assignee: { code: 'grid.manager' }, status: 'OPEN' },
    ]);
    await manager.command('follow-up.cancel', { id: second.followUp, ...why });
    t.same((await manager.query(list)).followUps.nodes, []);
    await app.owner(`update person set status = 'LEFT' where code = 'auditor'`);
    const assigneeId = `person_${app.world.people.auditor}`;
    t.equal(await code('follow-up.open', { ...promise, assigneeId }), 'follow-up.assignee_left');
    const other = await register();
    const { visit } = await manager.command('visit.record', {
      customerId: other,
      way: 'PHONE',
      purpose: 'MAINTAIN',
      result: 'OTHER',
      source: 'PHONE',
      visitedAt: '2026-03-02T01:00:00Z',
    });
    t.equal(
      await code('follow-up.open', { ...promise, visitId: visit }),
      'follow-up.other_customer',
    );
  });

  await t.test('who is away, where and until when', async (t) => {
    const { customer } = await manager.query(
      'query ($id: ID!) { customer(id: $id) { members(first: 5) { nodes { id head } } } }',
      { id: customerId },
    );
    const [head, son] = customer.members.nodes.toSorted(
      (a: { head: boolean }, b: { head: boolean }) => Number(b.head) - Number(a.head),
    );
    const away = {
      customerId,
      memberId: son.id,
      areaCode: '4403',
      occupation: 'FACTORY',
      leftOn: '2026-02-20',
      contact: '13800138000',
    };
    const { outworker } = await manager.command('outworker.record', away);
    const read = async (id: string) =>
      (
        await manager.query(
          `query ($id: ID!) { outworker(id: $id) { version areaCode contactMask returnOn returnedOn
             member { relationship } } }`,
          { id },
        )
      ).outworker;
    t.match(await read(outworker), { contactMask: '138****8000', member: { relationship: 'SON' } });
    t.equal(await code('outworker.record', away), 'outworker.away_already');
    const asHead = { ...away, memberId: head.id };
    t.equal(
      await code('outworker.record', { ...asHead, leftOn: '2026-03-03' }),
      'outworker.left_in_future',
    );
    t.equal(
      await code('outworker.record', { ...asHead, returnOn: '2026-02-19' }),
      'outworker.return_too_early',
    );
    t.equal(await code('outworker.record', { ...asHead, areaCode: '44030' }), 'input.invalid');
    t.equal(
      await code('outworker.record', { ...asHead, contact: '12' }),
      'outworker.contact_invalid',
    );
    const elsewhere = await register();
    t.equal(
      await code('outworker.record', { ...asHead, customerId: elsewhere }),
      'outworker.not_of_household',
    );
    t.equal(await code('outworker.revise', { id: outworker }), 'outworker.nothing_revised');
    await manager.command('outworker.revise', {
      id: outworker,
      returnOn: '2026-12-30',
      contact: '13900139000',
    });
    t.match(await read(outworker), { version: 2, returnOn: '2026-12-30', areaCode: '4403' });
    const clear = await manager.command(
      'outworker.reveal',
      { id: outworker, purpose: 'FILE_KEEPING' },
      { reason: '联系' },
    );
    t.same(clear, { outworker, contact: '13900139000' });
    await manager.command('outworker.record', asHead);
    t.equal(
      await code('outworker.return', { id: outworker, returnedOn: '2026-03-03' }),
      'outworker.returned_in_future',
    );
    await manager.command('outworker.return', { id: outworker });
    t.match(await read(outworker), { returnedOn: '2026-03-02' });
    t.equal(await code('outworker.revise', { id: outworker, areaCode: '11' }), 'outworker.back');
    await manager.command('outworker.record', away);
  });

  await t.test('core households: for a period, one mark at a time', async (t) => {
    const mark = { customerId, reason: 'KEY_PERSON', validTo: '2026-06-01' };
    const { coreHousehold } = await manager.command('core-household.mark', mark);
    t.equal(await code('core-household.mark', mark), 'core-household.marked_already');
    t.equal(
      await code('core-household.mark', { ...mark, validTo: '2026-03-02' }),
      'core-household.period',
    );
    await manager.command('core-household.mark', {
      ...mark,
      validFrom: '2026-06-01',
      validTo: undefined,
    });
    const list = `query ($on: Date) { coreHouseholds(first: 5, asOf: $on) { nodes { id reason } } }`;
    const on = async (day: string) =>
      (await manager.query(list, { on: day })).coreHouseholds.nodes.length;
    t.same([await on('2026-03-01'), await on('2026-03-02'), await on('2027-01-01')], [0, 1, 1]);
    await manager.command('core-household.end', { id: coreHousehold });
    t.equal(await on('2026-03-02'), 0);
    t.equal(await code('core-household.end', { id: coreHousehold }), 'core-household.ended');
    const shop = { kind: 'MERCHANT', businessName: '小满副食店', name: '周小满', gridId: west.id };
    const { customer } = await manager.command('customer.register', shop);
    t.equal(
      await code('core-household.mark', { customerId: customer, reason: 'MODEL' }),
      'core-household.household_only',
    );
  });
});
