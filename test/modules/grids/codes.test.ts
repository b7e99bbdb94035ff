import { test } from 'tap';
import {
  codeScheme,
  codeSchemes,
  type GridCodeKind,
  registerCodeScheme,
  STANDARD_SCHEME,
  UNIT_GRID_SCHEME,
} from '../../../src/modules/grids/codes.ts';
import { fc } from '../../helpers/property.ts';

const VILLAGE = '429005100201';
const NONE: ReadonlySet<string> = new Set();

test('the standard scheme reads its codes', (t) => {
  const base = { county: '429005', township: '100', village: '201' };
  const table: [string, object | null][] = [
    ['429005100201', { kind: 'BIG', ...base, sequence: null }],
    ['429005100201003', { kind: 'SMALL', ...base, sequence: 3 }],
    ['429005100201899', { kind: 'SMALL', ...base, sequence: 899 }],
    ['429005100201901', { kind: 'EXCLUSIVE', ...base, sequence: 901 }],
    ['42900510020100302', { kind: 'MICRO', ...base, sequence: 2 }],
    ['42900510020190199', { kind: 'MICRO', ...base, sequence: 99 }],
    ['429005100201000', null],
    ['429005100201900', null],
    ['42900510020100300', null],
    ['42900510020190001', null],
    ['429005100000', null],
    ['429005000201', null],
    ['029005100201', null],
    ['42900510020', null],
    ['4290051002010030201', null],
    ['42900510020١', null],
    ['429005100201 ', null],
    ['429005100201\n', null],
    ['', null],
  ];
  for (const [code, expected] of table) {
    t.strictSame(STANDARD_SCHEME.parse(code), expected, JSON.stringify(code));
  }
  t.end();
});

test('the parent of a code', (t) => {
  t.equal(STANDARD_SCHEME.parentOf('429005100201'), null);
  t.equal(STANDARD_SCHEME.parentOf('429005100201901'), '429005100201');
  t.equal(STANDARD_SCHEME.parentOf('42900510020190103'), '429005100201901');
  t.throws(() => STANDARD_SCHEME.parentOf('429005100201900'), { code: 'grid.code_invalid' });
  t.end();
});

test('the next code is the lowest never given', (t) => {
  const { next } = STANDARD_SCHEME;
  t.equal(next(VILLAGE, 'BIG', NONE), VILLAGE);
  t.equal(next(VILLAGE, 'SMALL', NONE), '429005100201001');
  t.equal(next(VILLAGE, 'SMALL', new Set(['429005100201001'])), '429005100201002');
  t.equal(next(VILLAGE, 'EXCLUSIVE', NONE), '429005100201901');
  t.equal(next('429005100201001', 'MICRO', NONE), '42900510020100101');
  t.equal(next('429005100201901', 'MICRO', NONE), '42900510020190101');
  t.end();
});

test('a big grid that cannot have its village code is numbered from 601', (t) => {
  const first = STANDARD_SCHEME.next(VILLAGE, 'BIG', new Set([VILLAGE]));
  t.equal(first, '429005100601');
  const taken = new Set([VILLAGE, first]);
  t.equal(STANDARD_SCHEME.next(VILLAGE, 'BIG', taken), '429005100602');
  t.equal(STANDARD_SCHEME.parse(first)?.kind, 'BIG');
  t.end();
});

test('parents that cannot hold the kind', (t) => {
  const { next } = STANDARD_SCHEME;
  const unsupported = { code: 'grid.code_kind_unsupported', path: ['kind'] };
  t.throws(() => next(VILLAGE, 'MICRO', NONE), unsupported);
  t.throws(() => next('429005100201001', 'SMALL', NONE), unsupported);
  t.throws(() => UNIT_GRID_SCHEME.next(VILLAGE, 'EXCLUSIVE', NONE), unsupported);
  const invalid = { code: 'grid.code_invalid', path: ['parentCode'] };
  t.throws(() => next('429005100000', 'SMALL', NONE), invalid);
  t.throws(() => next('42900510020190001', 'MICRO', NONE), invalid);
  t.throws(() => next('429005100000', 'BIG', NONE), { code: 'grid.code_invalid' });
  t.end();
});

const PARENTS: Record<GridCodeKind, string[]> = {
  BIG: [VILLAGE],
  SMALL: [VILLAGE],
  EXCLUSIVE: [VILLAGE],
  MICRO: ['429005100201007', '429005100201907'],
};
const CAPACITY: Record<string, Partial<Record<GridCodeKind, number>>> = {
  STANDARD: { BIG: 400, SMALL: 899, EXCLUSIVE: 99, MICRO: 99 },
  UNIT_GRID: { BIG: 400, SMALL: 999 },
};

test('every scheme: each code in turn is new, of its kind, begins with its parent', (t) => {
  for (const scheme of codeSchemes()) {
    for (const kind of Object.keys(scheme.patterns) as GridCodeKind[]) {
      for (const parent of PARENTS[kind]) {
        const taken = new Set<string>();
        const capacity = CAPACITY[scheme.name]?.[kind] ?? 0;
        for (let count = 0; count < capacity; count += 1) {
          const code = scheme.next(parent, kind, taken);
          const holder = kind === 'BIG' ? parent.slice(0, 9) : parent;
          const good =
            !taken.has(code) &&
            code.startsWith(holder) &&
            scheme.parse(code)?.kind === kind &&
            scheme.patterns[kind]?.test(code) === true &&
            scheme.parentOf(code) === (kind === 'BIG' ? null : parent);
          if (!good) t.fail(`${scheme.name} ${kind} ${code}`);
          taken.add(code);
        }
        t.equal(taken.size, capacity, `${scheme.name} ${kind} under ${parent}`);
        t.throws(() => scheme.next(parent, kind, taken), { code: 'grid.code_exhausted' });
      }
    }
  }
  t.end();
});

test('any digits: a code that parses begins with its parent, and the parent parses', (t) => {
  const digits = fc
    .tuple(fc.constant('429005'), fc.stringMatching(/^\d{6}(\d{3}(\d{2})?)?$/))
    .map(([county, rest]) => county + rest);
  fc.assert(
    fc.property(fc.constantFrom(...codeSchemes()), digits, (scheme, code) => {
      if (!scheme.parse(code)) return;
      const parent = scheme.parentOf(code);
      if (parent === null) return;
      return code.startsWith(parent) && scheme.parse(parent) !== null && parent !== code;
    }),
    { numRuns: 1000 },
  );
  t.end();
});

test('the registry', (t) => {
  t.equal(codeScheme('STANDARD'), STANDARD_SCHEME);
  t.throws(() => codeScheme('nothing'), { code: 'grid.code_scheme_unknown' });
  t.throws(() => codeScheme('__proto__'), { code: 'grid.code_scheme_unknown' });
  t.throws(() => registerCodeScheme(STANDARD_SCHEME), /twice/);
  t.end();
});
