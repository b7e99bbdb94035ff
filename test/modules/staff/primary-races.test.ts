import { test } from 'tap';
import { dayAt, faults, fieldOf, MANAGERS, START, type Step, take } from './any-step.ts';

test('of many who claim a grid at once exactly one gets it', async (t) => {
  const field = await fieldOf(t);
  const { app, grids, people } = field;
  const claim = (person: number): Step => ({
    command: 'staff.assign',
    input: async () => ({
      gridId: grids[0]?.id,
      personId: people[person % people.length]?.person,
      role: 'PRIMARY',
      validFrom: START,
    }),
  });
  const outcomes = await Promise.all(
    Array.from({ length: 12 }, (_, person) =>
      take(field, claim(person), MANAGERS[person % 2] ?? ''),
    ),
  );
  t.equal(outcomes.filter((outcome) => outcome === 'done').length, 1);
  const [row] = await app.owner('select count(*)::int as primaries from assignment');
  t.same(row, { primaries: 1 });
});

test('a hand-over accepted and declined at the same moment is decided once', async (t) => {
  const field = await fieldOf(t);
  const { app, grids, people } = field;
  const on = { gridId: grids[0]?.id };
  await app
    .as('grid.manager')
    .command('staff.assign', { ...on, personId: people[0]?.person, role: 'PRIMARY' });
  const { handOver } = await app.as('p0').command('staff.propose-hand-over', {
    ...on,
    toPersonId: people[1]?.person,
    effectiveDate: dayAt(3),
  });
  const answer = (verb: string): Step => ({
    command: `staff.${verb}-hand-over`,
    input: async () => ({ id: handOver }),
  });
  const outcomes = await Promise.all([
    take(field, answer('accept'), 'p1'),
    take(field, answer('decline'), 'p1'),
    take(field, answer('withdraw'), 'p0'),
    take(field, answer('accept'), 'second.manager'),
  ]);
  t.equal(outcomes.filter((outcome) => outcome === 'done').length, 1, outcomes.join());
  t.same(await faults(field), []);
});
