import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { openTerritory } from '../customers/households.ts';
import { codeOf } from '../grids/territory.ts';

const LEDGER = `query ($grid: ID!, $first: Int!, $after: String, $order: LedgerOrder, $due: Date,
    $list: Screening, $incomplete: Boolean, $kind: CustomerKind) {
  gridLedger(gridId: $grid, first: $first, after: $after, order: $order, dueBefore: $due, list: $list,
      incomplete: $incomplete, kind: $kind) {
    gridId nextAfter rows { customerId code kind nameMask completeness screening core outworkers
      lastVisitAt lacking { code missing percent } due { kind dueOn overdue label { zh } }
      promised { followUpId kind promisedBy dueOn } } } }`;

type Row = { code: string; completeness: number; due: { dueOn: string }[] };

test('the ledger of a grid', async (t) => {
  const app = await testApp(t);
  const { big, west, east } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const register = async (code: string, more: object = {}): Promise<string> => {
    const input = { kind: 'HOUSEHOLD', name: '周小满', gridId: west.id, code, ...more };
    return (await manager.command('customer.register', input)).customer;
  };
  const ids: string[] = [];
  for (let n = 1; n <= 7; n += 1) {
    const more = n % 2 ? { mobile: '13800000000' } : {};
    ids.push(await register(`H-${n}`, more));
  }
  await register('H-0', { gridId: east.id });
  const [first = '', second = '', third = ''] = ids;
  const visit = (customerId: string, more: object) =>
    manager.command('visit.record', {
      customerId,
      way: 'PHONE',
      purpose: 'MAINTAIN',
      result: 'OTHER',
      source: 'TABLET',
      ...more,
    });
  const promise = (customerId: string, dueOn: string) =>
    manager.command('follow-up.open', {
      customerId,
      kind: 'REPAYMENT',
      promisedBy: 'CUSTOMER',
      dueOn,
      promise: '月底前结清',
    });
  await visit(first, { visitedAt: '2026-02-20T01:00:00Z', nextOn: '2026-02-27' });
  await visit(second, { visitedAt: '2026-02-20T01:00:00Z', nextOn: '2026-02-22' });
  await visit(second, { visitedAt: '2026-02-25T01:00:00Z', nextOn: '2026-03-20' });
  const kept = await promise(third, '2026-03-05');
  await promise(third, '2026-03-08');
  await manager.command('core-household.mark', { customerId: third, reason: 'MODEL' });
  const grey = { id: third, screening: 'GREY', screeningReason: 'OTHER' };
  await manager.command('customer.screen', grey, { reason: '评议' });

  const page = async (more: object) =>
    (await manager.query(LEDGER, { grid: west.id, first: 100, ...more })).gridLedger;
  const codes = async (more: object): Promise<string[]> =>
    (await page(more)).rows.map(({ code }: Row) => code);

  await t.test('what is missing, due and promised', async (t) => {
    const { rows, gridId, nextAfter } = await page({});
    t.same([gridId, nextAfter, rows.length], [west.id, null, 7]);
    const [one, two, three] = rows;
    t.match(one, {
      customerId: first,
      nameMask: '周**',
      due: [{ kind: 'NEXT_VISIT', dueOn: '2026-02-27', overdue: true, label: { zh: '下次走访' } }],
      lastVisitAt: '2026-02-20T01:00:00.000Z',
      promised: [],
      core: false,
    });
    t.ok(one.lacking.some(({ code }: { code: string }) => code === 'INCOME'));
    t.match(two.due, [{ kind: 'NEXT_VISIT', dueOn: '2026-03-20', overdue: false }]);
    t.match(three, {
      due: [{ kind: 'FOLLOW_UP', dueOn: '2026-03-05' }],
      promised: [
        { followUpId: kept.followUp, kind: 'REPAYMENT', promisedBy: 'CUSTOMER' },
        { dueOn: '2026-03-08' },
      ],
      core: true,
      screening: 'GREY',
    });
  });

  await t.test('narrowed down', async (t) => {
    t.same(await codes({ due: '2026-03-05' }), ['H-1']);
    t.same(await codes({ due: '2026-03-06' }), ['H-1', 'H-3']);
    t.same(await codes({ list: 'GREY' }), ['H-3']);
    t.same(await codes({ list: 'NONE', kind: 'MERCHANT' }), []);
    t.equal((await codes({ incomplete: true })).length, 7);
    t.same(await codes({ incomplete: false }), []);
    await manager.command('follow-up.complete', { id: kept.followUp, result: '结清' });
    t.same(await codes({ due: '2026-03-06' }), ['H-1']);
  });

  await t.test('every order, page by page, shows each once', async (t) => {
    for (const order of ['CODE', 'DUE', 'COMPLETENESS']) {
      const whole = (await page({ order })).rows;
      const seen: Row[] = [];
      let after: string | null = null;
      do {
        const { rows, nextAfter } = await page({ order, first: 2, after });
        seen.push(...rows);
        after = nextAfter;
      } while (after);
      t.same(seen, whole, order);
      t.equal(seen.length, 7);
      const keys = seen.map(({ code, completeness, due }) => {
        if (order === 'DUE') return `${due[0]?.dueOn ?? '9'} ${code}`;
        return order === 'CODE' ? code : `${String(completeness).padStart(3, '0')} ${code}`;
      });
      t.same(keys, keys.toSorted());
    }
    const { nextAfter } = await page({ order: 'DUE', first: 1 });
    const code = async (after: string) =>
      (await manager.graphql(LEDGER, { grid: west.id, first: 1, after })).errors?.[0]?.extensions
        ?.code;
    t.equal(await code(nextAfter), 'ledger.cursor', 'a cursor of another order');
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    t.equal(await code(forged(['CODE', null, "'; drop"])), 'ledger.cursor');
    t.equal(await code(forged({})), 'ledger.cursor');
    t.equal(await code('!!'), 'input.invalid');
  });

  await t.test('a large grid holds those inside; nobody sees another’s', async (t) => {
    t.equal((await codes({ grid: big.id })).length, 8);
    t.equal((await codes({ grid: east.id })).length, 1);
    const { rest } = app.as('grid.officer');
    const answer = await rest({ method: 'GET', url: `/v1/grids/ledger?gridId=${west.id}&first=5` });
    t.equal(answer.status, 404);
    const own = await manager.rest({
      method: 'GET',
      url: `/v1/grids/ledger?gridId=${west.id}&first=5&order=DUE`,
    });
    t.match(own, { status: 200, body: { rows: [{ code: 'H-1' }] } });
    t.equal(own.body.rows.length, 5);
    t.equal(
      await codeOf(manager, 'follow-up.cancel', { id: kept.followUp, result: 'x' }),
      'follow-up.closed',
    );
  });
});
