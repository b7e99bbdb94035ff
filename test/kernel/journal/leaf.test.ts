import canonicalize from 'canonicalize';
import { test } from 'tap';
import { Refusal } from '../../../src/kernel/errors.ts';
import {
  type Fact,
  type FactContext,
  LEAF_LIMIT_BYTES,
  leafOf,
} from '../../../src/kernel/journal/leaf.ts';
import { fc } from '../../helpers/property.ts';

const context: FactContext = {
  id: '01900000-0000-7000-8000-000000000001',
  at: new Date('2026-03-01T08:00:00.5Z'),
  actor: { person: '01900000-0000-7000-8000-00000000000a' },
  requestId: 'r-1',
};
const fact: Fact = { act: 'loan.approve', objects: [{ type: 'Loan', id: 'l-1', version: 3 }] };
const textOf = (part: Partial<Fact>, around: Partial<FactContext> = {}): string =>
  leafOf({ ...fact, ...part }, { ...context, ...around }).toString('utf8');

test('the bytes of a leaf are known', async (t) => {
  t.equal(
    textOf({}),
    '{"act":"loan.approve","actor":{"person":"01900000-0000-7000-8000-00000000000a"},' +
      '"at":"2026-03-01T08:00:00.500Z","id":"01900000-0000-7000-8000-000000000001",' +
      '"objects":[{"id":"l-1","type":"Loan","version":3}],"request":"r-1","v":1}',
  );
  t.equal(
    textOf(
      {
        reason: '额度内',
        purpose: 'AUDIT',
        data: { amountFen: 9_007_199_254_740_993n, rate: 4.35, b: [true, null], a: undefined },
      },
      { keyDigest: 'ab12', actor: { ...context.actor, client: 'core' } },
    ),
    '{"act":"loan.approve",' +
      '"actor":{"client":"core","person":"01900000-0000-7000-8000-00000000000a"},' +
      '"at":"2026-03-01T08:00:00.500Z",' +
      '"data":{"amountFen":"9007199254740993","b":[true,null],"rate":4.35},' +
      '"id":"01900000-0000-7000-8000-000000000001","key":"ab12",' +
      '"objects":[{"id":"l-1","type":"Loan","version":3}],' +
      '"purpose":"AUDIT","reason":"额度内","request":"r-1","v":1}',
  );
});

test('names are ordered by UTF-16 code units, as RFC 8785 section 3.2.3 orders them', async (t) => {
  const names = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
  const data = Object.fromEntries(names.map((name) => [name, 0]));
  const ordered = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33'];
  t.same(Object.keys(JSON.parse(textOf({ data })).data).toSorted(), names.toSorted());
  t.match(textOf({ data }), `{${ordered.map((name) => `${JSON.stringify(name)}:0`).join(',')}}`);
});

test('text without a UTF-8 form Postgres keeps is refused, with its path', async (t) => {
  const cases: [Partial<Fact>, readonly (string | number)[]][] = [
    [{ reason: 'a\ud800' }, ['reason']],
    [{ purpose: '\udc00b' }, ['purpose']],
    [{ data: { note: { lines: ['good', 'bad\0'] } } }, ['data', 'note', 'lines', 1]],
    [{ data: { 'name\ud83d': 1 } }, ['data']],
    [{ objects: [{ type: 'Grid', id: '\udfff' }] }, ['objects', 0, 'id']],
  ];
  for (const [part, path] of cases) {
    t.throws(() => textOf(part), { code: 'input.invalid', path });
  }
  t.equal(JSON.parse(textOf({ reason: '\u{1f33e}' })).reason, '\u{1f33e}');
});

test('numbers that would lose digits are a fault of the caller', async (t) => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 60)]) {
    t.throws(() => textOf({ data: { value } }), RangeError, String(value));
  }
  t.equal(JSON.parse(textOf({ data: { value: 2 ** 53 - 1 } })).data.value, 2 ** 53 - 1);
});

test('a leaf is at most 65,535 bytes, counted in UTF-8', async (t) => {
  const frame = leafOf({ ...fact, reason: '' }, context).length;
  const room = LEAF_LIMIT_BYTES - frame;
  const full = '井'.repeat(Math.floor(room / 3)) + 'a'.repeat(room % 3);
  t.equal(leafOf({ ...fact, reason: full }, context).length, LEAF_LIMIT_BYTES);
  t.throws(() => leafOf({ ...fact, reason: `${full}a` }, context), {
    code: 'input.too_large',
    details: { bytes: LEAF_LIMIT_BYTES + 1, limit: LEAF_LIMIT_BYTES },
  });
});

test('depth is limited, so that no input exhausts the stack', async (t) => {
  let deep: Fact['data'] = {};
  for (let level = 0; level < 5_000; level += 1) deep = { deep };
  t.throws(() => textOf({ data: deep }), Refusal);
});

test('the same fact gives the same bytes whatever the order of its members', async (t) => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'grapheme' }), fc.oneof(fc.integer(), fc.boolean())),
      (data) => {
        const sound = Object.entries(data).filter(([name]) => !name.includes('\0'));
        const forward = Object.fromEntries(sound);
        const backward = Object.fromEntries(sound.toReversed());
        return textOf({ data: forward }) === textOf({ data: backward });
      },
    ),
  );
  t.pass('for 100 random facts');
});

test('a fact is written as another implementation of RFC 8785 writes it', async (t) => {
  const { value: data } = fc.letrec((tie) => ({
    value: fc.dictionary(text, tie('part'), { maxKeys: 6 }),
    part: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, false, 0, -0, 0.1, 1e-7),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: true }),
      text,
      fc.array(tie('part'), { maxLength: 4 }),
      tie('value'),
    ),
  }));
  fc.assert(
    fc.property(data, (given) => {
      const written = textOf({ data: given as Fact['data'] });
      return (
        written === canonicalize(JSON.parse(written)) &&
        written.includes(`"data":${canonicalize(given)}`)
      );
    }),
    { numRuns: 1_000 },
  );
  t.pass('for 1,000 random facts');
});

const text = fc
  .string({ unit: 'binary' })
  .filter((each) => each.isWellFormed() && !each.includes('\0'));

test('a form that places do not take is a fault of the caller', async (t) => {
  const object = { type: 'Loan', id: 'l-1' };
  const faults: [string, Partial<Fact>, Partial<FactContext>?][] = [
    ['no act', { act: '' }],
    ['an act too long', { act: 'a'.repeat(129) }],
    ['no request', {}, { requestId: '' }],
    ['a request too long', {}, { requestId: 'r'.repeat(129) }],
    ['an id that is no uuid', {}, { id: 'f-1' }],
    ['a person that is no uuid', {}, { actor: { person: 'Li' } }],
    ['a client too long', {}, { actor: { ...context.actor, client: 'c'.repeat(129) } }],
    ['an object type too long', { objects: [{ ...object, type: 'T'.repeat(65) }] }],
    ['an object id too long', { objects: [object, { ...object, id: 'x'.repeat(129) }] }],
    ['a version that is no number', { objects: [{ ...object, version: 1.5 }] }],
  ];
  for (const [name, part, around] of faults) t.throws(() => textOf(part, around), RangeError, name);
  const longest = {
    act: 'a'.repeat(128),
    objects: [{ type: 'T'.repeat(64), id: 'x'.repeat(128) }],
  };
  t.match(textOf(longest, { requestId: 'r'.repeat(128) }), 'rrr');
});
