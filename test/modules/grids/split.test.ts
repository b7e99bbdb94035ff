import { test } from 'tap';
import { type Caller, testApp } from '../../helpers/app.ts';
import { CRS, codeOf, foundAreas, openField, openGrid, rectangle, VILLAGE } from './territory.ts';

const TODAY = '2026-03-02';

const GRIDS = `query ($prefix: String!, $asOf: Date) {
  grids(first: 100, asOf: $asOf, order: CODE, filter: { areaCodePrefix: $prefix }) { nodes { code areaM2 } }
}`;

type Node = { code: string; areaM2: number };

async function codes(who: Caller, asOf = TODAY, prefix = VILLAGE): Promise<string[]> {
  const { grids } = await who.query(GRIDS, { prefix, asOf });
  return grids.nodes.map((node: Node) => node.code);
}

const LINEAGE = `query ($id: ID!, $asOf: Date) {
  grid(id: $id, asOf: $asOf) {
    code status validTo
    predecessors(first: 10) { nodes { act effectiveDate predecessor { code } } }
    successors(first: 10) { nodes { act effectiveDate successor { code status } change { act appliedOn } } }
  }
}`;

const part = (name: string, ...box: [number, number, number, number]) => ({
  name,
  boundary: rectangle(...box),
});

test('a split', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const bank = app.as('administrator');
  const { west, south, north } = await openField(bank);
  const parts = [part('南片', 0, 0, 5, 5), part('北片', 0, 5, 5, 10)];
  const input = { id: west.id, parts, crs: CRS };

  await t.test('the preview says what moves where and keeps nothing', async (t) => {
    const before = await codes(bank);
    const answer = await bank.query(
      `mutation ($input: GridSplitInput!) {
        gridSplit(input: $input, envelope: { dryRun: true }) {
          result { applied moves { fromCode toCode act } follows { noun } } userErrors { code }
        }
      }`,
      { input },
    );
    t.same(answer.gridSplit.userErrors, []);
    t.same(answer.gridSplit.result.moves, [
      { fromCode: west.code, toCode: `${VILLAGE}003`, act: 'SPLIT' },
      { fromCode: west.code, toCode: `${VILLAGE}004`, act: 'SPLIT' },
      { fromCode: south.code, toCode: `${VILLAGE}00301`, act: 'MOVE' },
      { fromCode: north.code, toCode: `${VILLAGE}00401`, act: 'MOVE' },
    ]);
    t.same(await codes(bank), before);
  });

  await t.test('refusals change nothing', async (t) => {
    const before = await codes(bank);
    const code = (change: Record<string, unknown>) =>
      codeOf(bank, 'grid.split', { ...input, ...change });
    t.equal(await code({ parts: [parts[0], part('x', 0, 6, 5, 10)] }), 'grid.split_leaves_gap');
    t.equal(await code({ parts: [parts[0], part('x', 0, 4, 5, 10)] }), 'grid.split_overlap');
    t.equal(await code({ parts: [parts[0], part('x', 0, 5, 6, 10)] }), 'grid.outside_parent');
    t.equal(await code({ parts: [parts[0], { name: 'x' }] }), 'grid.boundary_missing');
    t.equal(await code({ crs: undefined }), 'grid.crs_invalid');
    t.equal(await code({ effectiveDate: '2026-03-01' }), 'grid.effective_date_past');
    t.equal(
      await code({ parts: [part('x', 0, 0, 5, 4), part('y', 0, 4, 5, 10)] }),
      'grid.split_cuts_child',
    );
    t.equal(await code({ parts: [parts[0]] }), 'input.invalid');
    t.same(await codes(bank), before);
  });

  await t.test('planned for later, both times are right', async (t) => {
    const done = await bank.command('grid.split', { ...input, effectiveDate: '2026-04-01' });
    t.equal(done.applied, false);
    t.same(await codes(bank, '2026-03-31'), [
      VILLAGE,
      west.code,
      south.code,
      north.code,
      `${VILLAGE}002`,
    ]);
    t.same(await codes(bank, '2026-04-01'), [
      VILLAGE,
      `${VILLAGE}002`,
      `${VILLAGE}003`,
      `${VILLAGE}00301`,
      `${VILLAGE}004`,
      `${VILLAGE}00401`,
    ]);
    const { grid } = await bank.query(LINEAGE, { id: west.id });
    t.equal(grid.status, 'ACTIVE');
    t.equal(grid.validTo, '2026-04-01');
    t.match(grid.successors.nodes, [
      { act: 'SPLIT', successor: { code: `${VILLAGE}003`, status: 'PLANNED' } },
      { act: 'SPLIT', successor: { code: `${VILLAGE}004`, status: 'PLANNED' } },
    ]);
    const found = await bank.query(LINEAGE, { id: done.grids[0], asOf: '2026-04-01' });
    t.match(found.grid.predecessors.nodes, [
      { act: 'SPLIT', effectiveDate: '2026-04-01', predecessor: { code: west.code } },
    ]);
  });

  await t.test('and nothing else may be planned across it', async (t) => {
    t.equal(await codeOf(bank, 'grid.split', input), 'grid.not_in_force');
    const { grids } = await bank.query(GRIDS, { prefix: VILLAGE, asOf: TODAY });
    t.equal(grids.nodes.length, 5);
    const inside = { parentId: west.id, name: 'x', kind: 'VILLAGE' };
    t.equal(await codeOf(bank, 'grid.open', inside), 'grid.parent_not_in_force');
    t.equal(await codeOf(bank, 'grid.rename', { id: west.id, name: 'x' }), 'grid.not_in_force');
  });

  await t.test('on the day the change is applied, once', async (t) => {
    t.match(await bank.command('grid.apply-due', {}), { applied: 0 });
    app.clock.set('2026-04-01T02:00:00Z');
    t.match(await bank.command('grid.apply-due', {}), { applied: 1, remaining: false });
    t.match(await bank.command('grid.apply-due', {}), { applied: 0 });
    const { grid } = await bank.query(LINEAGE, { id: west.id, asOf: TODAY });
    t.match(grid.successors.nodes[0].change, { act: 'SPLIT', appliedOn: '2026-04-01' });
  });
});

test('two splits at once: one happens', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const bank = app.as('administrator');
  const { west } = await openField(bank);
  const input = {
    id: west.id,
    crs: CRS,
    parts: [part('南片', 0, 0, 5, 5), part('北片', 0, 5, 5, 10)],
  };
  const both = await Promise.allSettled([
    bank.command('grid.split', input),
    bank.command('grid.split', input),
  ]);
  t.equal(both.filter((each) => each.status === 'fulfilled').length, 1);
  t.equal((await codes(bank)).length, 6);
});

test('overlapping grids opened at once: one is opened', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const bank = app.as('administrator');
  const big = await openGrid(bank, { areaCode: VILLAGE, boundary: rectangle(0, 0, 10, 10) });
  const tries = [0, 1, 2, 3].map((shift) =>
    openGrid(bank, { parentId: big.id, boundary: rectangle(shift, 0, shift + 4, 4) }),
  );
  const done = await Promise.allSettled(tries);
  t.equal(done.filter((each) => each.status === 'fulfilled').length, 1);
});
