import { test } from 'tap';
import { approve, foundMakers, post, waiting } from './makers.ts';

test('a threshold on an amount', async (t) => {
  const app = await foundMakers(t);
  const admin = app.as('administrator');
  const policy = { command: 'role.define', field: 'approvalLimit', atLeast: '50000.01' };
  await admin.command('approval.set-policy', policy);
  const define = (code: string, approvalLimit?: string) =>
    post(app, 'administrator', '/v1/roles/define', {
      code,
      nameEn: 'x',
      nameZh: '某',
      permissions: ['grid.read'],
      scopeKind: 'OUTLET',
      ...(approvalLimit === undefined ? {} : { approvalLimit }),
    });
  t.equal((await define('ROLE_A')).status, 200, 'the default is below it');
  t.equal((await define('ROLE_B', '50000')).status, 200);
  t.equal((await define('ROLE_C', '50000.01')).status, 202, 'in yuan and fen, from it on');
  t.equal((await define('ROLE_D', '9999999999999.99')).status, 202);
  await admin.command('approval.set-policy', { ...policy, active: false });
  t.equal((await define('ROLE_E', '50000.01')).status, 200, 'lifted');

  const unusable: [object, string][] = [
    [{ command: 'role.define', field: 'code', atLeast: '1' }, 'field'],
    [{ command: 'role.define', field: 'constructor', atLeast: '1' }, 'field'],
    [{ command: 'role.define', field: 'approvalLimit' }, 'atLeast'],
    [{ command: 'role.define', atLeast: '1' }, 'field'],
    [{ command: 'approval.approve' }, 'command'],
    [{ command: 'customer.reveal' }, 'command'],
  ];
  for (const [input, path] of unusable) {
    t.match(await admin.refused('approval.set-policy', input as Record<string, unknown>), {
      status: 422,
      code: 'approval.policy_unusable',
      path: [path],
    });
  }
  t.match(await admin.refused('approval.set-policy', { command: 'no.such' }), {
    status: 404,
    path: ['command'],
  });
});

test('what waits is sealed, and stays', async (t) => {
  const app = await foundMakers(t);
  await app.as('administrator').command('approval.set-policy', { command: 'person.register' });
  await post(app, 'administrator', '/v1/people/register', {
    code: 'secret',
    name: '欧阳绝密',
    telephone: '13800138000',
  });
  const [row] = await app.owner<{ text: string; outcome: string }>(
    `select encode(input_cipher, 'escape') as text from approval_request`,
  );
  t.ok(row && row.text.length > 0);
  t.notMatch(row?.text, /secret|13800138000|telephone/);
  const rows = await app.owner<{ clear: boolean }>(
    `select position(convert_to('欧阳绝密', 'UTF8') in input_cipher) > 0 as clear from approval_request`,
  );
  t.same(rows, [{ clear: false }]);
  const remove = app.database.pipeline.run({
    text: 'delete from approval_request',
    values: [],
    institutionId: app.world.bankId,
  });
  await t.rejects(remove, { code: '42501' }, 'the API may not delete from the queue');
});

test('a checker decides only what lies in sight', async (t) => {
  const app = await foundMakers(t);
  const admin = app.as('administrator');
  await admin.command('approval.set-policy', { command: 'grid.open' });
  await app.owner(
    `insert into grid (institution_id, id, code, name, level, class, kind, area_code, valid_from)
     values ($1, $2, '429005106201', 'x', 'BIG', 'RURAL', 'VILLAGE', '429005106201', '2020-01-01')`,
    [app.world.bankId, app.world.outletId],
  );
  const asked = await post(app, 'administrator', '/v1/grids/open', {
    parentId: `grid_${app.world.outletId}`,
    name: '一组',
    kind: 'VILLAGE',
  });
  t.equal(asked.status, 202);
  await app.owner(`update role set scope_kind = 'OUTLET' where code = 'GRID_MANAGER'`);
  await app.owner(`update outlet set area_codes = '{429006}' where id = $1`, [app.world.outletId]);
  t.match(await approve(app, 'grid.manager', waiting(asked)), {
    status: 403,
    body: { code: 'auth.forbidden' },
  });
});
