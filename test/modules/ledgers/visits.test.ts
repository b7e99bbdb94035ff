import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { testApp } from '../../helpers/app.ts';
import { openTerritory, point } from '../customers/households.ts';
import { codeOf } from '../grids/territory.ts';

const HASH = 'a'.repeat(64);
const VISIT = `query ($id: ID!) { visit(id: $id) { version status way visitedAt nextOn noted farAway
  distanceMetres accuracyMetres corrects { id } visitor { code } secondVisitor { code }
  recordedBy { code } photos { hash locator } ruleSet } }`;

test('visits', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const register = async (place: object = point(1, 1)): Promise<string> => {
    const input = { kind: 'HOUSEHOLD', name: '周小满', ...place };
    return (await manager.command('customer.register', input)).customer;
  };
  const customerId = await register();
  const reviewer = `person_${app.world.people['loan.reviewer']}`;
  const call = {
    customerId,
    way: 'PHONE',
    purpose: 'MAINTAIN',
    result: 'TO_FOLLOW_UP',
    source: 'DESKTOP',
    visitedAt: '2026-03-01T09:00:00+08:00',
  };
  const atDoor = { ...call, way: 'ON_SITE', ...point(1, 1) };
  const read = async (id: string) => (await manager.query(VISIT, { id })).visit;
  const code = (input: object) => codeOf(manager, 'visit.record', { ...call, ...input });

  await t.test('a call, and a visit by two with photographs', async (t) => {
    const { visit } = await manager.command('visit.record', { ...call, nextOn: '2026-04-01' });
    t.match(await read(visit), {
      status: 'RECORDED',
      nextOn: '2026-04-01',
      noted: false,
      farAway: false,
      distanceMetres: null,
      visitor: { code: 'grid.manager' },
      secondVisitor: null,
      photos: [],
      ruleSet: 'VISITS_2015',
    });
    const photos = [{ hash: HASH, locator: 'visits/2026/03/01.jpg' }];
    const second = await manager.command('visit.record', {
      ...atDoor,
      purpose: 'FIRST_VISIT',
      secondVisitorId: reviewer,
      accuracyMetres: 12,
      photos,
      note: '户主周小满说下月回款',
    });
    t.match(await read(second.visit), {
      distanceMetres: 0,
      accuracyMetres: 12,
      secondVisitor: { code: 'loan.reviewer' },
      photos,
      noted: true,
    });
  });

  await t.test('the stamp tells how far away', async (t) => {
    const near = await manager.command('visit.record', { ...atDoor, point: [112.61, 30.314] });
    t.match(await read(near.visit), { distanceMetres: 445, farAway: false });
    const far = { ...atDoor, point: [112.61, 30.32], accuracyMetres: 20 };
    t.match(await read((await manager.command('visit.record', far)).visit), {
      distanceMetres: 1112,
      farAway: true,
    });
    const pointless = await register({ gridId: west.id });
    const { visit } = await manager.command('visit.record', { ...atDoor, customerId: pointless });
    t.match(await read(visit), { distanceMetres: null, farAway: false });
    const list = '{ visits(first: 5, filter: { farAway: true }) { nodes { id } } }';
    t.equal((await manager.query(list)).visits.nodes.length, 1);
  });

  await t.test('what a visit must hold', async (t) => {
    const first = { ...atDoor, purpose: 'FIRST_VISIT' };
    t.equal(await code(first), 'visit.two_visitors_required');
    const own = `person_${app.world.people['grid.manager']}`;
    t.equal(await code({ ...first, secondVisitorId: own }), 'visit.same_visitor');
    t.equal(await code({ way: 'ON_SITE' }), 'visit.point_required');
    t.equal(await code({ point: [112.61, 30.31] }), 'visit.crs_required');
    t.equal(await code({ point: [112.61, 91], crs: 'WGS84' }), 'grid.boundary_out_of_range');
    t.equal(await code({ visitedAt: '2026-03-02T02:06:00Z' }), 'visit.in_future');
    await manager.command('visit.record', { ...call, visitedAt: '2026-03-02T02:04:00Z' });
    t.equal(await code({ visitedAt: '2026-01-29T02:00:00Z' }), 'visit.too_old');
    t.equal(await code({ visitedAt: '2026-02-30T02:00:00Z' }), 'input.invalid');
    t.equal(await code({ nextOn: '2026-03-01' }), 'visit.next_too_early');
    const photo = { hash: HASH, locator: 'x' };
    t.equal(await code({ photos: [photo, photo] }), 'visit.photo_twice');
    t.equal(await code({ photos: [{ ...photo, hash: 'zz' }] }), 'input.invalid');
    t.equal(await code({ photos: [{ ...photo, locator: '=cmd()' }] }), 'input.invalid');
    t.equal(await code({ note: 'a\u0000b' }), 'input.invalid');
    t.equal(await code({ customerId: `customer_${newId()}` }), 'object.not_found');
    await app.owner(`update person set status = 'LEFT' where code = 'loan.disburser'`);
    const gone = `person_${app.world.people['loan.disburser']}`;
    t.equal(await code({ secondVisitorId: gone }), 'visit.visitor_left');
  });

  await t.test('a key of the client’s own, once', async (t) => {
    const key = newId();
    const { visit } = await manager.command('visit.record', { ...call, key });
    t.equal(visit, `visit_${key}`);
    t.equal(await code({ key }), 'visit.id_taken');
    t.equal(await code({ key: 'not-a-uuid' }), 'input.invalid');
  });

  await t.test('a correction keeps both', async (t) => {
    const { visit } = await manager.command('visit.record', { ...call, note: '写错了' });
    const { customerId: _, ...said } = { ...call, result: 'NOT_INTERESTED' };
    const right = { id: visit, ...said, note: '改正' };
    const corrected = await app.as('grid.manager').command('visit.correct', right);
    t.equal(corrected.corrected, visit);
    t.match(await read(visit), { status: 'CORRECTED', version: 2 });
    t.match(await read(corrected.visit), { status: 'RECORDED', corrects: { id: visit } });
    t.equal(await codeOf(manager, 'visit.correct', right), 'visit.corrected');
    const leaves = await app.owner<{ leaf: string }>(
      `select convert_from(leaf, 'UTF8') as leaf from journal_entry`,
    );
    const [entry] = leaves.filter(({ leaf }) => leaf.includes('"act":"visit.corrected"'));
    t.same(JSON.parse(entry?.leaf ?? '').data.fields, ['result']);
    t.notOk(
      leaves.some(({ leaf }) => /写错了|改正|周小满/.test(leaf)),
      'no word of a note is in the journal',
    );
  });

  await t.test('the note is read for a purpose, and that stays on record', async (t) => {
    const { visit } = await manager.command('visit.record', { ...call, note: '想贷款' });
    t.equal(
      await codeOf(manager, 'visit.reveal', { id: visit, purpose: 'FILE_KEEPING' }),
      'command.reason_required',
    );
    const seen = await manager.command(
      'visit.reveal',
      { id: visit, purpose: 'FILE_KEEPING' },
      { reason: '准备走访' },
    );
    t.same(seen, { visit, note: '想贷款' });
    t.equal(
      await codeOf(
        app.as('auditor'),
        'visit.reveal',
        { id: visit, purpose: 'FILE_KEEPING' },
        { reason: 'x' },
      ),
      'auth.forbidden',
    );
    const rows = await app.owner(`select from visit where note_cipher::text like '%想贷款%'`);
    t.equal(rows.length, 0);
  });

  await t.test('nobody visits a file that is closed, or out of sight', async (t) => {
    const closed = await register();
    await app.owner(`update customer set status = 'CLOSED' where id = $1`, [
      closed.replace('customer_', ''),
    ]);
    t.equal(await code({ customerId: closed }), 'customer.not_active');
    t.equal(
      await codeOf(app.as('grid.officer'), 'visit.record', call),
      'object.not_found',
      'an officer without a grid',
    );
    t.equal(await codeOf(app.as('other.grid.manager'), 'visit.record', call), 'object.not_found');
  });
});
