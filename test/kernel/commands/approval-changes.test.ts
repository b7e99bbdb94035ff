import { test } from 'tap';
import {
  approve,
  foundMakers,
  openOutlet,
  outletsOf,
  post,
  storeInput,
  waiting,
} from './makers.ts';

test('a request is judged anew when it is decided', async (t) => {
  const app = await foundMakers(t);
  const changed = async (code: string, meanwhile: () => Promise<unknown>) => {
    const id = waiting(await openOutlet(app, code));
    await meanwhile();
    const { status, body } = await approve(app, 'grid.manager', id);
    t.equal(await outletsOf(app, code), code === 'TAKEN' ? 1 : 0, `${code}: nothing half done`);
    const [row] = await app.owner('select status from approval_request where id = $1', [
      id.replace(/^.*_/, ''),
    ]);
    t.same(row, { status: 'PENDING' }, `${code}: it waits on`);
    return { status, code: body.code };
  };

  t.same(
    await changed('TAKEN', () =>
      app.owner(
        `insert into outlet (institution_id, id, code, name, level, parent_id)
         values ($1, gen_random_uuid(), 'TAKEN', 'x', 'FIRST_BRANCH', $2)`,
        [app.world.bankId, app.world.outletId],
      ),
    ),
    { status: 409, code: 'outlet.code_taken' },
    'another took the code',
  );
  t.same(
    await changed('RULED', () => storeInput(app, { code: 'no such form' })),
    { status: 400, code: 'input.invalid' },
    'the input is parsed again',
  );
  const alterRole = (kind: string, set: string) =>
    app.owner(`update role set ${set} where code = $1 and institution_id = $2`, [
      kind,
      app.world.bankId,
    ]);
  t.same(
    await changed('UNABLE', () =>
      alterRole('GRID_MANAGER', `permissions = array_remove(permissions, 'outlet.manage')`),
    ),
    { status: 403, code: 'auth.forbidden' },
    'the checker needs the permission of the command',
  );
  await alterRole('GRID_MANAGER', `permissions = permissions || '{outlet.manage}'`);
  t.same(
    await changed('BARRED', () =>
      alterRole('ADMINISTRATOR', `permissions = array_remove(permissions, 'outlet.manage')`),
    ),
    { status: 409, code: 'approval.maker_barred' },
    'so does the maker, still',
  );
  await alterRole('ADMINISTRATOR', `permissions = permissions || '{outlet.manage}'`);
  t.same(
    await changed('LEFT', () =>
      app.owner(`update person set status = 'LEFT' where id = $1`, [
        app.world.people.administrator,
      ]),
    ),
    { status: 409, code: 'approval.maker_barred' },
    'whoever left made nothing',
  );
});

test('the version the maker read must still be there', async (t) => {
  const app = await foundMakers(t);
  const admin = app.as('administrator');
  await admin.command('approval.set-policy', { command: 'outlet.revise' });
  const url = `/v1/outlets/outlet_${app.world.outletId}/revise`;
  const asked = await post(app, 'administrator', url, {
    headers: { 'if-match': '"1"' },
    address: '建设街1号',
  });
  await app.owner(`update outlet set name = '总行' where id = $1`, [app.world.outletId]);
  t.match(await approve(app, 'grid.manager', waiting(asked)), {
    status: 412,
    body: { code: 'object.stale' },
  });
});
