import { test } from 'tap';
import { bandFaults, bandHolds } from '../../../src/modules/ratings/intervals.ts';
import { compare } from '../../../src/modules/ratings/quantity.ts';
import type { Bounds } from '../../../src/modules/ratings/scorecard.ts';
import { Exact } from '../../../src/modules/ratings/scorecard-values.ts';
import { fc } from '../../helpers/property.ts';

const MARKS: Record<string, boolean> = { '(': true, '[': false, ')': false, ']': true };

/** `[1,3)` in the usual notation; an empty side is unbounded. */
function band(text: string): Bounds {
  const [from = '', to = ''] = text.slice(1, -1).split(',');
  const ends = {
    fromOpen: MARKS[text.charAt(0)] ?? false,
    toClosed: MARKS[text.slice(-1)] ?? false,
  };
  return { ...(from && { from }), ...(to && { to }), ...ends };
}
const faults = (texts: string[], min?: string, max?: string, integer = false) =>
  bandFaults(texts.map(band), { min, max, integer }).map(({ kind, at }) => `${kind} ${at}`);

test('holes, overlaps and empty bands', async (t) => {
  const table: [string[], string[]][] = [
    [['[,0)', '[0,)'], []],
    [['(,0)', '[0,]'], []],
    [['[0,)', '[,0)'], []],
    [['[,0]', '(0,)'], []],
    [['[,0)', '(0,)'], ['HOLE 0']],
    [['[,0]', '[0,)'], ['OVERLAP 0']],
    [['[,0)', '[1,)'], ['HOLE 0']],
    [['[,2)', '[1,)'], ['OVERLAP 1']],
    [['[,)', '[1,2)'], ['OVERLAP 1']],
    [['[0,)'], ['HOLE null']],
    [['[,0)'], ['HOLE 0']],
    [['[,0)', '[0,)', '[3,3)'], ['EMPTY null']],
    [['[,0)', '[0,)', '[5,3)'], ['EMPTY null']],
    [['[,3)', '[3,3]', '(3,)'], []],
  ];
  for (const [texts, expected] of table) t.strictSame(faults(texts), expected, texts.join(' '));
});

test('only numbers that can occur need a band', async (t) => {
  t.strictSame(faults(['[0,5)', '[5,10]'], '0', '10'), []);
  t.strictSame(faults(['[0,5)', '[5,10)'], '0', '10'), ['HOLE 10']);
  t.strictSame(faults(['(0,5)', '[5,10]'], '0', '10'), ['HOLE 0']);
  t.strictSame(faults(['[-9,-5)', '[-5,20]'], '0', '10'), []);
  t.strictSame(faults(['[0,2]', '[3,5]'], '0', '5', true), []);
  t.strictSame(faults(['[0,2]', '[3,5]'], '0', '5', false), ['HOLE 2']);
  t.strictSame(faults(['[0,2]', '[2,5]'], '0', '5', true), ['OVERLAP 2']);
  t.strictSame(faults(['[0,2)', '(2,5]'], '0', '5', true), ['HOLE 2']);
  t.strictSame(faults(['[0,2.5)', '[2.7,5]'], '0', '5', true), []);
});

test('there is no fault exactly when every number has one band', async () => {
  const bound = fc.option(fc.integer({ min: 0, max: 4 }).map(String), { nil: undefined });
  const bands = fc.array(
    fc.record({ from: bound, to: bound, fromOpen: fc.boolean(), toClosed: fc.boolean() }),
    { minLength: 1, maxLength: 4 },
  );
  // Quarters hit every bound and every gap between bounds.
  const probes = Array.from({ length: 29 }, (_, i) => new Exact(i).div(4).minus(1));
  fc.assert(
    fc.property(bands, (list) => {
      const found = bandFaults(list, { integer: false }).filter(({ kind }) => kind !== 'EMPTY');
      const counts = probes.map(
        (probe) => list.filter((entry) => bandHolds(entry, (at) => compare(probe, at))).length,
      );
      return (found.length === 0) === counts.every((count) => count === 1);
    }),
    { numRuns: 5000 },
  );
});
