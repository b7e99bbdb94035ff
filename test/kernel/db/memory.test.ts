import { test } from 'tap';
import { giveBack, joined, lend, partOf } from '../../../src/kernel/db/memory.ts';
import { fc } from '../../helpers/property.ts';

const BYTES = 20_000;

test('what is given back is lent again, and only once', async (t) => {
  const first = lend(BYTES);
  giveBack(first);
  const second = lend(BYTES);
  t.equal(second.buffer, first.buffer, 'the same memory');
  t.equal(second.length, BYTES, 'of which so much is seen as was asked for');
  giveBack(first);
  t.not(lend(BYTES).buffer, second.buffer, 'giving back twice takes nothing from the next');
});

test('what was cut off is given back in its place', async (t) => {
  const whole = lend(BYTES);
  const part = partOf(whole, 11, BYTES);
  t.equal(part.length, BYTES - 11);
  giveBack(whole);
  t.not(lend(BYTES).buffer, part.buffer);
  giveBack(part);
  t.equal(lend(BYTES).buffer, part.buffer);
});

test('small and very large ones come and go as any other memory', async (t) => {
  for (const bytes of [0, 100, 3_000_000]) {
    const lone = lend(bytes);
    t.equal(lone.length, bytes);
    giveBack(lone);
    t.not(lend(bytes), lone);
  }
});

test('what lies ready has a bound', async (t) => {
  const many = Array.from({ length: 8 }, () => lend(2 ** 20));
  many.forEach(giveBack);
  const again = new Set(Array.from({ length: 8 }, () => lend(2 ** 20).buffer));
  const kept = many.filter(({ buffer }) => again.has(buffer));
  t.ok(kept.length > 0 && kept.length <= 4, `${kept.length} of 8`);
});

test('whoever still has theirs finds in it what they wrote', async (t) => {
  type Held = { bytes: Buffer; mark: number };
  const step = fc.record({ length: fc.integer({ min: 0, max: 70_000 }), end: fc.nat(9) });
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let held: Held[] = [];
        steps.forEach(({ length, end }, mark) => {
          held.push({ bytes: lend(length).fill(mark), mark });
          const gone = held.filter((_, place) => place % 10 === end);
          held = held.filter((each) => !gone.includes(each));
          for (const { bytes } of gone) giveBack(bytes);
        });
        const expected = Buffer.concat(
          held.map(({ bytes, mark }) => Buffer.alloc(bytes.length, mark)),
        );
        return joined(held.map(({ bytes }) => bytes)).equals(expected);
      }),
    ),
  );
});
