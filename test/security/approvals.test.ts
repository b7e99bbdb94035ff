import { test } from 'tap';
import { newId } from '../../src/kernel/ids.ts';
import { testApp } from '../helpers/app.ts';

test('policies are not lifted past the second person they ask for', async (t) => {
  const app = await testApp(t);
  const admin = app.as('administrator');
  await admin.command('approval.set-policy', { command: 'role.define' });
  await admin.command('approval.set-policy', { command: 'approval.set-policy' });
  const lift = { command: 'role.define', active: false };
  const { status, body } = await admin.rest({
    method: 'POST',
    url: '/v1/approval/set-policy',
    headers: { 'idempotency-key': newId() },
    payload: lift,
  });
  t.equal(status, 202, JSON.stringify(body));
  const rows = await app.owner(
    `select command, active from approval_policy where institution_id = $1 order by command`,
    [app.world.bankId],
  );
  t.ok(rows.every(({ active }) => active));
});

test('who may not run a command does not reject it either', async (t) => {
  const app = await testApp(t);
  const admin = app.as('administrator');
  await admin.command('approval.set-policy', { command: 'outlet.open' });
  const { body } = await admin.rest({
    method: 'POST',
    url: '/v1/outlets/open',
    headers: { 'idempotency-key': newId() },
    payload: { code: 'X', name: '总行', level: 'HEAD_OFFICE' },
  });
  const { approval } = body;
  const reject = () =>
    app.as('grid.manager').refused('approval.reject', { id: approval.id }, { reason: '不同意' });
  t.match(await reject(), { code: 'auth.forbidden' });
});
