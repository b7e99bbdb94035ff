import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { COMMUNITY, foundAreas, OTHER_VILLAGE, TOWN, VILLAGE } from '../grids/territory.ts';
import { agreeOn, foundPlatform, PLATFORM, pull, sequence } from './agreed.ts';

test('how a member looks', async (t) => {
  const app = await testApp(t);
  const shown = async (value: unknown, kind: string, masked: boolean): Promise<unknown> => {
    const view = { kind, masked, fewest: 5 };
    const [row] = await app.owner<{ text: string }>('select shared_value($1::json, $2) as text', [
      JSON.stringify(value),
      JSON.stringify(view),
    ]);
    return JSON.parse(row?.text ?? 'null');
  };
  const cases: [string, unknown, unknown, unknown][] = [
    ['WORD', 'VILLAGE', 'VILLAGE', '***'],
    ['WORD', 7, 7, '***'],
    ['WORD', ['A', 'B'], ['A', 'B'], '***'],
    ['WORD', null, null, null],
    ['PLACE', '429005106201003', '429005106201003', '429005106'],
    ['PLACE', '4290', '4290', '4290'],
    ['PLACE', 429005106201, 429005106201, '***'],
    ['DATE', '2026-03-02', '2026-03-02', '2026-03'],
    ['FEN', '1860000', '1860000', '1000000'],
    ['FEN', '999999', '999999', '0'],
    ['FEN', '-1', '-1', '***'],
    ['YUAN', '18600.00', '18600.00', '10000'],
    ['YUAN', '9999.99', '9999.99', '0'],
    ['YUAN', '18600.001', '18600.001', '***'],
    ['PEOPLE', 0, 0, '***'],
    ['PEOPLE', 1, '<5', '***'],
    ['PEOPLE', 4, '<5', '***'],
    ['PEOPLE', 5, 5, '***'],
    ['PEOPLE', '3', '***', '***'],
    ['NOBODY-KNOWS', 'x', 'x', '***'],
  ];
  for (const [kind, value, open, masked] of cases) {
    t.same(await shown(value, kind, false), open, `${kind} ${JSON.stringify(value)}`);
    t.same(await shown(value, kind, true), masked, `${kind} ${JSON.stringify(value)}, masked`);
  }
});

test('numbers of people, by month', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const clientId = await foundPlatform(app);
  const manager = app.as('grid.manager');
  app.clock.set('2026-02-10T02:00:00Z');
  const placed = { [VILLAGE]: 6, [OTHER_VILLAGE]: 3, [COMMUNITY]: 7 };
  for (const [areaCode, count] of Object.entries(placed)) {
    for (let place = 0; place < count; place += 1) {
      const input = { kind: 'HOUSEHOLD', name: '张三', areaCode };
      await manager.command('customer.register', input);
    }
  }
  const terms = [{ act: 'customer.registered' }];
  const agreement = await agreeOn(app, { clientId, grade: 'COUNTS', terms, areaCodes: [TOWN] });
  await sequence(app);
  const figures = async (month: string, id = agreement) => {
    const url = `/v1/data-agreements/figures?agreementId=${id}&month=${month}`;
    return (await app.as(PLATFORM).rest({ method: 'GET', url })).body;
  };

  await t.test('only of months that are over', async (t) => {
    t.match(await figures('2026-02'), { code: 'shared-event.month' });
    app.clock.set('2026-02-28T15:59:59Z');
    t.match(await figures('2026-02'), { code: 'shared-event.month' });
    app.clock.set('2026-02-28T16:00:00Z');
    t.equal((await figures('2026-02')).month, '2026-02', 'the first of March in China');
    t.match(await figures('2024-12'), { code: 'shared-event.month' }, 'before its facts');
    t.match(await figures('2026-13'), { code: 'input.invalid' });
    t.same((await figures('2026-01')).rows, [
      {
        act: 'customer.registered',
        areaCode: TOWN,
        households: 0,
        facts: 0,
        suppressed: false,
      },
    ]);
  });

  await t.test('small ones withheld, and what would give them away', async (t) => {
    const { rows } = await figures('2026-02');
    const told = rows.map(({ areaCode, households }: { areaCode: string; households: number }) => [
      areaCode,
      households,
    ]);
    t.same(told, [
      [TOWN, 16],
      [COMMUNITY, 7],
      [VILLAGE, null],
      [OTHER_VILLAGE, null],
    ]);
  });

  await t.test('numbers are all it shows', async (t) => {
    t.match(await pull(app, { agreement }), { status: 403, code: 'shared-event.counts_only' });
    const facts = [{ act: 'grid.opened', objects: ['Grid'] }];
    const other = await agreeOn(app, { code: 'FACTS', clientId, terms: facts });
    t.match(await figures('2026-02', other), { code: 'shared-event.facts_only' });
    const url = `/v1/data-agreements/figures?agreementId=${agreement}&month=2026-02`;
    await app.owner(
      `update role set permissions = permissions || '{shared-event.pull}' where code = 'AUDITOR'`,
    );
    t.match(await app.as('auditor').rest({ method: 'GET', url }), { status: 404 });
    await app.as('administrator').command('data-agreement.end', { id: agreement }, { reason: 'x' });
    t.match(await figures('2026-02'), { code: 'shared-event.not_in_force' });
  });
});
