import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { testWorker } from '../../helpers/worker.ts';
import { codeOf } from '../grids/territory.ts';
import { entryOf, OBJECTION, openRatingNotice, openVillage, readNotice } from './noticed.ts';

const why = { reason: '已核实' };
const NOTHING = { effective: 0, removed: 0, extended: 0, waiting: 0, closed: 0, remaining: false };

test('an objection stops the clock for one person only', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const { manager, reviewer } = village;
  const [calm, disputed, removed] = [
    await village.rated('张大山'),
    await village.rated('李小河'),
    await village.rated('王家明'),
  ];
  const administrator = app.as('administrator');
  const closeDue = () => administrator.command('notice.close-due', {});
  const notice = await openRatingNotice(village);
  const entry = (customer: string) => entryOf(manager, notice, customer);

  t.match(await readNotice(manager, notice), {
    status: 'OPEN',
    openedOn: '2026-03-02',
    closesOn: '2026-03-11',
    periodDays: 7,
  });
  t.match(await entry(calm), {
    status: 'OPEN',
    named: false,
    nameMask: '张**',
    grade: 'A',
    creditLine: '50000.00',
    closesOn: '2026-03-11',
  });
  t.match(await closeDue(), NOTHING);

  // Two of seven working days are gone when somebody objects on the third: five are left.
  app.clock.set('2026-03-05T02:00:00Z');
  const officer = app.as('grid.manager');
  const { id } = await entry(disputed);
  const { objection, receipt } = await officer.command('notice.object', { id, ...OBJECTION });
  t.match(receipt, /^[0-9A-Z]{12}$/);
  t.match(await entry(disputed), { status: 'OBJECTED', runningDays: 5, closesOn: null });
  t.match(await entry(calm), { status: 'OPEN', closesOn: '2026-03-11' });
  const second = await officer.command('notice.object', { id, ...OBJECTION, ground: 'DEBTS' });
  t.match(await entry(disputed), { status: 'OBJECTED', runningDays: 5 });
  const gone = (await entry(removed)).id;
  const third = (await officer.command('notice.object', { id: gone, ...OBJECTION })).objection;

  app.clock.set('2026-03-12T02:00:00Z');
  t.match(await closeDue(), { ...NOTHING, effective: 1 });
  t.match(await entry(calm), { status: 'EFFECTIVE', settledOn: '2026-03-12', closesOn: null });
  t.match(await entry(disputed), { status: 'OBJECTED' });
  t.match(await readNotice(manager, notice), { status: 'OPEN' });

  const decide = (objected: string, uphold: boolean) =>
    reviewer.command('notice.decide', { id: objected, uphold }, why);
  await decide(objection, false);
  t.match(await entry(disputed), { status: 'OBJECTED' }, 'another objection is still open');
  await decide(second.objection, false);
  t.match(await entry(disputed), {
    status: 'DISMISSED',
    runningFrom: '2026-03-12',
    runningDays: 5,
    closesOn: '2026-03-19',
  });
  await decide(third, true);
  t.match(await entry(removed), { status: 'UPHELD', settledOn: '2026-03-12' });
  t.equal(
    await codeOf(reviewer, 'notice.decide', { id: third, uphold: true }, why),
    'notice.objection_decided',
  );

  app.clock.set('2026-03-19T02:00:00Z');
  t.match(await closeDue(), { ...NOTHING, removed: 1 });
  app.clock.set('2026-03-20T02:00:00Z');
  t.match(await closeDue(), { ...NOTHING, effective: 1, closed: 1 });
  t.match(await closeDue(), NOTHING, 'again does no harm');
  t.match(await readNotice(manager, notice), { status: 'CLOSED', closedOn: '2026-03-20' });
  t.match(
    [await entry(calm), await entry(disputed), await entry(removed)].map(({ status }) => status),
    ['EFFECTIVE', 'EFFECTIVE', 'REMOVED'],
  );
  t.equal(await codeOf(officer, 'notice.object', { id, ...OBJECTION }), 'notice.entry_not_listed');
});

test('an objection on the last day is in time, one after it is not', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const [first, second] = [await village.rated('张大山'), await village.rated('李小河')];
  const notice = await openRatingNotice(village);
  app.clock.set('2026-03-11T15:59:00Z');
  const early = await entryOf(village.manager, notice, first);
  await village.manager.command('notice.object', { id: early.id, ...OBJECTION });
  t.match(await entryOf(village.manager, notice, first), { status: 'OBJECTED', runningDays: 1 });
  app.clock.set('2026-03-11T16:01:00Z');
  const { id } = await entryOf(village.manager, notice, second);
  t.equal(
    await codeOf(village.manager, 'notice.object', { id, ...OBJECTION }),
    'notice.period_over',
  );
});

test('nobody decides on what is their own', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const customer = await village.rated('张大山');
  const notice = await openRatingNotice(village);
  await app.owner(`update role set permissions = permissions || '{notice.decide,notice.reveal}'
    where code in ('GRID_MANAGER', 'GRID_OFFICER')`);
  await app.owner(`update role set scope_kind = 'INSTITUTION' where code = 'GRID_OFFICER'`);
  const { id } = await entryOf(village.manager, notice, customer);
  const { objection } = await village.manager.command('notice.object', { id, ...OBJECTION });
  const asked = { id: objection, uphold: true };
  const allowed = async (who: string) => {
    const { noticeAllowedActions } = await app.as(who).query(
      `query ($id: ID!) { noticeAllowedActions(noticeEntryId: $id) {
        allowedActions { action allowed reason { code } } } }`,
      { id },
    );
    return noticeAllowedActions.allowedActions.map(
      (each: { allowed: boolean; reason: { code: string } | null }) =>
        each.allowed ? 'ALLOWED' : each.reason?.code,
    );
  };
  const own = 'notice.separation_of_duties';
  t.same(await allowed('grid.manager'), ['ALLOWED', own, 'ALLOWED'], 'took it down');
  t.same(await allowed('grid.officer'), ['ALLOWED', own, 'auth.forbidden'], 'rated');
  t.same(await allowed('loan.reviewer'), ['auth.forbidden', 'ALLOWED', 'auth.forbidden']);
  const decide = (who: string, given = why) => codeOf(app.as(who), 'notice.decide', asked, given);
  t.equal(await decide('grid.manager'), 'notice.separation_of_duties', 'took it down');
  t.equal(await decide('grid.officer'), 'notice.separation_of_duties', 'rated');
  t.equal(await decide('loan.approver'), 'auth.forbidden');
  t.equal(await codeOf(village.reviewer, 'notice.decide', asked), 'command.reason_required');
  const read = await village.reviewer.command('notice.reveal-objection', { id: objection }, why);
  t.equal(read.text, OBJECTION.text);
  t.equal(read.contact, null);
  await village.reviewer.command('notice.decide', asked, why);
  t.match(await entryOf(village.manager, notice, customer), { status: 'UPHELD' });
  t.same(await allowed('loan.reviewer'), [
    'auth.forbidden',
    'notice.objection_decided',
    'auth.forbidden',
  ]);
  t.equal((await allowed('grid.manager'))[0], 'notice.entry_not_listed');
});

test('an entry taken off never takes effect, and its objections lapse', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const customer = await village.rated('张大山');
  const notice = await openRatingNotice(village);
  const { id } = await entryOf(village.manager, notice, customer);
  await village.manager.command('notice.object', { id, ...OBJECTION });
  t.equal(await codeOf(village.manager, 'notice.remove-entry', { id }), 'command.reason_required');
  await village.manager.command('notice.remove-entry', { id }, why);
  t.match(await entryOf(village.manager, notice, customer), {
    status: 'REMOVED',
    objections: { nodes: [{ status: 'LAPSED' }] },
  });
  app.clock.set('2026-03-12T02:00:00Z');
  t.match(await app.as('administrator').command('notice.close-due', {}), { closed: 1 });
});

test('an unannounced year holds entries up, and announcing it moves their day', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const customer = await village.rated('张大山');
  await app.owner(`update rating set valid_to = '2028-01-01'`);
  app.clock.set('2026-12-28T02:00:00Z');
  const notice = await openRatingNotice(village);
  t.match(await readNotice(village.manager, notice), { closesOn: '2027-01-06' });
  const administrator = app.as('administrator');
  app.clock.set('2027-01-07T02:00:00Z');
  t.match(await administrator.command('notice.close-due', {}), { ...NOTHING, waiting: 1 });
  await administrator.command('calendar.announce', {
    title: '2027年部分节假日安排',
    legalBasis: '测试通知',
    wholeYear: 2027,
    daysOff: ['2027-01-01', '2027-01-04'],
    makeUpDays: [],
  });
  t.match(await administrator.command('notice.close-due', {}), { ...NOTHING, extended: 1 });
  t.match(await entryOf(village.manager, notice, customer), { closesOn: '2027-01-08' });
  t.match(await readNotice(village.manager, notice), { closesOn: '2027-01-08' });
  app.clock.set('2027-01-11T02:00:00Z');
  t.match(await administrator.command('notice.close-due', {}), {
    ...NOTHING,
    effective: 1,
    closed: 1,
  });
});

test('the daily job closes what is due, in every bank', async (t) => {
  const app = await testApp(t);
  const worker = testWorker(t, app);
  const village = await openVillage(app);
  const customer = await village.rated('张大山');
  const notice = await openRatingNotice(village);
  app.clock.set('2026-03-12T02:00:00Z');
  await worker.run('notice.close-due');
  t.match(await entryOf(village.manager, notice, customer), { status: 'EFFECTIVE' });
  const { jobRuns } = await app
    .as('auditor')
    .query('{ jobRuns(first: 5) { nodes { job status counts } } }');
  t.match(jobRuns.nodes, [
    { job: 'notice.close-due', status: 'DONE', counts: { effective: 1, closed: 1 } },
  ]);
});

test('what cannot be opened is refused', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const { manager } = village;
  const given = { kind: 'RATING', areaCode: '429005106201', title: '公示' };
  const draft = async (change = {}) =>
    (await manager.command('notice.draft', { ...given, ...change })).notice;
  const empty = await draft();
  const open = (id: string) => codeOf(manager, 'notice.open', { id });
  t.equal(await open(empty), 'notice.nothing_to_list');
  t.equal(await open(await draft({ kind: 'POINTS' })), 'notice.kind_unavailable');
  const unknown = { ...given, areaCode: '429005106299' };
  t.equal(await codeOf(manager, 'notice.draft', unknown), 'notice.area_unknown');
  const elsewhere = { ...given, areaCode: '421003100201' };
  t.equal(await codeOf(manager, 'notice.draft', elsewhere), 'object.not_found');
  await village.rated('张大山');
  await manager.command('notice.open', { id: empty });
  t.equal(await open(empty), 'notice.not_draft');
  t.equal(await open(await draft()), 'notice.nothing_to_list', 'all were listed once');
});
