import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { entryOf, OBJECTION, openRatingNotice, openVillage } from './noticed.ts';

const why = { reason: '已核实' };
const PAIRS = 8;

test('decisions about one entry at the same moment leave it in one piece', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const { manager, reviewer } = village;
  const customers: string[] = [];
  for (let made = 0; made < PAIRS * 2; made += 1) customers.push(await village.rated(`张${made}`));
  const notice = await openRatingNotice(village);
  const pairs: string[][] = [];
  for (const customer of customers) {
    const { id } = await entryOf(manager, notice, customer);
    const objections: string[] = [];
    for (const text of ['收入不实', '另有欠款']) {
      const sent = await manager.command('notice.object', { id, ...OBJECTION, text });
      objections.push(sent.objection);
    }
    pairs.push(objections);
  }
  const decide = (id: string | undefined, uphold: boolean) =>
    reviewer.command('notice.decide', { id, uphold }, why).then(
      () => 'DONE',
      (error: Error) => error.message,
    );
  for (const [index, [first, second]] of pairs.entries()) {
    const upheld = index % 2 === 1;
    const outcomes = await Promise.all([decide(first, false), decide(second, upheld)]);
    const entry = await entryOf(manager, notice, customers[index] ?? '');
    const states = entry.objections.nodes.map(({ status }: { status: string }) => status);
    t.notOk(states.includes('OPEN'), states.join());
    if (!upheld) {
      t.same(outcomes, ['DONE', 'DONE']);
      t.match(entry, { status: 'DISMISSED', runningFrom: '2026-03-02', runningDays: 7 });
    } else {
      t.equal(outcomes[1], 'DONE');
      t.match(entry, { status: 'UPHELD', closesOn: null });
    }
  }
});

test('closing twice at once settles every entry once', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  for (let made = 0; made < PAIRS; made += 1) await village.rated(`李${made}`);
  await openRatingNotice(village);
  app.clock.set('2026-03-12T02:00:00Z');
  const administrator = app.as('administrator');
  const runs = await Promise.all([
    administrator.command('notice.close-due', {}),
    administrator.command('notice.close-due', {}),
  ]);
  const sum = (name: 'effective' | 'closed') =>
    runs.reduce((total, run) => total + Number(run[name]), 0);
  t.equal(sum('effective'), PAIRS);
  t.equal(sum('closed'), 1);
});
