import { sql } from 'kysely';
import { test } from 'tap';
import { builder } from '../../../src/kernel/db/kysely.ts';
import { bare, object, written } from '../../../src/kernel/queries/json.ts';
import { testApp } from '../../helpers/app.ts';

const ROUGH = 'a "quoted" \\ back\tslash </script> 网格 😀  end';

test('an answer is JSON whatever stands in its rows', async (t) => {
  const app = await testApp(t);
  const admin = app.as('administrator');
  const head = await admin.query('{ outlet(code: "HEAD") { id } }');
  await admin.command('outlet.open', {
    code: 'ROUGH',
    name: ROUGH,
    level: 'FIRST_BRANCH',
    parentId: head.outlet.id,
    address: ROUGH,
  });

  await t.test('text is escaped, nothing is null', async (t) => {
    const { outlet } = await admin.query(`{ outlet(code: "ROUGH") {
      name address level version status areaCodes parent { code parent { id } }
      children(first: 1) { nodes { id } totalCount } } }`);
    t.match(outlet, { name: ROUGH, address: ROUGH, level: 'FIRST_BRANCH', version: 1 });
    t.same(outlet.areaCodes, []);
    t.same(outlet.parent, { code: 'HEAD', parent: null });
    t.same(outlet.children, { nodes: [], totalCount: 0 });
  });

  await t.test('every object says what it is', async (t) => {
    const { outlets } = await admin.query(`{ outlets(first: 1, order: CODE) {
      __typename pageInfo { __typename }
      edges { __typename node { __typename } } } }`);
    t.same(outlets, {
      __typename: 'OutletConnection',
      pageInfo: { __typename: 'PageInfo' },
      edges: [{ __typename: 'OutletEdge', node: { __typename: 'Outlet' } }],
    });
  });

  await t.test('an object may be wider than a function has arguments', async (t) => {
    const pairs = Array.from(
      { length: 250 },
      (_, n) => [`f${n}`, bare(sql`${sql.lit(n)}`)] as const,
    );
    const { sql: text } = sql`select ${written(object(pairs))} as wide`.compile(builder);
    const { rows } = await app.database.pipeline.run({ text, values: [] });
    const wide = JSON.parse((rows[0] as { wide: string }).wide);
    t.same(wide, Object.fromEntries(pairs.map(([key], n) => [key, n])));
  });
});
