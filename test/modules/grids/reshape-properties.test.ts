import { test } from 'tap';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { fc } from '../../helpers/property.ts';
import { CRS, foundAreas, OTHER_VILLAGE, openGrid, rectangle, VILLAGE } from './territory.ts';

/** Columns of the field, in units of `rectangle`; cells are whole columns, so any two cuts fit. */
const WIDTH = 16;

type Step =
  | { act: 'split'; pick: number; at: number }
  | { act: 'merge'; pick: number }
  | { act: 'move'; pick: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant('split'), pick: fc.nat(), at: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('merge'), pick: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('move'), pick: fc.nat() }) },
) as fc.Arbitrary<Step>;

type Row = {
  id: string;
  code: string;
  level: string;
  parent_id: string | null;
  area_m2: number;
  valid_from: string;
  valid_to: string | null;
  west: number;
  east: number;
};

const ROWS = `select id, code, level, parent_id, area_m2, valid_from::text, valid_to::text,
    round((((bounds[1])[0])::numeric - 112.6) * 100)::int as west,
    round((((bounds[0])[0])::numeric - 112.6) * 100)::int as east
  from grid where institution_id = $1 order by code`;
const NOW = (row: Row) => row.valid_to === null;

/** Takes one step over the API where the field allows it; says which grids it took and made. */
async function take(app: TestApp, all: readonly Row[], wanted: Step): Promise<void> {
  const bank = app.as('administrator');
  const small = all.filter((row) => NOW(row) && row.level === 'SMALL');
  const chosen = small[wanted.pick % small.length];
  if (!chosen) return;
  const id = `grid_${chosen.id}`;
  const siblings = small.filter((row) => row.parent_id === chosen.parent_id);
  if (wanted.act === 'split') {
    if (chosen.east - chosen.west < 2) return;
    const cut = chosen.west + 1 + (wanted.at % (chosen.east - chosen.west - 1));
    const parts = [
      { name: '西', boundary: rectangle(chosen.west, 0, cut, 4) },
      { name: '东', boundary: rectangle(cut, 0, chosen.east, 4) },
    ];
    await bank.command('grid.split', { id, parts, crs: CRS });
  } else if (wanted.act === 'merge') {
    const next = siblings.find((row) => row.west === chosen.east);
    if (!next) return;
    await bank.command('grid.merge', { gridIds: [id, `grid_${next.id}`], name: '并' });
  } else {
    const other = all.find((row) => NOW(row) && row.level === 'BIG' && row.id !== chosen.parent_id);
    if (!other || siblings.length < 2) return;
    await bank.command('grid.move', { id, parentId: `grid_${other.id}`, annex: true });
  }
}

type Field = { app: TestApp; tally: Map<string, number> };

/** Two villages side by side, one small grid in each. */
async function begin({ app }: Field): Promise<Row[]> {
  await app.owner('truncate grid_lineage, grid_change, grid_boundary, grid cascade');
  const bank = app.as('administrator');
  const villages = [VILLAGE, OTHER_VILLAGE].map((areaCode, index) => ({ areaCode, index }));
  for (const { areaCode, index } of villages) {
    const west = (index * WIDTH) / 2;
    const boundary = rectangle(west, 0, west + WIDTH / 2, 4);
    const big = await openGrid(bank, { areaCode, boundary });
    await openGrid(bank, { parentId: big.id, boundary });
  }
  return app.owner<Row>(ROWS, [app.world.bankId]);
}

async function note({ app, tally }: Field): Promise<void> {
  const acts = await app.owner<{ act: string }>('select act from grid_change');
  for (const { act } of acts) tally.set(act, (tally.get(act) ?? 0) + 1);
}

/** Steps that surely do each act once, whatever chance brings. */
const SURE: Step[] = [
  { act: 'split', pick: 0, at: 0 },
  { act: 'split', pick: 1, at: 1 },
  { act: 'move', pick: 0 },
  { act: 'merge', pick: 0 },
  { act: 'merge', pick: 1 },
  { act: 'split', pick: 0, at: 3 },
  { act: 'merge', pick: 2 },
];

test('splits, merges and moves conserve ground, lineage and codes', async (t) => {
  const field: Field = { app: await testApp(t), tally: new Map() };
  const { app } = field;
  await foundAreas(app);
  const runs = async (steps: readonly Step[]): Promise<void> => {
    let before = await begin(field);
    const ground = sum(before.filter(NOW), 'SMALL');
    for (const each of steps) {
      await take(app, before, each);
      const after = await app.owner<Row>(ROWS, [app.world.bankId]);
      await check(app, { before, after, ground });
      before = after;
    }
    await note(field);
  };
  const sequences = fc.array(step, { minLength: 4, maxLength: 10 });
  await fc.assert(fc.asyncProperty(sequences, runs), { numRuns: 5, examples: [[SURE]] });
  t.ok(field.tally.get('SPLIT') && field.tally.get('MERGE') && field.tally.get('MOVE'));
});

test('also when two are made at once: one waits, and then fits or is refused', async (t) => {
  const field: Field = { app: await testApp(t), tally: new Map() };
  const { app } = field;
  await foundAreas(app);
  const runs = async (pairs: readonly (readonly [Step, Step])[]): Promise<void> => {
    let before = await begin(field);
    const ground = sum(before.filter(NOW), 'SMALL');
    const [first] = SURE;
    if (first) await take(app, before, first);
    for (const pair of pairs) {
      const now = await app.owner<Row>(ROWS, [app.world.bankId]);
      const done = await Promise.allSettled(pair.map((each) => take(app, now, each)));
      for (const each of done) {
        if (each.status === 'rejected' && !/"status":4\d\d/.test(String(each.reason)))
          throw each.reason;
      }
      const after = await app.owner<Row>(ROWS, [app.world.bankId]);
      await check(app, { before, after, ground });
      before = after;
    }
    await note(field);
  };
  const pairs = fc.array(fc.tuple(step, step), { minLength: 2, maxLength: 5 });
  await fc.assert(fc.asyncProperty(pairs, runs), { numRuns: 4 });
  t.ok(field.tally.get('SPLIT'));
});

const sum = (rows: readonly Row[], level: string): number =>
  rows.filter((row) => row.level === level).reduce((total, row) => total + row.area_m2, 0);

type Compared = { before: readonly Row[]; after: readonly Row[]; ground: number };

async function check(app: TestApp, { before, after, ground }: Compared): Promise<void> {
  const fail = (text: string): never => {
    throw new Error(text);
  };
  const inForce = after.filter(NOW);
  if (Math.abs(sum(inForce, 'SMALL') - ground) > 1) fail('small grids lost or won ground');
  if (Math.abs(sum(inForce, 'BIG') - ground) > 1) fail('big grids lost or won ground');
  for (const row of before) {
    const now = after.find((each) => each.id === row.id);
    if (now?.code !== row.code) fail(`${row.code} changed its code or is gone`);
    if (row.valid_to !== null && now?.valid_to !== row.valid_to) fail(`${row.code} rose again`);
  }
  if (new Set(after.map((row) => row.code)).size !== after.length) fail('a code was used twice');
  const broken = await app.owner<{ code: string }>(
    `select g.code from grid g where g.institution_id = $1 and g.valid_to is not null
       and not exists (select from grid_lineage l where l.institution_id = g.institution_id
         and l.predecessor_id = g.id and l.effective_date = g.valid_to)
     union all
     select g.code from grid g join grid p on p.institution_id = g.institution_id and p.id = g.parent_id
       where g.institution_id = $1 and g.valid_to is null
         and (p.valid_to is not null or not starts_with(g.code, p.code))`,
    [app.world.bankId],
  );
  if (broken.length > 0) fail(`without lineage or outside its holder: ${broken[0]?.code}`);
  const bank = app.as('administrator');
  for (const big of inForce.filter((row) => row.level === 'BIG')) {
    const { gridWellField } = await bank.query(
      'query ($id: ID!) { gridWellField(gridId: $id) { accepted complete gapM2 overlapM2 outsideM2 } }',
      { id: `grid_${big.id}` },
    );
    if (!gridWellField.accepted || !gridWellField.complete) {
      fail(`${big.code} has gaps or overlaps: ${JSON.stringify(gridWellField)}`);
    }
  }
}
