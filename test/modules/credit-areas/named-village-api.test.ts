import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { testApp } from '../../helpers/app.ts';
import { VILLAGE } from '../grids/territory.ts';
import { standing } from './asked-standing.ts';
import { household, inspection, nameIt, openVillage } from './naming.ts';

test('a credit household stands on notice before it is named, then the village on its households', async (t) => {
  const app = await testApp(t);
  const { manager, households, second } = await openVillage(app, 1);
  const [one] = households;
  const approver = app.as('loan.approver');
  const administrator = app.as('administrator');
  const notice = { kind: 'CREDIT_AREA', areaCode: VILLAGE, title: '信用户公示' };
  const { notice: early } = await manager.command('notice.draft', notice);
  t.match(await manager.refused('notice.open', { id: early }), { code: 'notice.nothing_to_list' });
  const { creditArea: id } = await manager.command('credit-area.apply', household(one));
  await manager.command('credit-area.self-check', { id });
  await app.as('loan.reviewer').command('credit-area.inspect', { id, ...inspection(second) });
  t.match(await manager.command('notice.open', { id: early }), { entries: 1, named: 0 });
  const naming = { id, plaqueNumber: 'H-1' };
  t.equal((await approver.refused('credit-area.name', naming)).code, 'credit-area.notice_missing');
  app.clock.set('2026-03-12T02:00:00Z');
  await administrator.command('notice.close-due', {});
  await approver.command('credit-area.name', naming);

  const { creditArea: village } = await manager.command('credit-area.apply', {
    level: 'VILLAGE',
    areaCode: VILLAGE,
  });
  await manager.command('credit-area.self-check', { id: village });
  const samples = [{ customerId: one, confirmed: true }];
  const visited = inspection(second, { samples, inspectedOn: '2026-03-12' });
  await app.as('loan.reviewer').command('credit-area.inspect', { id: village, ...visited });
  const { notice: later } = await manager.command('notice.draft', notice);
  t.match(await manager.command('notice.open', { id: later }), { entries: 1 });
  const plaque = { id: village, plaqueNumber: 'V-1' };
  t.equal((await approver.refused('credit-area.name', plaque)).code, 'credit-area.notice_missing');
  app.clock.set('2026-03-25T02:00:00Z');
  await administrator.command('notice.close-due', {});
  await approver.command('credit-area.name', plaque);
});

test('words about somebody erased go, and no others', async (t) => {
  const app = await testApp(t);
  const { households, second } = await openVillage(app, 1);
  await nameIt(app, { subject: household(households[0]), second, plaqueNumber: 'H-1' });
  const write = app.database.pipeline.run({
    text: `update credit_inspection set findings = '另有情况'`,
    values: [],
    institutionId: app.world.bankId,
  });
  await t.rejects(write, { code: '42501' });
  const { body } = await app.as('data.protection.officer').rest({
    method: 'POST',
    url: `/v1/customers/${households[0]}/erase`,
    headers: { 'idempotency-key': newId(), 'if-match': '*' },
    payload: { ground: 'SUBJECT_REQUEST' },
  });
  await app.as('administrator').command('approval.approve', { id: body.approval.id });
  const rows = await app.owner('select findings from credit_inspection');
  t.same(rows, [{ findings: '已删除' }]);
  t.match(await standing(app, { level: 'VILLAGE', area: VILLAGE }), {
    findings: [{ code: 'CREDIT_HOUSEHOLDS', denominator: '0' }],
  });
});
