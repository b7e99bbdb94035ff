import { test } from 'tap';
import { addWorkingDays, workCalendar, workingDaysBetween } from '../../../src/kernel/calendar.ts';
import { addDays } from '../../../src/kernel/dates.ts';
import { daysLeft, lastDayOf } from '../../../src/modules/notices/entry-clock.ts';
import {
  type EntryAct,
  type EntryState,
  entryActs,
  entryStates,
  isRunning,
  listedStates,
  stateAfter,
} from '../../../src/modules/notices/workflow.ts';
import { fc } from '../../helpers/property.ts';

test('which act leads where', async (t) => {
  const table: Record<EntryState, Partial<Record<EntryAct, EntryState>>> = {
    OPEN: { objected: 'OBJECTED', expired: 'EFFECTIVE', removed: 'REMOVED' },
    OBJECTED: {
      objected: 'OBJECTED',
      dismissed: 'DISMISSED',
      upheld: 'UPHELD',
      removed: 'REMOVED',
    },
    DISMISSED: { objected: 'OBJECTED', expired: 'EFFECTIVE', removed: 'REMOVED' },
    UPHELD: { expired: 'REMOVED' },
    EFFECTIVE: {},
    REMOVED: {},
  };
  for (const state of entryStates)
    for (const act of entryActs)
      t.equal(stateAfter(state, act), table[state][act], `${state} ${act}`);
});

const calendar = workCalendar();
const PERIOD = 7;

type Entry = { state: EntryState; clock: { from: string; days: number }; shown: number };

/** One act on one day, as the commands put rules together; refused acts change nothing. */
function act(entry: Entry, name: EntryAct, today: string): Entry {
  const state = stateAfter(entry.state, name);
  if (!state) return entry;
  const over = lastDayOf(calendar, entry.clock).date < today;
  if (isRunning(entry.state)) {
    if (name === 'expired' && !over) return entry;
    if (name === 'objected' && over) return entry;
  }
  if (name === 'objected' && isRunning(entry.state)) {
    const days = daysLeft(calendar, entry.clock, today);
    const shown = entry.shown + entry.clock.days - days;
    return { state, clock: { from: today, days }, shown };
  }
  if (name === 'dismissed') return { ...entry, state, clock: { ...entry.clock, from: today } };
  if (name === 'expired') return { ...entry, state, shown: entry.shown + entry.clock.days };
  return { ...entry, state };
}

test('whatever happens, nothing takes effect before its working days were on show', async (t) => {
  const step = fc.record({ name: fc.constantFrom(...entryActs), wait: fc.nat({ max: 12 }) });
  const opened = fc.nat({ max: 700 }).map((offset) => addDays('2025-01-01', offset));
  let effective = 0;
  fc.assert(
    fc.property(opened, fc.array(step, { maxLength: 25 }), (from, steps) => {
      let entry: Entry = { state: 'OPEN', clock: { from, days: PERIOD }, shown: 0 };
      let today = from;
      let upheld = false;
      for (const { name, wait } of steps) {
        today = addDays(today, wait);
        const before = entry;
        entry = act(entry, name, today);
        upheld ||= entry.state === 'UPHELD';
        const left = entry.clock.days;
        const listed = listedStates.some((state) => state === entry.state);
        if (listed && (left < 1 || left > PERIOD || entry.shown + left !== PERIOD)) return false;
        // What is settled stays so.
        if (before.state === 'EFFECTIVE' || before.state === 'REMOVED') {
          if (entry.state !== before.state) return false;
        }
      }
      if (entry.state !== 'EFFECTIVE') return true;
      effective += 1;
      const elapsed = workingDaysBetween(calendar, from, today).days;
      return !upheld && entry.shown === PERIOD && elapsed > PERIOD - 1;
    }),
    { numRuns: 3_000 },
  );
  t.ok(effective > 100, 'the property was put to the test');
});

test('stopping and running on at once never shortens the period', async (t) => {
  const day = fc.nat({ max: 600 }).map((offset) => addDays('2025-01-01', offset));
  fc.assert(
    fc.property(day, fc.integer({ min: 1, max: 20 }), fc.nat({ max: 40 }), (from, days, after) => {
      const last = addWorkingDays(calendar, from, days).date;
      const stopped = addDays(from, after);
      if (stopped > last) return true;
      const left = daysLeft(calendar, { from, days }, stopped);
      return left >= 1 && addWorkingDays(calendar, stopped, left).date >= last;
    }),
    { numRuns: 2_000 },
  );
  t.pass();
});
