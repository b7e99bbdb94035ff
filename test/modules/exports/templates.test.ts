import { test } from 'tap';
import { sampleHouseholdScorecard } from '../../../src/modules/ratings/index.ts';
import { testApp } from '../../helpers/app.ts';
import { openTerritory } from '../customers/households.ts';
import { tableOf } from './ledgers.ts';

test('templates are what the importer takes', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const get = (url: string, who = 'grid.manager') =>
    app.app.inject({ url, headers: { authorization: `Bearer ${who}` } });
  await app.owner(`update role set permissions = permissions || array['import.make', 'import.read']
    where code = 'GRID_MANAGER'`);
  const [csv, xlsx] = [
    await get('/v1/imports/roster/template.csv'),
    await get('/v1/imports/roster/template.xlsx'),
  ];
  t.equal(csv.statusCode, 200, csv.payload);
  const [heading = [], ...none] = await tableOf(csv.rawPayload);
  t.same(none, []);
  t.ok(heading.includes('姓名 Name *'));
  t.same((await tableOf(xlsx.rawPayload))[0], heading);

  const cells: Record<string, string> = { '姓名 Name *': '周小满', '类型 Kind': '农户' };
  const { code } = (
    await app
      .as('grid.manager')
      .query('query ($id: ID!) { grid(id: $id) { code } }', { id: west.id })
  ).grid;
  cells['网格编码 Grid'] = code;
  const row = heading.map((name) => cells[name] ?? '');
  const sent = await app.app.inject({
    method: 'POST',
    url: '/v1/imports/roster',
    headers: { authorization: 'Bearer grid.manager', 'content-type': 'text/csv' },
    payload: `${csv.payload}${row.join(',')}\r\n`,
  });
  t.ok(sent.statusCode < 300, sent.payload);

  const profiles = await get('/v1/imports/profiles/template.csv?customerKind=HOUSEHOLD');
  t.match((await tableOf(profiles.rawPayload))[0]?.[0], '客户编号 Customer *');
  t.notOk((await tableOf(profiles.rawPayload))[0]?.includes('NET_INCOME'), 'computed, not asked');
  const content = { content: sampleHouseholdScorecard, validFrom: '2026-03-02' };
  await app.as('administrator').command('scorecard.publish', content);
  const ratings = await get('/v1/imports/ratings/template.xlsx');
  const [asked = []] = await tableOf(ratings.rawPayload);
  t.same(asked.slice(0, 2), ['客户编号 Customer *', '评分表代码 Scorecard']);
  t.same(asked.slice(2), ['HAS_BAD_LOAN', 'JUDGMENT_DEFAULTER', 'HEAD_AGE', 'CIRCUMSTANCES']);
  t.equal((await get('/v1/imports/nothing/template.csv')).statusCode, 404);
  t.equal((await get('/v1/imports/roster/template.csv?customerKind=X')).statusCode, 400);
  t.equal((await get('/v1/imports/roster/template.csv', 'core.banking')).statusCode, 403);
});
