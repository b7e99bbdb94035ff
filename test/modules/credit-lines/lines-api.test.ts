import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { lineInForce } from '../../../src/modules/credit-lines/index.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';
import { entryOf, keyOf, OBJECTION, openRatingNotice, openVillage } from '../notices/noticed.ts';
import { agree, publishText } from '../privacy/agreements.ts';

const why = { reason: '已核实' };

/** Households whose ratings have stood their notice by 2026-03-12, the clock then. */
async function noticed(app: TestApp, count: number) {
  const village = await openVillage(app);
  const customers: string[] = [];
  for (let made = 0; made < count; made += 1) customers.push(await village.rated(`张大${made}`));
  const notice = await openRatingNotice(village);
  app.clock.set('2026-03-12T02:00:00Z');
  await app.as('administrator').command('notice.close-due', {});
  return { ...village, customers, notice };
}

const LINE = `query ($id: ID!, $on: Date) { creditLine(id: $id) {
  status amount granted grade products validFrom validTo reviewDueOn
  states(first: 9, asOf: $on, order: VALID_FROM) { nodes { status amount cause reason validFrom validTo } } } }`;

test('a line rests on a rating that has stood its notice', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const { manager } = village;
  const customerId = await village.household('张大山');
  const grant = (amount: string, who = manager) =>
    codeOf(who, 'credit-line.grant', { customerId, amount });
  t.equal(await grant('50000.00'), 'credit-line.rating_missing');
  await village.rate(customerId, 50_000);
  t.equal(await grant('50000.00'), 'credit-line.notice_missing');
  const notice = await openRatingNotice(village);
  t.equal(await grant('50000.00'), 'credit-line.notice_missing', 'still running');
  app.clock.set('2026-03-12T02:00:00Z');
  await app.as('administrator').command('notice.close-due', {});
  t.match(await entryOf(manager, notice, customerId), { status: 'EFFECTIVE' });
  t.equal(await grant('50000.01'), 'credit-line.above_rating');
  t.equal(await grant('0.00'), 'credit-line.above_rating');
  t.equal(await grant('-1.00'), 'input.invalid');
  t.equal(await grant('50000.00', app.as('grid.officer')), 'auth.forbidden');
  const input = { customerId, amount: '40000.00', products: ['VILLAGE_CREDIT'] };
  const { creditLine } = await manager.command('credit-line.grant', input);
  t.match((await manager.query(LINE, { id: creditLine })).creditLine, {
    status: 'ACTIVE',
    amount: '40000.00',
    granted: '40000.00',
    grade: 'A',
    products: ['VILLAGE_CREDIT'],
    validFrom: '2026-03-12',
    validTo: '2029-03-12',
    reviewDueOn: '2027-03-12',
  });
  t.equal(await grant('1000.00'), 'credit-line.in_force');
  const { customer } = await manager.query(
    'query ($id: ID!) { customer(id: $id) { creditLines(first: 5) { nodes { id } } } }',
    { id: customerId },
  );
  t.same(customer.creditLines.nodes, [{ id: creditLine }]);
});

test('an upheld objection keeps a rating from carrying a line', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const customerId = await village.rated('张大山');
  const notice = await openRatingNotice(village);
  const { id } = await entryOf(village.manager, notice, customerId);
  const { objection } = await village.manager.command('notice.object', { id, ...OBJECTION });
  await village.reviewer.command('notice.decide', { id: objection, uphold: true }, why);
  app.clock.set('2026-03-12T02:00:00Z');
  await app.as('administrator').command('notice.close-due', {});
  t.equal(
    await codeOf(village.manager, 'credit-line.grant', { customerId, amount: '1000.00' }),
    'credit-line.notice_missing',
  );
});

test('the life of a line stays readable for any day', async (t) => {
  const app = await testApp(t);
  const { manager, reviewer, customers, rate } = await noticed(app, 1);
  const [customerId = ''] = customers;
  const { creditLine: id } = await manager.command('credit-line.grant', {
    customerId,
    amount: '40000.00',
  });
  const read = async (on?: string) => (await manager.query(LINE, { id, on })).creditLine;
  const act = (name: string, input = {}, who = manager) =>
    who.command(`credit-line.${name}`, { id, ...input }, why);
  const refused = (name: string, input = {}, who = manager) =>
    codeOf(who, `credit-line.${name}`, { id, ...input }, why);
  const inForce = async (today: string) =>
    lineInForce(app.database.reader(app.world.bankId), {
      institutionId: app.world.bankId,
      customerId: keyOf(customerId),
      today,
    });

  t.equal(await refused('resume'), 'credit-line.not_suspended');
  app.clock.set('2026-04-01T02:00:00Z');
  await act('suspend', { trigger: 'DISPUTE' });
  t.equal(await refused('suspend', { trigger: 'OTHER' }), 'credit-line.not_active');
  t.equal(await refused('review', { amount: '100.00' }), 'credit-line.not_active');
  t.match(await inForce('2026-04-01'), {
    status: 'SUSPENDED',
    amountFen: 4_000_000n,
    reviewDueOn: '2027-03-12',
  });
  app.clock.set('2026-05-01T02:00:00Z');
  t.equal(await refused('resume'), 'credit-line.same_person');
  await act('resume', {}, reviewer);
  app.clock.set('2026-06-01T02:00:00Z');
  t.equal(await refused('reduce', { amount: '40000.00' }), 'credit-line.not_less');
  t.equal(await refused('reduce', { amount: '0.00' }), 'credit-line.not_less');
  await act('reduce', { amount: '30000.00' });
  await act('reduce', { amount: '20000.00' });

  const on = async (date: string) => (await read(date)).states.nodes;
  t.match(await on('2026-03-31'), [{ status: 'ACTIVE', amount: '40000.00', cause: 'GRANTED' }]);
  t.match(await on('2026-04-30'), [{ status: 'SUSPENDED', cause: 'DISPUTE', reason: why.reason }]);
  t.match(await on('2026-05-31'), [{ status: 'ACTIVE', cause: 'RESUMED' }]);
  t.match(await on('2026-06-01'), [{ amount: '20000.00', cause: 'REDUCED', validTo: null }]);
  t.equal((await on('2026-06-01')).length, 1, 'the state that lasted no day is not on show');

  const due = async (before: string) =>
    (
      await manager.query(
        `query ($before: Date!) { creditLines(first: 9, filter: { reviewDueBefore: $before },
          order: REVIEW_DUE) { nodes { id } } }`,
        { before },
      )
    ).creditLines.nodes;
  t.same(await due('2027-03-12'), []);
  t.same(await due('2027-03-13'), [{ id }]);

  const { customer: file } = await manager.query(
    'query ($id: ID!) { customer(id: $id) { grid { id } } }',
    { id: customerId },
  );
  const { gridLedger } = await manager.query(
    'query ($grid: ID!) { gridLedger(gridId: $grid, first: 5) { rows { due { kind dueOn } } } }',
    { grid: file.grid.id },
  );
  const { due: dues } = gridLedger.rows[0];
  t.same(
    dues.filter(({ kind }: { kind: string }) => kind === 'CREDIT_LINE_REVIEW'),
    [{ kind: 'CREDIT_LINE_REVIEW', dueOn: '2027-03-12' }],
    'the officer sees it in the ledger',
  );

  // A year on: rated anew, noticed anew, reviewed.
  app.clock.set('2027-02-01T02:00:00Z');
  t.equal(await refused('review', { amount: '100.00' }), 'credit-line.rating_missing');
  await rate(customerId, 60_000, '2027-02-01');
  t.equal(await refused('review', { amount: '100.00' }), 'credit-line.notice_missing');
  const draft = { kind: 'RATING', areaCode: '429005106201', title: '年审公示' };
  const { notice } = await manager.command('notice.draft', draft);
  await manager.command('notice.open', { id: notice });
  await app.as('administrator').command('calendar.announce', {
    title: '2027年放假安排',
    legalBasis: '测试',
    wholeYear: 2027,
    daysOff: [],
    makeUpDays: [],
  });
  app.clock.set('2027-02-11T02:00:00Z');
  await app.as('administrator').command('notice.close-due', {});
  await act('review', { amount: '60000.00' });
  t.match(await read(), { amount: '60000.00', granted: '40000.00', reviewDueOn: '2028-02-11' });

  await act('close');
  t.equal(await inForce('2027-02-11'), undefined);
  t.match(await inForce('2027-02-10'), { id: keyOf(id) });
  t.equal(await refused('suspend', { trigger: 'OTHER' }), 'credit-line.over');
  const { creditLine: next } = await manager.command('credit-line.grant', {
    customerId,
    amount: '1000.00',
  });
  t.not(next, id, 'another may follow at once');
});

test('the black list and a withdrawn consent stop a line at once', async (t) => {
  const app = await testApp(t);
  const { manager, reviewer, customers } = await noticed(app, 3);
  const [listed = '', silent = '', doubted = ''] = customers;
  const lines: Record<string, string> = {};
  for (const customerId of customers) {
    const input = { customerId, amount: '40000.00' };
    lines[customerId] = (await manager.command('credit-line.grant', input)).creditLine;
  }
  const status = async (customer: string) => {
    const { creditLine } = await manager.query(LINE, { id: lines[customer], on: '2026-03-12' });
    return [creditLine.status, creditLine.states.nodes[0].cause];
  };
  const screen = (id: string, input: object) =>
    manager.command('customer.screen', { id, ...input }, why);

  await screen(listed, { screening: 'BLACK', screeningReason: 'JUDGMENT_DEFAULTER' });
  t.same(await status(listed), ['SUSPENDED', 'NEGATIVE_LIST']);
  const resume = { id: lines[listed] };
  t.equal(await codeOf(reviewer, 'credit-line.resume', resume, why), 'credit-line.blacklisted');
  await screen(doubted, { screening: 'GREY', screeningReason: 'LITIGATION' });
  t.same(await status(doubted), ['ACTIVE', 'GRANTED']);

  const textId = await publishText(app);
  const purposes = ['RATING', 'MARKETING'];
  const { consents } = await agree(manager, { id: silent, textId, purposes });
  const withdraw = (id: string) =>
    manager.command('consent.withdraw', { id, withdrawnOn: '2026-03-12', channel: 'APP' }, why);
  await withdraw(consents[1]);
  t.same(await status(silent), ['ACTIVE', 'GRANTED'], 'marketing has nothing to do with it');
  await withdraw(consents[0]);
  t.same(await status(silent), ['SUSPENDED', 'CONSENT_WITHDRAWN']);

  await screen(listed, { screening: 'WHITE' });
  await reviewer.command('credit-line.resume', resume, why);
  t.same(await status(listed), ['ACTIVE', 'RESUMED']);
});

test('above an amount a second person decides, where the bank wants it', async (t) => {
  const app = await testApp(t);
  const { manager, customers } = await noticed(app, 2);
  await app.as('administrator').command('approval.set-policy', {
    command: 'credit-line.grant',
    field: 'amount',
    atLeast: '30000',
  });
  const [small = '', large = ''] = customers;
  const grant = async (customerId: string, amount: string) => {
    const { body } = await manager.rest({
      method: 'POST',
      url: '/v1/credit-lines/grant',
      headers: { 'idempotency-key': newId() },
      payload: { customerId, amount },
    });
    return body;
  };
  t.ok((await grant(small, '29999.99')).result.creditLine);
  t.match(await grant(large, '30000.00'), { result: null, approval: { status: 'PENDING' } });
});
