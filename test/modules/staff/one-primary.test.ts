import { test } from 'tap';
import { fc } from '../../helpers/property.ts';
import { aStep, faults, fieldOf, MANAGERS, take, wipe } from './any-step.ts';

/** Fixed, so that what is counted below happens; the concurrent runs are new each time. */
const SEED = 429_005;

test('whatever is done one after the other, one primary and one answer a day', async (t) => {
  const field = await fieldOf(t);
  const outcomes = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(aStep, fc.nat(1)), { minLength: 20, maxLength: 30 }),
      async (steps) => {
        await wipe(field);
        for (const [step, who] of steps) {
          const outcome = await take(field, step, MANAGERS[who] ?? '');
          const key = `${step.command} ${outcome}`;
          outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
        }
        const found = await faults(field);
        if (found.length > 0) throw new Error(found.join('; '));
      },
    ),
    { numRuns: 8, seed: SEED },
  );
  for (const verb of [
    'assign',
    'unassign',
    'take-leave',
    'propose-hand-over',
    'accept-hand-over',
  ]) {
    t.ok(outcomes.get(`staff.${verb} done`), `${verb} succeeded now and then`);
  }
  t.ok(outcomes.get('staff.assign staff.primary_taken'), 'and a second primary was refused');
});

test('and whatever is done at once', async (t) => {
  const field = await fieldOf(t);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.tuple(aStep, fc.nat(1)), { minLength: 4, maxLength: 8 }), {
        minLength: 2,
        maxLength: 4,
      }),
      async (waves) => {
        await wipe(field);
        for (const wave of waves) {
          await Promise.all(wave.map(([step, who]) => take(field, step, MANAGERS[who] ?? '')));
        }
        const found = await faults(field);
        if (found.length > 0) throw new Error(found.join('; '));
      },
    ),
    { numRuns: 8 },
  );
  t.pass('never two');
});
