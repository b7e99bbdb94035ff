import { test } from 'tap';
import { globalId } from '../../src/kernel/ids.ts';
import { testApp } from '../helpers/app.ts';

const opening = {
  code: 'ROGUE',
  name: '某机构',
  kind: 'OPERATOR',
  areaCode: '429005',
  administrator: { code: 'rogue', name: '某人', issuer: 'urn:jingtian:test', subject: 'rogue' },
};

test('only the operator opens institutions, whatever roles a tenant makes up', async (t) => {
  const app = await testApp(t);
  await app.owner(
    `update role set permissions = permissions || '{institution.open,area.manage}'
     where code = 'ADMINISTRATOR'`,
  );
  const admin = app.as('administrator');
  t.match(await admin.refused('institution.open', opening), { code: 'auth.forbidden' });
  t.same(await app.owner(`select 1 from institution where code = 'ROGUE'`), []);
  const rename = { code: '42', name: '某省', effectiveDate: '2026-03-02' };
  t.match(await admin.refused('area.rename', rename), { code: 'auth.forbidden' });
});

test('nobody gives themselves more than they have', async (t) => {
  const app = await testApp(t);
  const admin = app.as('administrator');
  const self = globalId('Person', app.world.people.administrator ?? '');
  const { roles } = await admin.query('{ roles(first: 50) { nodes { id code permissions } } }');
  type Role = { id: string; code: string; permissions: string[] };
  const role = (code: string): Role => roles.nodes.find((each: Role) => each.code === code);
  const appointment = { roleId: role('LOAN_APPROVER').id, validFrom: '2026-03-02' };
  t.match(await admin.refused('person.appoint', { id: self, ...appointment }), {
    code: 'appointment.own',
  });
  const own = {
    code: 'ADMINISTRATOR',
    nameEn: 'Administrator',
    nameZh: '系统管理员',
    scopeKind: 'INSTITUTION',
  };
  const { permissions } = role('ADMINISTRATOR');
  const wider = [
    { ...own, permissions: [...permissions, 'loan.approve'] },
    { ...own, permissions, approvalLimit: '1000000' },
  ];
  for (const input of wider) {
    t.match(await admin.refused('role.define', input), { code: 'role.own_widened' });
  }
  const narrower = permissions.filter((each) => each !== 'coverage.read');
  await admin.command('role.define', { ...own, permissions: narrower });
  const other = globalId('Person', app.world.people.auditor ?? '');
  await admin.command('person.appoint', { id: other, ...appointment });
});
