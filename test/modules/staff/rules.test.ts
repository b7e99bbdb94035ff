import { test } from 'tap';
import {
  fromDay,
  holdsOn,
  isEmpty,
  mayAnswer,
  overlap,
  type Period,
  type Placed,
  placeAssignments,
  subtract,
  within,
} from '../../../src/modules/staff/rules.ts';
import {
  mayAccept,
  mayDecline,
  mayPropose,
  mayWithdraw,
} from '../../../src/modules/staff/workflow.ts';
import { fc } from '../../helpers/property.ts';

const day = (index: number): string => `2026-01-${String(index + 1).padStart(2, '0')}`;
const DAYS = 20;
const days = Array.from({ length: DAYS }, (_, index) => day(index));

const aPeriod: fc.Arbitrary<Period> = fc
  .tuple(fc.nat(DAYS - 1), fc.option(fc.nat(DAYS - 1)))
  .map(([from, length]) => ({
    from: day(from),
    to: length === null ? null : day(Math.min(from + length, DAYS)),
  }));

test('periods are half-open', async (t) => {
  const period = { from: day(2), to: day(4) };
  t.same(
    days.filter((each) => holdsOn(period, each)),
    [day(2), day(3)],
  );
  t.notOk(overlap(period, { from: day(4), to: null }));
  t.ok(isEmpty({ from: day(4), to: day(4) }));
  t.same(fromDay(period, day(3)), { from: day(3), to: day(4) });
  t.equal(fromDay(period, day(4)), null);
  t.ok(within(period, { from: day(2), to: null }));
  t.notOk(within({ from: day(2), to: null }, period));
});

test('subtracting periods leaves exactly the days none of the others holds', async () => {
  fc.assert(
    fc.property(aPeriod, fc.array(aPeriod, { maxLength: 5 }), (period, others) => {
      const free = subtract(period, others);
      return days.every((each) => {
        const wanted = holdsOn(period, each) && !others.some((other) => holdsOn(other, each));
        return free.filter((part) => holdsOn(part, each)).length === (wanted ? 1 : 0);
      });
    }),
  );
});

const aPlaced: fc.Arbitrary<Placed> = fc.record({
  personId: fc.constantFrom('a', 'b', 'c'),
  role: fc.constantFrom('PRIMARY', 'BACKUP', 'MEMBER'),
  weight: fc.constant('1'),
  period: aPeriod,
});

test('what follows into a grid never makes two primaries, nor one person twice', async () => {
  fc.assert(
    fc.property(
      fc.array(aPlaced, { maxLength: 3 }),
      fc.array(aPlaced, { maxLength: 8 }),
      (given, wanted) => {
        const taken = placeAssignments([], given);
        const placed = placeAssignments(taken, wanted);
        return days.every((each) => {
          const there = [...taken, ...placed].filter(({ period }) => holdsOn(period, each));
          const people = there.map(({ personId }) => personId);
          const primaries = there.filter(({ role }) => role === 'PRIMARY').length;
          const wish = [...taken, ...wanted].filter(({ period }) => holdsOn(period, each));
          const everybody = new Set(wish.map(({ personId }) => personId));
          return (
            new Set(people).size === people.length &&
            primaries <= 1 &&
            // Whoever served goes on serving, and a grid that had a primary has one.
            everybody.size === people.length
          );
        });
      },
    ),
  );
});

test('a day with a wish for a primary gets one, unless the person is there as something else', async (t) => {
  const period = { from: day(0), to: null };
  const primary = (personId: string): Placed => ({
    personId,
    role: 'PRIMARY',
    weight: '1',
    period,
  });
  t.same(placeAssignments([], [primary('a'), primary('b'), primary('a')]), [
    primary('a'),
    { ...primary('b'), role: 'BACKUP' },
  ]);
  t.same(placeAssignments([primary('b')], [primary('a')]), [{ ...primary('a'), role: 'BACKUP' }]);
  t.same(
    placeAssignments([{ ...primary('b'), period: { from: day(5), to: null } }], [primary('a')]),
    [
      { ...primary('a'), period: { from: day(0), to: day(5) } },
      { ...primary('a'), role: 'BACKUP', period: { from: day(5), to: null } },
    ],
  );
});

test('who may answer for a grid', async (t) => {
  for (const kind of ['FULL_TIME', 'PART_TIME', 'MANAGER', 'CHIEF'] as const) t.ok(mayAnswer(kind));
  for (const kind of ['INSTRUCTOR', 'INFORMANT', 'VOLUNTEER'] as const) t.notOk(mayAnswer(kind));
});

test('a hand-over has two sides and two people', async (t) => {
  const by = (personId: string, manages = false) => ({ personId, manages });
  const sides = (proposedById: string) => ({
    fromPersonId: 'giver',
    toPersonId: 'receiver',
    proposedById,
  });
  const own = 'staff.hand_over_own_acceptance';
  const other = 'staff.hand_over_not_yours';
  const accepts = [
    ['giver', by('receiver'), null],
    ['giver', by('giver'), own],
    ['giver', by('giver', true), own],
    ['giver', by('boss', true), null],
    ['giver', by('boss'), other],
    ['receiver', by('giver'), null],
    ['receiver', by('receiver', true), own],
    ['boss', by('receiver'), null],
    ['boss', by('giver'), other],
    ['boss', by('boss', true), own],
  ] as const;
  for (const [proposer, decider, expected] of accepts) {
    t.equal(mayAccept(sides(proposer), decider), expected, `${proposer} -> ${decider.personId}`);
  }
  t.equal(mayPropose(sides('x'), by('giver')), null);
  t.equal(mayPropose(sides('x'), by('receiver')), null);
  t.equal(mayPropose(sides('x'), by('boss', true)), null);
  t.equal(mayPropose(sides('x'), by('stranger')), other);
  t.equal(mayDecline(sides('giver'), by('receiver')), null);
  t.equal(mayDecline(sides('giver'), by('giver')), other);
  t.equal(mayDecline(sides('giver'), by('stranger')), other);
  t.equal(mayWithdraw(sides('giver'), by('giver')), null);
  t.equal(mayWithdraw(sides('giver'), by('receiver')), other);
  t.equal(mayWithdraw(sides('giver'), by('boss', true)), null);
});
