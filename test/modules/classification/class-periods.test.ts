import { test } from 'tap';
import type { LoanClass } from '../../../src/generated/enums.ts';
import { addDays, addMonths } from '../../../src/kernel/dates.ts';
import { classifyLives } from '../../../src/modules/classification/class-periods.ts';
import type { Ground, LoanLife } from '../../../src/modules/classification/lives.ts';
import { classOn, dueOn, lifeOf, PAID_OUT, standingsOf } from './lives.ts';

const DUE = dueOn(3);
const after = (days: number) => addDays(DUE, days);
const UNPAID = { 3: null, 4: null, 5: null };
const never = (from: number) =>
  Object.fromEntries(Array.from({ length: 36 }, (_, index) => [index + from, null]));

const ground = (code: Ground['code'], more: Partial<Ground> = {}): Ground => ({
  code,
  from: after(-20),
  to: null,
  percent: null,
  delaySince: null,
  ...more,
});

test('the ladder of the 2023 measures, each boundary from both sides', async (t) => {
  const table: [number, LoanClass][] = [
    [0, 'NORMAL'],
    [1, 'SPECIAL_MENTION'],
    [90, 'SPECIAL_MENTION'],
    [91, 'SUBSTANDARD'],
    [180, 'SUBSTANDARD'],
    [270, 'SUBSTANDARD'],
    [271, 'DOUBTFUL'],
    [360, 'DOUBTFUL'],
    [361, 'LOSS'],
    [5000, 'LOSS'],
  ];
  const life = lifeOf(never(3));
  for (const [days, loanClass] of table) {
    t.equal(classOn(life, after(days)).loanClass, loanClass, `${days} days`);
  }
});

test('a short delay of the bank’s own making does not count, a longer one does', async (t) => {
  const excused = lifeOf(UNPAID, { grounds: [ground('TECHNICAL_DELAY', { delaySince: DUE })] });
  t.same(classOn(excused, after(7)), { loanClass: 'NORMAL', code: 'SHORT_DELAY' });
  t.same(classOn(excused, after(8)), { loanClass: 'SPECIAL_MENTION', code: 'OVERDUE' });
  const other = lifeOf(UNPAID, { grounds: [ground('TECHNICAL_DELAY', { delaySince: dueOn(2) })] });
  t.equal(classOn(other, after(1)).loanClass, 'SPECIAL_MENTION', 'another delay was excused');
});

test('days paused by decree do not count', async (t) => {
  const [before, late] = [standingsOf({}).slice(0, 6), standingsOf(UNPAID)];
  const from = late.findIndex(({ overdueSince }) => overdueSince === DUE);
  const first = late[from];
  if (!first) throw new Error('nothing is late');
  const pausedUntil = after(101);
  const standings = [
    ...before.filter((each) => each.from < first.from),
    { ...first, to: after(11) },
    { ...first, from: after(11), to: pausedUntil, overdueDays: 10, daysPaused: true },
    { ...first, from: pausedUntil, to: null, overdueDays: 10 },
  ];
  const life = lifeOf({}, { standings });
  t.equal(classOn(life, after(100)).loanClass, 'SPECIAL_MENTION', 'paused');
  t.equal(classOn(life, addDays(pausedUntil, 80)).loanClass, 'SPECIAL_MENTION', 'at 90 days');
  t.equal(classOn(life, addDays(pausedUntil, 81)).loanClass, 'SUBSTANDARD', 'at 91 days');
});

test('what people found makes it at least as bad as the rules say', async (t) => {
  const table: [Ground['code'], string | null, LoanClass][] = [
    ['USE_CHANGED', null, 'SPECIAL_MENTION'],
    ['BORROWED_TO_REPAY', null, 'SPECIAL_MENTION'],
    ['RATING_SHARPLY_DOWN', null, 'SUBSTANDARD'],
    ['DEBT_EVASION', null, 'DOUBTFUL'],
    ['BANKRUPTCY', null, 'LOSS'],
    ['CREDIT_IMPAIRED', '49.99', 'SUBSTANDARD'],
    ['CREDIT_IMPAIRED', '50.00', 'DOUBTFUL'],
    ['CREDIT_IMPAIRED', '90.00', 'LOSS'],
    ['DEBTS_ELSEWHERE', '20.00', 'SPECIAL_MENTION'],
    ['DEBTS_ELSEWHERE', '20.01', 'SUBSTANDARD'],
  ];
  for (const [code, percent, loanClass] of table) {
    const life = lifeOf({}, { grounds: [ground(code, { percent })] });
    t.same(classOn(life, DUE), { loanClass, code }, `${code} ${percent}`);
  }
  const lifted = lifeOf({}, { grounds: [ground('USE_CHANGED', { to: DUE })] });
  t.equal(classOn(lifted, after(-1)).loanClass, 'SPECIAL_MENTION');
  t.equal(classOn(lifted, DUE).loanClass, 'NORMAL');
});

test('a bad loan goes up by decision alone, and only once it is cured', async (t) => {
  const LATE = { 3: 95 };
  const paid = after(95);
  const decided = (on: string, loanClass: LoanClass = 'NORMAL'): LoanLife =>
    lifeOf(LATE, { decisions: [{ on, loanClass }] });
  t.same(classOn(lifeOf(LATE), addMonths(paid, 20)), {
    loanClass: 'SUBSTANDARD',
    code: 'NOT_CURED',
  });
  const cured = addMonths(paid, 6);
  t.equal(classOn(decided(addDays(cured, -1)), addMonths(paid, 20)).loanClass, 'SUBSTANDARD');
  t.equal(classOn(decided(cured), addDays(cured, -1)).loanClass, 'SUBSTANDARD');
  t.equal(classOn(decided(cured), cured).loanClass, 'NORMAL');
  t.equal(classOn(decided(cured, 'SPECIAL_MENTION'), cured).loanClass, 'SPECIAL_MENTION');
  const again = lifeOf({ 3: 95, 8: 2 }, { decisions: [{ on: cured, loanClass: 'NORMAL' }] });
  t.equal(classOn(again, cured).loanClass, 'SUBSTANDARD', 'a late period begins the cure anew');
});

test('between the bad classes it goes down by itself and up by decision', async (t) => {
  const late = { 3: 300, 4: 270, 5: null };
  t.equal(classOn(lifeOf(late), after(280)).loanClass, 'DOUBTFUL');
  t.same(classOn(lifeOf(late), after(310)), { loanClass: 'DOUBTFUL', code: 'NOT_CURED' });
  const decisions = [{ on: after(310), loanClass: 'SUBSTANDARD' as const }];
  t.equal(classOn(lifeOf(late, { decisions }), after(310)).loanClass, 'SUBSTANDARD');
});

test('a decision for the worse holds until the next one', async (t) => {
  const decisions = [
    { on: after(-10), loanClass: 'DOUBTFUL' as const },
    { on: addMonths(DUE, 7), loanClass: 'SPECIAL_MENTION' as const },
    { on: addMonths(DUE, 8), loanClass: 'NORMAL' as const },
  ];
  const life = lifeOf({}, { decisions });
  t.equal(classOn(life, after(-11)).loanClass, 'NORMAL');
  t.same(classOn(life, DUE), { loanClass: 'DOUBTFUL', code: 'DECIDED' });
  t.same(classOn(life, addMonths(DUE, 7)), { loanClass: 'SPECIAL_MENTION', code: 'DECIDED' });
  t.equal(classOn(life, addMonths(DUE, 8)).loanClass, 'NORMAL');
});

test('a restructured loan is observed for a year and two periods, anew when it is late', async (t) => {
  const restructurings = [{ on: after(-5), firstDueOn: DUE }];
  const kept = lifeOf({}, { restructurings });
  t.equal(classOn(kept, after(-6)).loanClass, 'NORMAL');
  t.same(classOn(kept, after(-5)), { loanClass: 'SPECIAL_MENTION', code: 'RESTRUCTURED' });
  t.equal(classOn(kept, addDays(addMonths(DUE, 12), -1)).loanClass, 'SPECIAL_MENTION');
  t.equal(classOn(kept, addMonths(DUE, 12)).loanClass, 'NORMAL');
  const late = lifeOf({ 6: 10 }, { restructurings });
  const clear = addDays(dueOn(6), 10);
  t.equal(classOn(late, addDays(addMonths(clear, 12), -1)).loanClass, 'SPECIAL_MENTION');
  t.equal(classOn(late, addMonths(clear, 12)).loanClass, 'NORMAL');
  const twice = [...restructurings, { on: dueOn(6), firstDueOn: dueOn(7) }];
  const again = lifeOf({}, { restructurings: twice });
  t.same(classOn(again, dueOn(6)), { loanClass: 'SUBSTANDARD', code: 'RESTRUCTURED_AGAIN' });
});

test('claims on a debtor who is not retail are judged together', async (t) => {
  const lives = (badFen: bigint): LoanLife[] => [
    lifeOf({}, { id: 'good', standings: standingsOf({}, 1_000_000n - badFen) }),
    lifeOf(never(3), { id: 'bad', standings: standingsOf(never(3), badFen) }),
  ];
  const onRecord = (badFen: bigint, day: string) =>
    classifyLives(lives(badFen), day).lives.map(({ periods }) => periods.at(-1)?.reasons[0]?.code);
  t.same(onRecord(100_000n, after(90)), ['NOT_OVERDUE', 'OVERDUE']);
  t.same(onRecord(100_000n, after(91)), ['BORROWER_BAD', 'OVERDUE'], 'ten percent');
  t.same(onRecord(100_001n, after(91)), ['BORROWER_BAD_SHARE', 'OVERDUE'], 'more');
});

test('what other claims made bad is held, and does not hold the others', async (t) => {
  const late = { 3: 95 };
  const cured = addMonths(after(95), 6);
  const decisions = [{ on: cured, loanClass: 'NORMAL' as const }];
  const lives = [lifeOf({}, { id: 'other' }), lifeOf(late, { id: 'first', decisions })];
  const classes = (day: string) =>
    classifyLives(lives, day).lives.map(({ periods }) => periods.at(-1)?.loanClass);
  t.same(classes(after(92)), ['SUBSTANDARD', 'SUBSTANDARD']);
  t.same(classes(cured), ['SUBSTANDARD', 'NORMAL'], 'the other one waits for its own decision');
});

test('a loan has classes from the day it was paid out until it has ended', async (t) => {
  const [life] = classifyLives([lifeOf({}, { endsOn: DUE })], after(10)).lives;
  t.same(
    life?.periods.map(({ from, to }) => [from, to]),
    [[PAID_OUT, DUE]],
  );
  const standings = standingsOf({})
    .slice(0, 1)
    .map((one) => ({ ...one, from: '2020-01-01' }));
  const old = lifeOf({}, { standings });
  const [first] = classifyLives([old], '2024-01-01').lives;
  t.equal(first?.periods[0]?.from, '2023-07-01', 'not before there were rules');
});
