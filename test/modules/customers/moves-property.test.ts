import { test } from 'tap';
import { type Caller, type TestApp, testApp } from '../../helpers/app.ts';
import { fc } from '../../helpers/property.ts';
import {
  CRS,
  foundAreas,
  OTHER_VILLAGE,
  openGrid,
  rectangle,
  VILLAGE,
} from '../grids/territory.ts';
import { enlistPeople } from '../staff/field.ts';
import { point } from './households.ts';

const WIDTH = 8;
const HEIGHT = 4;

type Grid = { id: string; code: string; parent_id: string; west: number; east: number };
const SMALL = `select id, code, parent_id,
    round((((bounds[1])[0])::numeric - 112.6) * 100)::int as west,
    round((((bounds[0])[0])::numeric - 112.6) * 100)::int as east
  from grid where valid_to is null and level = 'SMALL' order by code`;

const acts = [
  'propose',
  'request',
  'accept',
  'decline',
  'withdraw',
  'direct',
  'split-household',
  'split-grid',
  'merge-grids',
] as const;
type Step = { act: (typeof acts)[number]; one: number; other: number };

/** What may stand in the way of a step; anything else is a fault. */
const REFUSALS = new Set([
  'customer.moved_nowhere',
  'customer.move_open',
  'customer.move_own_acceptance',
  'customer.move_not_yours',
  'grid.split_too_small',
]);

const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % list.length];

async function tried(who: Caller, name: string, input: Record<string, unknown>): Promise<void> {
  try {
    await who.command(name, input, { reason: '搬家' });
  } catch (error) {
    const code = /"code":"([^"]+)"/.exec(String(error))?.[1] ?? String(error);
    if (!REFUSALS.has(code)) throw new Error(`${name} ${code}`);
  }
}

/** Two managers propose to each other and decide. */
async function take(app: TestApp, { act, one, other }: Step): Promise<void> {
  const people = [app.as('grid.manager'), app.as('keeper')];
  const [proposer = people[0], decider = people[1]] = one % 2 === 0 ? people : people.toReversed();
  const grids = await app.owner<Grid>(SMALL);
  const customers = await app.owner<{ id: string; code: string }>(
    `select id, code from customer where status = 'ACTIVE' order by id`,
  );
  const open = await app.owner<{ id: string }>(
    `select id from customer_move where status = 'PROPOSED' order by id`,
  );
  const [customer, grid, move] = [pick(customers, one), pick(grids, other), pick(open, other)];
  if (!customer || !grid || !proposer || !decider) return;
  const id = `customer_${customer.id}`;
  const gridId = `grid_${grid.id}`;
  switch (act) {
    case 'propose':
      return tried(proposer, 'customer.propose-move', { id, toGridCode: grid.code });
    case 'request':
      return tried(proposer, 'customer.request-move', { code: customer.code, gridId });
    case 'direct':
      return tried(app.as('grid.manager'), 'customer.move', { id, gridId });
    case 'split-household': {
      const [member] = await app.owner<{ id: string }>(
        `select id from customer_member where customer_id = $1 and left_on is null and not head`,
        [customer.id],
      );
      if (!member) return;
      return tried(proposer, 'customer.split', { id, memberId: `member_${member.id}` });
    }
    case 'split-grid': {
      const cut = grid.west + 1 + (one % Math.max(1, grid.east - grid.west - 1));
      if (cut >= grid.east) return;
      const halves = [rectangle(grid.west, 0, cut, HEIGHT), rectangle(cut, 0, grid.east, HEIGHT)];
      const parts = halves.map((boundary) => ({ name: '组', boundary }));
      return tried(app.as('administrator'), 'grid.split', { id: gridId, parts, crs: CRS });
    }
    case 'merge-grids': {
      const next = grids.find(
        ({ west, parent_id }) => west === grid.east && parent_id === grid.parent_id,
      );
      if (!next) return;
      const gridIds = [gridId, `grid_${next.id}`];
      return tried(app.as('administrator'), 'grid.merge', { gridIds, name: '并' });
    }
    default:
      if (!move) return;
      return tried(decider, `customer.${act}-move`, { id: `customermove_${move.id}` });
  }
}

const STANDING = `select c.id from customer c
  join grid g on g.institution_id = c.institution_id and g.id = c.grid_id
  where c.status = 'ACTIVE' and g.valid_to is null and g.level = 'SMALL'
    and c.territory_code = g.code and c.area_code = g.area_code order by c.id`;
const EVERYBODY = `select id from customer where status = 'ACTIVE' order by id`;
const PEOPLE = `select count(*)::int as people, count(*) filter (where head)::int as heads
  from customer_member where left_on is null`;
const ASTRAY = `select m.id, m.from_code, m.to_code, c.territory_code, g.valid_to
  from customer_move m
  join customer c on c.institution_id = m.institution_id and c.id = m.customer_id
  left join grid g on g.institution_id = m.institution_id and g.id = m.to_grid_id
  where m.status = 'PROPOSED' and (m.from_code <> c.territory_code
    or m.from_grid_id is distinct from c.grid_id or m.from_code = m.to_code
    or g.code is distinct from m.to_code or g.valid_to is not null)`;

test('a household is in exactly one grid whatever is proposed, moved, split and merged', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const bank = app.as('administrator');
  const [keeper] = await enlistPeople(app, ['keeper']);
  for (const [index, areaCode] of [VILLAGE, OTHER_VILLAGE].entries()) {
    const boundary = rectangle(index * WIDTH, 0, (index + 1) * WIDTH, HEIGHT);
    const big = await openGrid(bank, { areaCode, boundary });
    const small = await openGrid(bank, { parentId: big.id, boundary });
    const assigned = { gridId: small.id, personId: keeper?.person, role: 'PRIMARY' };
    await app.as('grid.manager').command('staff.assign', assigned);
  }
  const members = [{ relationship: 'SON', name: '儿子' }];
  for (let column = 0; column < 2 * WIDTH; column += 1) {
    const house = { kind: 'HOUSEHOLD', name: '户主', members, ...point(column + 0.5, 1) };
    await app.as('grid.manager').command('customer.register', house);
  }
  const step = fc.record({ act: fc.constantFrom(...acts), one: fc.nat(99), other: fc.nat(99) });
  const steps = fc.array(step, { minLength: 10, maxLength: 10 });
  const sure: Step[] = [
    { act: 'propose', one: 0, other: 1 },
    { act: 'split-grid', one: 3, other: 1 },
    { act: 'accept', one: 0, other: 0 },
    { act: 'split-household', one: 1, other: 0 },
  ];
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      for (const each of taken) {
        await take(app, each);
        const standing = await app.owner<{ id: string }>(STANDING);
        t.same(standing, await app.owner(EVERYBODY), 'everybody stands in one grid in force');
        t.same(await app.owner(PEOPLE), [{ people: 4 * WIDTH, heads: standing.length }]);
        t.same(await app.owner(ASTRAY), [], 'open moves lead out of where the customer is');
      }
    }),
    { numRuns: 8, endOnFailure: true, examples: [[sure]] },
  );
  const [done] = await app.owner<{ accepted: number; lapsed: number }>(
    `select count(*) filter (where status = 'ACCEPTED' and way = 'HAND_OVER')::int as accepted,
       count(*) filter (where status <> 'ACCEPTED')::int as lapsed from customer_move`,
  );
  t.ok((done?.accepted ?? 0) > 0, 'some were handed over');
});
