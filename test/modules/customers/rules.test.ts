import fc from 'fast-check';
import { test } from 'tap';
import { CustomerKind } from '../../../src/generated/enums.ts';
import {
  completenessOf,
  type ProfileSection,
  profileSections,
} from '../../../src/modules/customers/rules.ts';

const label = { en: 'Label', zh: '标签' };
const sections: ProfileSection[] = [
  {
    code: 'A',
    label,
    items: [
      { code: 'a', label, weight: 2 },
      { code: 'b', label, weight: 1 },
    ],
  },
  {
    code: 'B',
    label,
    items: [{ code: 'c', label, weight: 3, onlyWhen: { code: 'b', is: 'YES' } }],
  },
];
const percent = (answers: Record<string, unknown>) =>
  completenessOf('HOUSEHOLD', answers, sections).percent;

const codesOf = (kind: CustomerKind) =>
  profileSections[kind].flatMap(({ items }) => items.map(({ code }) => code));

test('percent by weight, rounded down, of what is asked', async (t) => {
  const table: [Record<string, unknown>, number][] = [
    [{}, 0],
    [{ a: 'x' }, 66],
    [{ b: 'NO' }, 33],
    [{ a: 'x', b: 'NO' }, 100],
    [{ a: 'x', b: 'YES' }, 50],
    [{ a: 'x', b: 'YES', c: 1 }, 100],
    [{ c: 1 }, 0],
  ];
  for (const [answers, expected] of table)
    t.equal(percent(answers), expected, JSON.stringify(answers));
});

test('what counts as an answer', async (t) => {
  for (const answer of [0, 0n, false, 'NONE', ['one'], { none: true }])
    t.equal(percent({ a: answer }), 66);
  for (const answer of [undefined, null, '', ' \t', []]) t.equal(percent({ a: answer }), 0);
  t.equal(percent(Object.create({ a: 'inherited' })), 0);
});

test('sections say what is missing', async (t) => {
  const found = completenessOf('HOUSEHOLD', { a: 'x', b: 'YES' }, sections);
  t.strictSame(
    found.sections.map(({ code, percent: done, filled, asked }) => [code, done, filled, asked]),
    [
      ['A', 100, 2, 2],
      ['B', 0, 0, 1],
    ],
  );
  t.strictSame(found.missing, [{ code: 'c', section: 'B', label }]);
});

test('the declared profiles are labelled, and a sole trader need not register', async (t) => {
  for (const kind of CustomerKind) {
    const codes = codesOf(kind);
    t.equal(new Set(codes).size, codes.length);
    const missing = completenessOf(kind, {}).missing;
    t.ok(missing.every((entry) => entry.label.en && entry.label.zh));
  }
  const full = Object.fromEntries(codesOf('MERCHANT').map((code) => [code, 'x']));
  const without = { ...full, creditCode: null };
  t.equal(completenessOf('MERCHANT', { ...without, registration: 'UNREGISTERED' }).percent, 100);
  t.match(completenessOf('MERCHANT', { ...without, registration: 'REGISTERED' }), {
    percent: 93,
    missing: [{ code: 'creditCode', section: 'IDENTITY' }],
  });
});

test('one more answer never lowers the percentage, and 100 means nothing is missing', async () => {
  const codes = codesOf('HOUSEHOLD');
  fc.assert(
    fc.property(fc.subarray(codes), fc.constantFrom(...codes), (given, more) => {
      const before = Object.fromEntries(given.map((code) => [code, 'x']));
      const found = completenessOf('HOUSEHOLD', before);
      const after = completenessOf('HOUSEHOLD', { ...before, [more]: 'x' });
      const complete = (found.percent === 100) === (found.missing.length === 0);
      return complete && after.percent >= found.percent;
    }),
  );
});
