import { test } from 'tap';
import { LOADS, type Load, openHouse } from '../../../src/kernel/http/house.ts';

/** A house under a clock that the test moves. */
function houseAt() {
  const clock = { ms: 0 };
  const most = { read: 200, write: 100 };
  const house = openHouse({ most, least: { read: 32, write: 20 }, now: () => clock.ms });
  /** Some requests that took so long, the last of them at the end of a look. */
  const served = (load: Load, ...took: number[]) => {
    for (const ms of took) {
      house.enter(load);
      house.leave(load, clock.ms - ms);
    }
  };
  const lookLater = (load: Load, ...took: number[]) => {
    clock.ms += 100;
    served(load, ...took);
  };
  const places = () => LOADS.map((load) => Math.floor(house.rooms[load].places));
  return { house, clock, served, lookLater, places };
}

test('a burst is let in, and what is one more is not', async (t) => {
  const { house } = houseAt();
  for (let guest = 0; guest < 200; guest += 1) {
    t.ok(house.hasPlace('read'));
    house.enter('read');
  }
  t.notOk(house.hasPlace('read'));
  t.ok(house.hasPlace('write'), 'the other kind has places of its own');
});

test('where even the quickest waits and somebody was turned away, there are fewer places', async (t) => {
  const { house, served, lookLater, places } = houseAt();
  lookLater('read', 60);
  t.same(places(), [200, 100], 'nobody was turned away');
  house.turnAway('read');
  served('read', 400, 40);
  lookLater('read', 400);
  t.same(places(), [200, 100], 'one slow report among quick ones is no queue');
  house.turnAway('read');
  served('read', 400, 60);
  lookLater('read', 400);
  t.same(places(), [150, 100]);
  for (let look = 0; look < 20; look += 1) {
    house.turnAway('read');
    lookLater('read', 60);
  }
  t.same(places(), [32, 100], 'and never fewer than keep the database at work');
  for (let look = 0; look < 30; look += 1) lookLater('read', 5);
  t.same(places(), [200, 100], 'once they are quick again, all');
});

test('whoever floods yields, also when it is the others who wait', async (t) => {
  const { house, served, lookLater, places } = houseAt();
  house.turnAway('read');
  served('read', 10);
  lookLater('write', 80);
  t.same(places(), [150, 100]);
  house.turnAway('write');
  served('read', 80);
  lookLater('write', 10);
  t.same(places(), [150, 75]);
});

/** What a request of each kind costs the processor, in turns of the loop, and what a refusal does. */
const TURNS_MS: Record<Load, readonly number[]> = {
  read: [0.15, 0.1],
  write: [0.2, 0.2, 0.3, 0.2],
};
const REFUSAL_MS = 0.015;
const GOOD_MS = 1_000;
const SECONDS = 10;
const EVERYBODY = { read: 1e6, write: 1e6 };

const costOf = (load: Load): number => TURNS_MS[load].reduce((sum, ms) => sum + ms, 0);

/**
 * One processor that does one thing after another, as an event loop does: what arrived while it was
 * at work stands behind what it has begun. Counts answers in good time, per millisecond of the
 * processor that they take.
 */
function serve(most: Record<Load, number>, perSecond: Record<Load, number>) {
  let now = 0;
  const house = openHouse({ most, least: { read: 32, write: 20 }, now: () => now });
  const good = { read: 0, write: 0 };
  const sent = { read: 0, write: 0 };
  const waiting: { ms: number; done: () => void }[] = [];
  const begin = (load: Load, dueAt: number): void => {
    if (!house.hasPlace(load)) {
      house.turnAway(load);
      return;
    }
    const enteredAt = house.enter(load);
    const turn = (index: number): void => {
      const ms = TURNS_MS[load][index];
      if (ms !== undefined) return void waiting.push({ ms, done: () => turn(index + 1) });
      house.leave(load, enteredAt);
      if (now - dueAt <= GOOD_MS) good[load] += 1;
    };
    turn(0);
  };
  const arrive = (): void => {
    for (const load of LOADS) {
      for (; sent[load] < (now / 1_000) * perSecond[load]; sent[load] += 1) {
        const dueAt = (sent[load] / perSecond[load]) * 1_000;
        waiting.push({ ms: REFUSAL_MS, done: () => begin(load, dueAt) });
      }
    }
  };
  for (let next = 0; now < SECONDS * 1_000; ) {
    arrive();
    const task = waiting[next];
    now += task?.ms ?? 0.1;
    task?.done();
    if (task) next += 1;
  }
  const used = (load: Load) => (good[load] * costOf(load)) / (SECONDS * 1_000);
  const kept = (load: Load) => good[load] / (perSecond[load] * SECONDS);
  return { goodput: used('read') + used('write'), kept };
}

/** Of the processor, for each kind. */
const asked = (read: number, write: number) => ({
  read: (read * 1_000) / costOf('read'),
  write: (write * 1_000) / costOf('write'),
});

test('on a processor asked for too much, most of what it can do is done in good time', async (t) => {
  const most = { read: 200, write: 100 };
  for (const times of [1, 2, 4]) {
    const load = asked(times / 2, times / 2);
    const { goodput } = serve(most, load);
    t.ok(goodput > 0.8, `${times} times its capacity: ${goodput.toFixed(2)}`);
    if (times > 1) t.ok(serve(EVERYBODY, load).goodput < 0.5, 'and without a door it is not');
  }
});

test('a few of one kind are served beside a flood of the other', async (t) => {
  const most = { read: 200, write: 100 };
  t.ok(serve(most, asked(4, 0.15)).kept('write') > 0.9);
  t.ok(serve(most, asked(0.15, 4)).kept('read') > 0.9);
  t.ok(serve(EVERYBODY, asked(4, 0.15)).kept('write') < 0.5, 'and without a door they are not');
});
