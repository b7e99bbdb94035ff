import { test } from 'tap';
import { sampleHouseholdScorecard } from '../../../src/modules/ratings/sample-scorecards.ts';
import { testApp } from '../../helpers/app.ts';
import { CRS, rectangle } from '../grids/territory.ts';
import { agreeToRating } from '../privacy/agreements.ts';
import { answer } from '../profiles/answered.ts';
import { GIVEN } from '../ratings/ratable.ts';
import { HEAD, openTerritory, SPOUSE } from './households.ts';

const TWINS = 12;
const settled = <T>(attempt: () => Promise<T>) =>
  Promise.allSettled(Array.from({ length: TWINS }, attempt));
const done = <T>(results: PromiseSettledResult<T>[]): number =>
  results.filter(({ status }) => status === 'fulfilled').length;

test('what many do at once', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const household = { kind: 'HOUSEHOLD', name: '户主', gridId: west.id };
  const count = async (table: string, where = 'true'): Promise<number> => {
    const [row] = await app.owner<{ n: number }>(
      `select count(*)::int as n from ${table} where ${where}`,
    );
    return row?.n ?? -1;
  };

  await t.test('a head is put on file once', async (t) => {
    const results = await settled(() =>
      manager.command('customer.register', { ...household, idNumber: HEAD }),
    );
    t.equal(done(results), 1);
    t.equal(await count('customer'), 1);
    t.equal(await count('customer_member'), 1, 'and nothing is left of the others');
    t.equal(await count('subject_key'), 1);
  });

  await t.test('a person joins one household', async (t) => {
    const ids: string[] = await Promise.all(
      Array.from(
        { length: TWINS },
        async () => (await manager.command('customer.register', household)).customer,
      ),
    );
    const son = { relationship: 'SON', name: '子', idNumber: SPOUSE };
    const results = await Promise.allSettled(
      ids.map((id) => manager.command('customer.add-member', { id, ...son })),
    );
    t.equal(done(results), 1);
    t.equal(await count('customer_member', 'not head'), 1);
  });

  await t.test('one rating counts, however many are made', async (t) => {
    await app
      .as('administrator')
      .command('scorecard.publish', { content: sampleHouseholdScorecard, validFrom: '2026-03-02' });
    const [{ id } = { id: '' }] = (await manager.query('{ customers(first: 1) { nodes { id } } }'))
      .customers.nodes;
    await answer(manager, id);
    await agreeToRating(app, id);
    const results = await settled(() => manager.command('rating.rate', { id, inputs: GIVEN }));
    t.equal(done(results), TWINS);
    t.equal(await count('rating'), TWINS);
    t.equal(await count('rating', 'valid_to > valid_from'), 1);
  });

  await t.test('nobody joins a grid while it is split and is left behind', async (t) => {
    const parts = [rectangle(0, 0, 2, 10), rectangle(2, 0, 5, 10)];
    const input = {
      id: west.id,
      crs: CRS,
      parts: parts.map((boundary) => ({ name: '组', boundary })),
    };
    const before = await count('customer');
    const joining = settled(() => manager.command('customer.register', household));
    const split = app.as('administrator').command('grid.split', input);
    const joined = done(await joining);
    await split;
    t.equal(await count('customer'), before + joined);
    t.equal(
      await count(
        'customer c join grid g on g.id = c.grid_id',
        'g.valid_to is null and g.code = c.territory_code',
      ),
      before + joined,
      'everybody stands in a grid in force',
    );
  });
});
