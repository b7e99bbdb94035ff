import { test } from 'tap';
import {
  earliestVisit,
  isFarAway,
  metresBetween,
  needsTwo,
  visitRulesOn,
} from '../../../src/modules/ledgers/rules.ts';
import {
  type List,
  listsOpen,
  onlyRefers,
  type Stage,
} from '../../../src/modules/ledgers/workflow.ts';
import { fc } from '../../helpers/property.ts';

const rules = visitRulesOn('2026-03-02');

test('who visits with whom', async (t) => {
  t.ok(needsTwo(rules, { way: 'ON_SITE', purpose: 'FIRST_VISIT' }));
  t.ok(needsTwo(rules, { way: 'ON_SITE', purpose: 'COMPLETE_FILE' }));
  t.notOk(needsTwo(rules, { way: 'ON_SITE', purpose: 'MAINTAIN' }));
  t.notOk(needsTwo(rules, { way: 'PHONE', purpose: 'FIRST_VISIT' }));
  t.equal(earliestVisit(rules, '2026-03-02'), '2026-01-30');
  t.throws(() => visitRulesOn('2014-12-31'), RangeError);
});

test('distance', async (t) => {
  const here = { longitude: 112.6, latitude: 30.3 };
  t.equal(metresBetween(here, here), 0);
  // A minute of latitude is a nautical mile, within the flattening of the earth.
  const north = metresBetween(here, { longitude: 112.6, latitude: 30.3 + 1 / 60 });
  t.ok(Math.abs(north - 1852) < 6, String(north));
  const antipode = metresBetween(here, { longitude: 112.6 - 180, latitude: -30.3 });
  t.ok(Math.abs(antipode - 20_015_115) < 10, 'half the way around');
  const point = fc.record({
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  });
  fc.assert(
    fc.property(point, point, (a, b) => {
      const there = metresBetween(a, b);
      return Number.isInteger(there) && there >= 0 && there === metresBetween(b, a);
    }),
  );
  const far = (distanceMetres: number | null, accuracyMetres: number | null) =>
    isFarAway(rules, { distanceMetres, accuracyMetres });
  t.same(
    [far(500, null), far(501, null), far(900, 400), far(901, 400), far(null, 5)],
    [false, true, false, true, false],
  );
});

const LISTS: List[] = ['NONE', 'WHITE', 'GREY', 'BLACK'];
const STAGES: Stage[] = ['SYSTEM', 'KEY_PERSON', 'FINAL'];
const rank = (stage: Stage | null) => (stage === null ? -1 : STAGES.indexOf(stage));

test('lists: what each stage may do', async (t) => {
  const table: [List, Stage | null, Stage, string][] = [
    ['NONE', null, 'SYSTEM', 'WHITE GREY'],
    ['NONE', null, 'KEY_PERSON', 'WHITE GREY'],
    ['NONE', null, 'FINAL', 'WHITE GREY BLACK'],
    ['WHITE', 'SYSTEM', 'KEY_PERSON', 'WHITE GREY'],
    ['WHITE', 'FINAL', 'SYSTEM', 'GREY'],
    ['WHITE', 'FINAL', 'KEY_PERSON', 'GREY'],
    ['GREY', 'SYSTEM', 'SYSTEM', ''],
    ['GREY', 'SYSTEM', 'KEY_PERSON', 'WHITE GREY'],
    ['GREY', 'FINAL', 'KEY_PERSON', ''],
    ['BLACK', 'FINAL', 'KEY_PERSON', ''],
    ['BLACK', 'FINAL', 'SYSTEM', ''],
    ['BLACK', 'FINAL', 'FINAL', 'WHITE GREY BLACK'],
  ];
  for (const [list, stage, by, open] of table) {
    t.equal(listsOpen({ list, stage }, by).join(' '), open, `${list} by ${stage}, to ${by}`);
  }
});

test('lists: what holds of every path', async (t) => {
  const steps = fc.array(fc.record({ by: fc.constantFrom(...STAGES), pick: fc.nat(2) }), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(steps, (taken) => {
      let at: { list: List; stage: Stage | null } = { list: 'NONE', stage: null };
      for (const { by, pick } of taken) {
        const open = listsOpen(at, by);
        const next = open[pick % Math.max(1, open.length)];
        if (!next) continue;
        if (next === 'BLACK' && by !== 'FINAL') return false;
        if (at.list === 'BLACK' && by !== 'FINAL') return false;
        const worse = LISTS.indexOf(next) > LISTS.indexOf(at.list);
        if (!worse && rank(by) < rank(at.stage)) return false;
        at = { list: next, stage: by };
      }
      return true;
    }),
  );
  t.ok(onlyRefers('PROTECTED_CIRCUMSTANCE'));
  t.notOk(onlyRefers('BAD_LOAN') || onlyRefers(null));
});
