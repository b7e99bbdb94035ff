import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { startSequencer } from '../../../src/kernel/journal/sequence-loop.ts';
import { quietLog, type TestApp, testApp } from '../../helpers/app.ts';
import { fc } from '../../helpers/property.ts';
import { openTerritory } from '../customers/households.ts';
import { CRS, rectangle } from '../grids/territory.ts';
import { enlistPeople } from '../staff/field.ts';
import { openDevice } from './device.ts';

type Grid = { id: string; code: string };

async function openWorld(t: { teardown(end: () => unknown): void }) {
  const app = await testApp(t);
  const territory = await openTerritory(app);
  const [zhang] = await enlistPeople(app, ['zhang']);
  if (!zhang) throw new Error('nobody enlisted');
  const sequencer = startSequencer({ url: app.sequencerUrl, periodMs: 60_000, log: quietLog });
  t.teardown(() => sequencer.stop());
  const manager = app.as('grid.manager');
  const serve = (grid: Grid) =>
    app.owner(
      `insert into assignment (institution_id, id, grid_id, person_id, role, valid_from)
       values ($1, $2, $3, $4, 'PRIMARY', '2026-01-01')`,
      [app.world.bankId, newId(), grid.id.replace('grid_', ''), zhang.key],
    );
  const leave = (grid: Grid) =>
    app.owner(
      `update assignment set valid_to = valid_from where grid_id = $1 and valid_to is null`,
      [grid.id.replace('grid_', '')],
    );
  const register = async (grid: Grid): Promise<string> => {
    const input = { kind: 'HOUSEHOLD', name: '周小满', gridId: grid.id };
    return (await manager.command('customer.register', input)).customer;
  };
  return { app, ...territory, zhang, sequencer, manager, serve, leave, register };
}

/** What an officer of these grids sees, straight from the table. */
async function seen(app: TestApp, grids: readonly Grid[]) {
  const rows = await app.owner<{ id: string; version: number; code: string }>(
    `select 'customer_' || id as id, version, territory_code as code from customer c
     where exists (select from unnest($1::text[]) p where starts_with(c.territory_code, p))
     order by id`,
    [grids.map(({ code }) => code)],
  );
  return rows.map(({ id, version, code }) => `${id} ${version} ${code}`);
}

const held = (device: ReturnType<typeof openDevice>) =>
  [...device.files.values()]
    .map(({ customer }) => `${customer.id} ${customer.version} ${customer.territoryCode}`)
    .toSorted();

test('what a device is told', async (t) => {
  const world = await openWorld(t);
  const { app, west, east, manager, sequencer, serve, leave, register } = world;
  await serve(west);
  const inWest = [await register(west), await register(west), await register(west)];
  const inEast = await register(east);
  await sequencer.tick();
  const device = openDevice(app.as('zhang'));
  const [id = ''] = inWest;

  await t.test('everything at first, then what changes', async (t) => {
    const first = await device.pull();
    t.match(first, { left: [], gone: [], more: true, files: { length: 2 } });
    t.match(first.assignments, [{ gridCode: west.code, role: 'PRIMARY' }]);
    t.match(await device.pull(), { more: false, files: { length: 1 }, assignments: null });
    t.equal(await device.pullAll(), 0, 'nothing new, nothing sent');
    await manager.command('visit.record', {
      customerId: id,
      way: 'PHONE',
      purpose: 'MAINTAIN',
      result: 'OTHER',
      source: 'DESKTOP',
      visitedAt: '2026-03-01T01:00:00Z',
    });
    t.equal(await device.pullAll(), 0, 'not before the journal has a place for it');
    await sequencer.tick();
    t.equal(await device.pullAll(), 1);
    t.equal(device.files.get(id)?.visits.length, 1);
    const clear = JSON.stringify([...device.files.values()]);
    t.notMatch(clear, /周小满/, 'masks only');
  });

  await t.test('what leaves, and what comes', async (t) => {
    const why = { reason: '搬迁' };
    await manager.command('customer.move', { id, gridId: east.id }, why);
    await manager.command('customer.move', { id: inEast, gridId: west.id }, why);
    await sequencer.tick();
    await device.pullAll();
    t.notOk(device.files.has(id));
    t.ok(device.files.has(inEast));
    t.same(held(device), await seen(app, [west]));
  });

  await t.test('another territory', async (t) => {
    await serve(east);
    const page = await device.pull();
    t.same(page.left, []);
    await device.pullAll();
    t.same(held(device), await seen(app, [west, east]), 'without waiting for the journal');
    await leave(west);
    t.same((await device.pull()).left, [west.code]);
    await device.pullAll();
    t.same(held(device), await seen(app, [east]));
  });

  await t.test('a grid is cut in two under the device', async (t) => {
    await serve(west);
    await device.pullAll();
    const cut = { id: west.id, effectiveDate: '2026-03-02' };
    const parts = [rectangle(0, 0, 5, 5), rectangle(0, 5, 5, 10)].map((boundary) => ({
      name: '新网格',
      boundary,
    }));
    await app
      .as('administrator')
      .command('grid.split', { ...cut, parts, crs: CRS }, { reason: '拆分' });
    await sequencer.tick();
    await device.pullAll();
    const scope = await app.owner<{ code: string }>(
      `select unnest(assigned_codes($1, $2, '2026-03-02')) as code`,
      [app.world.bankId, world.zhang.key],
    );
    t.same(held(device), await seen(app, scope as Grid[]));
    t.ok(device.files.size > 1);
  });

  await t.test('who may not, and what no cursor is', async (t) => {
    const get = (who: string, query: string) =>
      app.as(who).rest({ method: 'GET', url: `/v1/sync?${query}` });
    t.match(await get('auditor', 'first=5'), { status: 403 });
    t.match(await get('zhang', 'first=101'), { status: 400 });
    t.match(await get('zhang', 'first=5&cursor=abc'), { body: { code: 'sync.cursor' } });
    const forged = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    for (const parts of [
      [1, 0, 0, 'x', [], []],
      [1, '0', 0, newId(), [], []],
      [1, 0, 0, newId(), ["4' or 1=1"], []],
      [1, 0, 0, newId(), ['4290', '42'], []],
      [2, 0, 0, newId(), [], []],
    ]) {
      t.match(await get('zhang', `first=5&cursor=${forged(parts)}`), { status: 400 });
    }
    const wide = forged([1, null, 10 ** 9, newId(), ['42'], ['42']]);
    const { body } = await get('zhang', `first=50&cursor=${wide}`);
    const ids = body.files.map((file: { customer: { id: string } }) => file.customer.id);
    t.ok(
      ids.every((each: string) => device.files.has(each)),
      'a forged territory gives nothing',
    );
    t.match(await app.as('grid.manager').rest({ method: 'GET', url: '/v1/sync?first=5' }), {
      status: 200,
    });
    await app.owner(
      `update role set permissions = array_append(permissions, 'sync.read') where code = 'ADMINISTRATOR'`,
    );
    t.match(await get('administrator', 'first=5'), {
      body: { code: 'sync.territory_too_large' },
    });
  });
});

test('whatever happens meanwhile, a device ends with what its officer sees', async (t) => {
  const world = await openWorld(t);
  const { app, west, east, big, manager, sequencer, serve, leave, register } = world;
  const grids = [west, east];
  const customers: string[] = [];
  for (const grid of [...grids, big, west]) customers.push(await register(grid));
  const act = fc.oneof(
    fc.record({ what: fc.constant('register' as const), grid: fc.nat(1) }),
    fc.record({ what: fc.constant('revise' as const), which: fc.nat(50) }),
    fc.record({ what: fc.constant('move' as const), which: fc.nat(50), grid: fc.nat(2) }),
    fc.record({ what: fc.constant('scope' as const), grid: fc.nat(1) }),
    fc.record({ what: fc.constant('pull' as const) }),
    fc.record({ what: fc.constant('tick' as const) }),
  );
  let mobile = 13_800_000_000;
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 14 }), async (acts) => {
      const device = openDevice(app.as('zhang'));
      const served = new Set<Grid>();
      for (const grid of grids) await leave(grid);
      for (const step of acts) {
        const customer = 'which' in step ? customers[step.which % customers.length] : undefined;
        if (step.what === 'register') {
          customers.push(await register(grids[step.grid] ?? west));
        } else if (step.what === 'revise') {
          mobile += 1;
          await manager.command('customer.revise', { id: customer, mobile: String(mobile) });
        } else if (step.what === 'move') {
          const gridId = [west, east, big][step.grid]?.id;
          const input = { id: customer, gridId };
          await manager.command('customer.move', input, { reason: '搬迁' }).catch(() => undefined);
        } else if (step.what === 'scope') {
          const grid = grids[step.grid] ?? west;
          await (served.has(grid) ? leave(grid) : serve(grid));
          if (!served.delete(grid)) served.add(grid);
        } else {
          await (step.what === 'pull' ? device.pull() : sequencer.tick());
        }
      }
      await sequencer.tick();
      await device.pullAll();
      await device.pullAll();
      const wanted = await seen(app, [...served]);
      if (held(device).join() !== wanted.join()) {
        throw new Error(`${held(device).join('\n')}\nagainst\n${wanted.join('\n')}`);
      }
    }),
    { numRuns: 25 },
  );
  t.pass('25 histories');
});
