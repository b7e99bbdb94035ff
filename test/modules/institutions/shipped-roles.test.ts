import { type Test, test } from 'tap';
import { BANK_ROLES, institutionsBehind } from '../../../src/modules/institutions/index.ts';
import { type HeldRole, shippedChanges } from '../../../src/modules/institutions/shipped.ts';
import { testApp } from '../../helpers/app.ts';
import { approve, factsAbout, post, waiting } from '../../kernel/commands/makers.ts';

const ROLE = {
  code: 'CLERK',
  nameEn: 'Clerk',
  nameZh: '柜员',
  scopeKind: 'OUTLET' as const,
  approvalLimitFen: 0n,
};

test('what is new, what was declined, and what is the bank’s own affair', async (t) => {
  type Row = [shipped: string, held: Partial<HeldRole> | null, undecided: string, declined: string];
  const list = (text: string): string[] => text.split(' ').filter(Boolean);
  const table: Row[] = [
    ['a b', { permissions: ['a', 'b'], offered: null }, '', ''],
    ['a b c', { permissions: ['a', 'b'], offered: null }, 'c', ''],
    ['a b c', { permissions: ['a', 'b'], offered: ['a', 'b'] }, 'c', ''],
    ['a b c', { permissions: ['a'], offered: ['a', 'b'] }, 'c', 'b'],
    ['a b', { permissions: ['a'], offered: ['a', 'b'] }, '', ''],
    ['a', { permissions: ['a', 'own'], offered: ['a'] }, '', ''],
    ['b a a', null, 'a b', ''],
  ];
  for (const [shipped, given, undecided, declined] of table) {
    const held = given ? [{ code: 'CLERK', permissions: [], offered: null, ...given }] : [];
    const changes = shippedChanges([{ ...ROLE, permissions: list(shipped) }], held);
    const [only] = changes;
    t.same(only?.undecided ?? [], list(undecided), shipped);
    if (undecided) t.match(only, { isNew: given === null, declined: list(declined) });
  }
});

const CHANGES = '{ roleShippedChanges { roles { code isNew undecided declined } } }';
const NEW = 'day-end.read';

/** A bank founded before the end of a day could be read, and before there were approvers of classes. */
async function olderBank(t: Test) {
  const app = await testApp(t);
  const { bankId } = app.world;
  const older = `update role set permissions = array_remove(permissions, $1), offered = null
    where institution_id = $2`;
  await app.owner(older, [NEW, bankId]);
  await app.owner(
    `delete from appointment where role_id in (select id from role where code = 'RISK_APPROVER')`,
  );
  await app.owner(`delete from role where code = 'RISK_APPROVER' and institution_id = $1`, [
    bankId,
  ]);
  // Somebody beside the administrator keeps the roles, too, and may decide what others ask for.
  await app.owner(
    `update role set permissions = permissions || '{role.manage,approval.decide}'
     where code = 'AUDITOR' and institution_id = $1`,
    [bankId],
  );
  return app;
}

test('two people bring the roles of an older bank up to what is shipped', async (t) => {
  const app = await olderBank(t);
  const admin = app.as('administrator');
  t.equal(await institutionsBehind(app.database.pipeline), 1, 'one bank is behind, one is not');
  const before = (await admin.query(CHANGES)).roleShippedChanges.roles;
  const byCode = new Map(before.map((each: { code: string }) => [each.code, each]));
  t.match(byCode.get('ADMINISTRATOR'), { isNew: false, undecided: [NEW], declined: [] });
  t.match(byCode.get('RISK_APPROVER'), { isNew: true });
  t.notOk(byCode.has('LOAN_REVIEWER'), 'a role that is whole is not listed');

  const roles = before.map(({ code, undecided }: { code: string; undecided: string[] }) => ({
    code,
    permissions: code === 'RISK_MANAGER' ? [] : undecided,
  }));
  const headers = { reason: '%E5%8D%87%E7%BA%A7' };
  const asked = await post(app, 'administrator', '/v1/roles/adopt-shipped', { headers, roles });
  t.equal(asked.status, 202, 'one person alone widens nothing');
  const id = waiting(asked);
  t.match(await approve(app, 'administrator', id), { status: 403 });
  t.match(await approve(app, 'auditor', id), { status: 200 });

  t.same((await admin.query(CHANGES)).roleShippedChanges.roles, [], 'all is decided');
  t.equal(await institutionsBehind(app.database.pipeline), 0);
  const held = await app.owner<{ code: string; permissions: string[] }>(
    'select code, permissions from role where institution_id = $1',
    [app.world.bankId],
  );
  const permissionsOf = (code: string) => held.find((each) => each.code === code)?.permissions;
  t.ok(permissionsOf('ADMINISTRATOR')?.includes(NEW), 'the administrators’ own role, too');
  t.ok(permissionsOf('AUDITOR')?.includes('role.manage'), 'what the bank added stays');
  t.notOk(permissionsOf('RISK_MANAGER')?.includes(NEW), 'what was declined is not given');
  const shipped = BANK_ROLES.find(({ code }) => code === 'RISK_APPROVER')?.permissions ?? [];
  t.same(permissionsOf('RISK_APPROVER'), [...new Set(shipped)].sort(), 'and the new role is there');
  const facts = (await factsAbout(app, NEW)).filter(({ act }) => act === 'role.adopted');
  t.ok(facts.some(({ data }) => data.code === 'ADMINISTRATOR'));
  t.ok(
    facts.every(({ reason }) => reason === '升级'),
    'each with the reason given',
  );
});

test('nothing that is not shipped is adopted', async (t) => {
  const app = await olderBank(t);
  const headers = { reason: 'upgrade' };
  const cases: [object, (string | number)[]][] = [
    [{ code: 'NO_SUCH_ROLE', permissions: [] }, ['roles', 0, 'code']],
    [{ code: 'AUDITOR', permissions: ['loan.approve'] }, ['roles', 0, 'permissions', 0]],
  ];
  for (const [role, path] of cases) {
    const asked = { headers, roles: [role] };
    const id = waiting(await post(app, 'administrator', '/v1/roles/adopt-shipped', asked));
    const { status, body } = await approve(app, 'auditor', id);
    t.match(
      { status, code: body.code, path: body.path },
      { status: 422, code: 'role.not_shipped' },
    );
    t.same(body.path.slice(-path.length), path);
  }
  const none = await post(app, 'auditor', '/v1/roles/adopt-shipped', { roles: [] });
  t.equal(none.status, 400);
});
