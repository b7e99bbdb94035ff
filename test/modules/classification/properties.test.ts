import { test } from 'tap';
import { LoanClass, type LoanClassGroundCode } from '../../../src/generated/enums.ts';
import { addDays, daysBetween } from '../../../src/kernel/dates.ts';
import {
  type ClassPeriod,
  classifyLives,
} from '../../../src/modules/classification/class-periods.ts';
import { differenceOf } from '../../../src/modules/classification/differences.ts';
import type { LoanLife } from '../../../src/modules/classification/lives.ts';
import { isBad, severityOf } from '../../../src/modules/classification/severity.ts';
import { fc } from '../../helpers/property.ts';
import { type Lateness, lifeOf, PAID_OUT, standingsOf } from './lives.ts';

const numRuns = Number(process.env.RUNS ?? 150);
const day = fc.integer({ min: 0, max: 1_300 }).map((days) => addDays(PAID_OUT, days));
const lateness = fc.dictionary(
  fc.integer({ min: 1, max: 30 }).map(String),
  fc.oneof(fc.integer({ min: 0, max: 420 }), fc.constant(null)),
  { maxKeys: 6 },
) as fc.Arbitrary<Lateness>;

const PLAIN: LoanClassGroundCode[] = ['USE_CHANGED', 'RATING_SHARPLY_DOWN', 'DEBT_EVASION'];
const groundOf = fc.record({
  code: fc.constantFrom(...PLAIN),
  from: day,
  to: fc.oneof(day, fc.constant(null)),
  percent: fc.constant(null),
  delaySince: fc.constant(null),
});
const decisionsOf = fc
  .uniqueArray(fc.record({ on: day, loanClass: fc.constantFrom(...LoanClass) }), {
    maxLength: 4,
    selector: ({ on }) => on,
  })
  .map((all) => all.toSorted((a, b) => (a.on < b.on ? -1 : 1)));
const restructuringsOf = fc
  .uniqueArray(day, { maxLength: 2 })
  .map((days) => days.sort().map((on) => ({ on, firstDueOn: addDays(on, 30) })));
const spoken = fc.record({
  grounds: fc.array(groundOf, { maxLength: 2 }),
  decisions: decisionsOf,
  restructurings: restructuringsOf,
  endsOn: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: day }),
});
const life = fc.tuple(lateness, spoken).map(([late, more]) => lifeOf(late, more));
const debtor = fc
  .array(life, { minLength: 1, maxLength: 3 })
  .map((all) => all.map((each, index): LoanLife => ({ ...each, id: `loan ${index}` })));

const periodsOf = (lives: readonly LoanLife[], until: string): readonly ClassPeriod[][] =>
  classifyLives(lives, until).lives.map(({ periods }) => [...periods]);
const onDay = (periods: readonly ClassPeriod[], at: string) =>
  periods.find(({ from, to }) => from <= at && (to === null || at < to));

test('more days overdue never give a better class, whatever else is known', async () => {
  const worse = fc.tuple(
    lateness,
    spoken,
    fc.integer({ min: 1, max: 30 }),
    fc.integer({ min: 1, max: 200 }),
    day,
  );
  fc.assert(
    fc.property(worse, ([late, more, number, days, at]) => {
      const later = {
        ...late,
        [number]: late[number] === null ? null : (late[number] ?? 0) + days,
      };
      const [one, two] = [late, later].map((each) =>
        periodsOf([lifeOf(each, more)], at)[0]?.at(-1),
      );
      return !one || !two || severityOf(two.loanClass) >= severityOf(one.loanClass);
    }),
    { numRuns },
  );
});

test('a bad loan gets better on a day somebody decided on it, and on no other', async () => {
  fc.assert(
    fc.property(life, day, (one, until) => {
      const decided = new Set(one.decisions.map(({ on }) => on));
      const [periods = []] = periodsOf([one], until);
      return periods.every(({ from, loanClass }, index) => {
        const before = periods[index - 1]?.loanClass ?? 'NORMAL';
        const isBetter = severityOf(loanClass) < severityOf(before);
        return !isBad(before) || !isBetter || decided.has(from);
      });
    }),
    { numRuns },
  );
});

/** Restated from the measures: a class at least, from so many days overdue on. */
const LADDER = [
  [1, 'SPECIAL_MENTION'],
  [91, 'SUBSTANDARD'],
  [271, 'DOUBTFUL'],
  [361, 'LOSS'],
] as const;

test('no decision makes a class better than the delay of the day', async () => {
  fc.assert(
    fc.property(life, day, (one, at) => {
      const [periods = []] = periodsOf([one], at);
      const found = onDay(periods, at);
      const standing = one.standings.findLast(({ from }) => from <= at);
      if (!found || !standing?.overdueSince) return true;
      const days = daysBetween(standing.overdueSince, at);
      const least = LADDER.findLast(([from]) => days >= from)?.[1] ?? 'NORMAL';
      return severityOf(found.loanClass) >= severityOf(least);
    }),
    { numRuns },
  );
});

test('a later day changes nothing of the days before, and there is a class on every day', async (t) => {
  fc.assert(
    fc.property(debtor, day, day, day, (lives, a, b, c) => {
      const [at, until, more] = [a, b, c].sort() as [string, string, string];
      const [short, long] = [periodsOf(lives, until), periodsOf(lives, more)];
      for (const [index, each] of lives.entries()) {
        const [one, two] = [onDay(short[index] ?? [], at), onDay(long[index] ?? [], at)];
        t.same(one && { ...one, to: null }, two && { ...two, to: null });
        const isOpen = each.endsOn === null || at < each.endsOn;
        t.equal(one !== undefined, isOpen);
      }
    }),
    { numRuns },
  );
});

test('time alone changes no class before the day that was named', async (t) => {
  fc.assert(
    fc.property(debtor, day, (lives, at) => {
      const { turnsOn } = classifyLives(lives, at);
      if (turnsOn === null) return;
      t.ok(turnsOn > at);
      t.same(periodsOf(lives, addDays(turnsOn, -1)), periodsOf(lives, at));
    }),
    { numRuns },
  );
});

test('what is on record becomes what follows, and nothing that was right is written again', async (t) => {
  const recordedOf = (periods: readonly ClassPeriod[]) =>
    periods.map((period, index) => ({ ...period, id: `row ${index}` }));
  fc.assert(
    fc.property(life, lateness, day, day, (before, late, a, b) => {
      const [then, now] = [a, b].sort() as [string, string];
      const recorded = recordedOf(periodsOf([before], then)[0] ?? []);
      const after = { ...before, standings: standingsOf(late) };
      const following = periodsOf([after], now)[0] ?? [];
      const { closing, superseded, added } = differenceOf(recorded, following);
      const kept = recorded
        .filter(({ id }) => !superseded.includes(id))
        .map(({ id, ...period }) => (id === closing?.id ? { ...period, to: closing.to } : period));
      t.same([...kept, ...added], following);
      t.same(differenceOf(recordedOf(following), following), {
        closing: null,
        superseded: [],
        added: [],
      });
    }),
    { numRuns },
  );
});
