import { test } from 'tap';
import { DataGroup } from '../../../src/generated/enums.ts';
import { inForceOn, type Terms, viewsOf } from '../../../src/modules/sharing/rules.ts';
import { shareableFacts } from '../../../src/modules/sharing/shareable.ts';
import { program } from '../../contracts/everyone.ts';
import { fc } from '../../helpers/property.ts';

const fewest = 5;
const NOTHING = { objects: [], shown: [], masked: [] };
const judged = (given: Omit<Terms, 'fewest'>): unknown => {
  const found = viewsOf({ ...given, fewest });
  return 'fault' in found ? [found.fault.code, found.fault.path.join('.')] : 'views';
};

test('what two sides may agree on', async (t) => {
  const grid = { ...NOTHING, act: 'grid.opened' };
  const person = { ...NOTHING, act: 'customer.registered' };
  const cases: [string, Omit<Terms, 'fewest'>, unknown][] = [
    ['a fact about places', { grade: 'FACTS', terms: [grid] }, 'views'],
    [
      'a fact of no catalogue',
      { grade: 'PERSONS', terms: [grid, { ...NOTHING, act: 'customer.revealed' }] },
      ['data-agreement.fact_not_shareable', 'terms.1.act'],
    ],
    [
      'a member of every object',
      { grade: 'PERSONS', terms: [{ ...NOTHING, act: 'constructor' }] },
      ['data-agreement.fact_not_shareable', 'terms.0.act'],
    ],
    [
      'the same twice',
      { grade: 'FACTS', terms: [grid, grid] },
      ['data-agreement.fact_twice', 'terms.1.act'],
    ],
    [
      'people under a grade without them',
      { grade: 'FACTS', terms: [person] },
      ['data-agreement.grade_unfit', 'terms.0.act'],
    ],
    [
      'an object others are not told of',
      { grade: 'FACTS', terms: [{ ...grid, objects: ['Grid', 'Person'] }] },
      ['data-agreement.object_not_shareable', 'terms.0.objects.1'],
    ],
    [
      'a member the fact has not',
      { grade: 'FACTS', terms: [{ ...grid, shown: ['code', 'name'] }] },
      ['data-agreement.member_unknown', 'terms.0.shown.1'],
    ],
    [
      'a member from further up',
      { grade: 'FACTS', terms: [{ ...grid, masked: ['toString'] }] },
      ['data-agreement.member_unknown', 'terms.0.masked.0'],
    ],
    [
      'a member both ways',
      { grade: 'FACTS', terms: [{ ...grid, shown: ['code'], masked: ['code'] }] },
      ['data-agreement.member_unknown', 'terms.0.masked.0'],
    ],
    ['numbers of people', { grade: 'COUNTS', terms: [person] }, 'views'],
    [
      'numbers of grids',
      { grade: 'COUNTS', terms: [grid] },
      ['data-agreement.grade_unfit', 'terms.0.act'],
    ],
    [
      'numbers with names',
      { grade: 'COUNTS', terms: [{ ...person, objects: ['Customer'] }] },
      ['data-agreement.grade_unfit', 'terms.0.act'],
    ],
  ];
  for (const [name, given, expected] of cases) t.same(judged(given), expected, name);
});

test('a view names what was agreed on and no more, whatever is agreed', async (t) => {
  const term = fc.constantFrom(...Object.entries(shareableFacts)).chain(([act, rule]) =>
    fc.record({
      act: fc.constant(act),
      objects: fc.subarray([...rule.objects]),
      shown: fc.subarray(Object.keys(rule.members)),
      masked: fc.constant<string[]>([]),
    }),
  );
  fc.assert(
    fc.property(term, (given) => {
      const found = viewsOf({ grade: 'PERSONS', terms: [given], fewest });
      const view = 'views' in found ? found.views[0] : undefined;
      t.same(view?.objects, given.objects);
      t.same(
        view?.members.map(({ name }) => name),
        given.shown,
      );
      const counted = view?.members.filter(({ kind }) => kind === 'PEOPLE') ?? [];
      t.ok(counted.every((member) => member.fewest === fewest));
      t.same(view?.concerns, shareableFacts[given.act]?.concerns);
    }),
    { numRuns: 50 },
  );
});

test('the catalogue names facts and types that exist', async (t) => {
  const acts = new Set(program.registry.commands.flatMap((command) => command.acts));
  for (const [act, rule] of Object.entries(shareableFacts)) {
    t.ok(acts.has(act), `${act} is written by a command`);
    t.ok(rule.concerns.includes(rule.place), `${act} concerns what places it`);
    t.ok(
      rule.objects.every((type) => rule.concerns.includes(type)),
      `${act} names what it may concern`,
    );
    t.ok(
      rule.groups.every((group) => DataGroup.includes(group)),
      act,
    );
    t.equal(rule.concerns.includes('Customer'), rule.groups.length > 0, `${act}: of people`);
    for (const type of rule.concerns) t.ok(program.model.nouns.has(type), `${act}: ${type}`);
    for (const type of ['Person', 'Member', 'PanelReviewer', 'Scorecard'])
      t.notOk(rule.objects.includes(type), `${act} does not name a ${type}`);
  }
});

test('in force on its days, and on no other', async (t) => {
  const days = { valid_from: '2026-03-01', valid_to: '2026-04-01' };
  const on = (day: string, status: 'APPROVED' | 'DRAFT' | 'PROPOSED' | 'ENDED' = 'APPROVED') =>
    inForceOn({ ...days, status }, day);
  t.same(
    ['2026-02-28', '2026-03-01', '2026-03-31', '2026-04-01'].map((day) => on(day)),
    [false, true, true, false],
  );
  for (const status of ['DRAFT', 'PROPOSED', 'ENDED'] as const) t.notOk(on('2026-03-15', status));
});
