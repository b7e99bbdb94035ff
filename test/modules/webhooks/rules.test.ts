import { test } from 'tap';
import {
  actsAndFamilies,
  GIVE_UP_MS,
  pauseMs,
  retryAfter,
  verdictOf,
} from '../../../src/modules/webhooks/rules.ts';
import { fc } from '../../helpers/property.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test('pauses grow from seconds to half a day, over days', async (t) => {
  const pauses = Array.from({ length: 12 }, (_, index) => pauseMs(index + 1, 0));
  t.equal(pauses[0], 5_000);
  t.equal(pauses.at(-1), 12 * HOUR);
  for (const [index, each] of pauses.slice(1).entries()) t.ok(each >= (pauses[index] ?? 0));
  let [waited, tries] = [0, 1];
  for (; waited < GIVE_UP_MS; tries += 1) waited += pauseMs(tries, 0.5);
  t.ok(tries > 15 && tries < 25, `${tries} tries in five days`);
});

test('jitter only lengthens, what the receiver asks is honoured, a day is the most', async (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 999_999 }),
      (attempts, chance, asked) => {
        const pause = pauseMs(attempts, chance, asked);
        return (
          pause >= Math.min(pauseMs(attempts, 0), DAY) &&
          pause >= Math.min(asked * 1_000, DAY) &&
          pause <= DAY
        );
      },
    ),
  );
  t.pass();
});

test('what an answer means', async (t) => {
  const cases = [
    [200, 'delivered'],
    [204, 'delivered'],
    [299, 'delivered'],
    [301, 'failed'],
    [400, 'failed'],
    [410, 'gone'],
    [500, 'failed'],
    [0, 'failed'],
  ] as const;
  for (const [status, verdict] of cases) t.equal(verdictOf({ status }), verdict, String(status));
  t.equal(verdictOf({ failure: 'timeout' }), 'failed');
  t.same(['120', undefined, 'Fri, 31 Dec', '-1', '1e9'].map(retryAfter), [120, 0, 0, 0, 0]);
});

test('acts and families', async (t) => {
  t.same(actsAndFamilies(['loan.*', 'grid.split']), { acts: ['grid.split'], families: ['loan.'] });
});
