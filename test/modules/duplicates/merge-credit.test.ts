import { test } from 'tap';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';
import { bring, keyOf, openLending, registerHousehold } from '../loans/lending.ts';
import { openRatingNotice, openVillage } from '../notices/noticed.ts';
import { agree, publishText } from '../privacy/agreements.ts';

const MOBILE = '13800000001';
const WHY = { reason: '同一户重复建档' };

/** Of each table, whose the rows are, in the order they were made. */
async function owners(app: TestApp, tables: readonly string[]): Promise<Record<string, string[]>> {
  const entries = tables.map(async (table) => {
    const rows = await app.owner<{ id: string }>(
      `select 'customer_' || customer_id as id from ${table} order by id`,
    );
    return [table, rows.map(({ id }) => id)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Makes two files alike; their pair. */
async function alike(app: TestApp, ids: readonly string[]): Promise<string> {
  const manager = app.as('grid.manager');
  for (const id of ids) await manager.command('customer.revise', { id, mobile: MOBILE });
  const { duplicatePairs } = await manager.query(
    '{ duplicatePairs(first: 5, order: SCORE) { nodes { id status } } }',
  );
  return duplicatePairs.nodes[0].id;
}

test('a loan goes with the file and comes back', async (t) => {
  const app = await testApp(t);
  const manager = app.as('grid.manager');
  const lending = await openLending(app);
  const gone = lending.customer;
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const kept = await registerHousehold(lending.zhang, lending.grid);
  const pair = await alike(app, [gone, kept]);
  await manager.command('duplicate.merge', { id: pair, survivorId: kept }, WHY);
  t.same(await owners(app, ['loan']), { loan: [kept] });
  const seen = await manager.query('query ($id: ID!) { loan(id: $id) { customer { id } } }', {
    id: loan,
  });
  t.equal(seen.loan.customer.id, kept);
  const officer = app.as('data.protection.officer');
  const asked = { id: kept, purpose: 'COMPLAINT' };
  const { document } = await officer.command('privacy.export', asked, WHY);
  const files = document.file.map(({ id }: { id: string }) => `customer_${id}`);
  t.same(files.toSorted(), [gone, kept].toSorted(), 'the merged file is the person’s too');
  t.match(document.loans, [{ id: keyOf(loan) }]);
  await manager.command('duplicate.undo', { id: pair }, WHY);
  t.same(await owners(app, ['loan']), { loan: [gone] });
  const apart = await officer.command('privacy.export', asked, WHY);
  t.equal(apart.document.file.length, 1);
});

test('ratings, lines and consents go as far as the survivor has none', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const { manager } = village;
  const tables = ['rating', 'credit_line', 'consent'];
  const [kept, gone] = [await village.household('张大山'), await village.household('张大山')];
  const textId = await publishText(app);
  await village.rate(gone);
  await agree(manager, { id: gone, textId, purposes: ['RATING', 'PUBLIC_NOTICE'] });
  await openRatingNotice(village);
  app.clock.set('2026-03-12T02:00:00Z');
  await app.as('administrator').command('notice.close-due', {});
  const granted = { customerId: gone, amount: '1000.00' };
  await manager.command('credit-line.grant', granted);
  const pair = await alike(app, [gone, kept]);
  const merge = { id: pair, survivorId: kept };
  const before = await owners(app, tables);

  await t.test('all of them', async (t) => {
    await manager.command('duplicate.merge', merge, WHY);
    t.same(await owners(app, tables), {
      rating: [kept],
      credit_line: [kept],
      consent: [kept, kept],
    });
    t.equal(
      await codeOf(manager, 'credit-line.grant', { ...granted, customerId: kept }),
      'credit-line.in_force',
    );
    await manager.command('duplicate.undo', { id: pair }, WHY);
    t.same(await owners(app, tables), before, 'every row is where it was');
  });

  await t.test('what both have stays where it was made', async (t) => {
    await village.rate(kept);
    await agree(manager, { id: kept, textId, purposes: ['RATING'] });
    await app.owner(`update duplicate_pair set status = 'OPEN', survivor_id = null,
      decided_by = null, decided_at = null, before_cipher = null, undone_by = null, undone_at = null`);
    await manager.command('duplicate.merge', merge, WHY);
    const found = await owners(app, tables);
    t.same(found.rating?.toSorted(), [gone, kept].toSorted());
    t.same(found.credit_line, [kept]);
    t.equal(found.consent?.filter((id) => id === kept).length, 2, 'RATING stayed, the other went');
    await manager.command('duplicate.undo', { id: pair }, WHY);
    t.same((await owners(app, tables)).credit_line, [gone]);
  });
});
