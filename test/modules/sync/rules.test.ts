import { test } from 'tap';
import { minimalPrefixes, scopeChange, verdictOn } from '../../../src/modules/sync/rules.ts';
import { fc } from '../../helpers/property.ts';

test('what becomes of an edit', async (t) => {
  const own = (sequence: number, baseVersion: number, madeVersion: number | null) => {
    return { sequence, baseVersion, madeVersion };
  };
  const edit = { baseVersion: 3, sequence: 5 };
  const verdict = (changedVersion: number, last: ReturnType<typeof own> | null = null) =>
    verdictOn(edit, { changedVersion, own: last });
  t.equal(verdict(0), 'MERGE', 'never changed');
  t.equal(verdict(3), 'MERGE', 'as the device saw it');
  t.equal(verdict(4), 'HOLD', 'somebody else has changed it');
  t.equal(verdict(4, own(4, 3, 4)), 'MERGE', 'the device itself has');
  t.equal(verdict(5, own(4, 3, 4)), 'HOLD', 'the device, and then somebody else');
  t.equal(verdict(4, own(4, 3, null)), 'HOLD', 'an earlier one of its own waits');
  t.equal(verdict(4, own(6, 3, 4)), 'OVERTAKEN');
  t.equal(verdict(0, own(5, 3, 4)), 'OVERTAKEN', 'the very same edit once more');
  t.equal(verdict(4, own(4, 4, 4)), 'HOLD', 'a device that went back in time');
});

const code = fc.stringMatching(/^[01]{2,5}$/);
const codes = fc.array(code, { maxLength: 6 });

test('territories in fewest words', async () => {
  fc.assert(
    fc.property(codes, code, (prefixes, place) => {
      const minimal = minimalPrefixes(prefixes);
      const holds = (list: readonly string[]) => list.some((prefix) => place.startsWith(prefix));
      const nested = minimal.some((a) => minimal.some((b) => a !== b && b.startsWith(a)));
      return holds(minimal) === holds(prefixes) && !nested;
    }),
  );
});

test('after a change of territory a device holds what it should', async () => {
  fc.assert(
    fc.property(codes, codes, fc.array(code, { maxLength: 20 }), (before, now, places) => {
      const [old, fresh] = [minimalPrefixes(before), minimalPrefixes(now)];
      const inside = (list: readonly string[]) => (place: string) =>
        list.some((prefix) => place.startsWith(prefix));
      const change = scopeChange(old, fresh);
      const held = new Set(places.filter(inside(old)));
      for (const place of [...held]) if (inside(change.left)(place)) held.delete(place);
      for (const place of places.filter(inside(change.fresh))) held.add(place);
      const wanted = new Set(places.filter(inside(fresh)));
      return held.size === wanted.size && [...held].every((place) => wanted.has(place));
    }),
  );
});
