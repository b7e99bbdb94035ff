import { test } from 'tap';
import { CHANGED_ON, GRIDS, staffedGrids } from './staffed-grids.ts';

type Coded = { code: string };
type Page<T> = {
  nodes: T[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string;
    endCursor: string;
  };
};

const codesOf = (nodes: readonly Coded[]): string[] => nodes.map(({ code }) => code);

test('reading', async (t) => {
  const app = await staffedGrids(t);
  const admin = app.as('administrator');

  await t.test('pages within pages keep their own cursors', async (t) => {
    const FIRST = `query ($top: String, $inner: String) {
      outlet(code: "HEAD") { children(first: 2, order: CODE, after: $top) {
        pageInfo { hasNextPage endCursor }
        nodes { code children(first: 3, order: CODE, after: $inner) {
          totalCount nodes { code } pageInfo { hasNextPage endCursor } } } } } }`;
    const seen: string[] = [];
    let top: string | null = null;
    do {
      const { outlet } = await admin.query(FIRST, { top });
      for (const branch of outlet.children.nodes) {
        t.equal(branch.children.totalCount, 4);
        t.equal(branch.children.pageInfo.hasNextPage, true);
        seen.push(branch.code, ...codesOf(branch.children.nodes));
        const rest = await admin.query(
          `query ($code: String, $after: String) { outlet(code: $code) {
            children(first: 3, order: CODE, after: $after) {
              nodes { code } pageInfo { hasNextPage hasPreviousPage } } } }`,
          { code: branch.code, after: branch.children.pageInfo.endCursor },
        );
        t.match(rest.outlet.children.pageInfo, { hasNextPage: false, hasPreviousPage: true });
        seen.push(...codesOf(rest.outlet.children.nodes));
      }
      const { hasNextPage, endCursor } = outlet.children.pageInfo;
      top = hasNextPage ? endCursor : null;
    } while (top);
    const all = await app.owner<Coded>(
      `select code from outlet where code like 'F%' order by code`,
    );
    t.same(seen, codesOf(all));
  });

  await t.test('backwards is forwards turned round', async (t) => {
    const page = (given: Record<string, unknown>): Promise<{ outlets: Page<Coded> }> =>
      admin.query(
        `query ($last: Int, $before: String, $first: Int, $after: String) {
          outlets(last: $last, before: $before, first: $first, after: $after, order: CODE,
                  filter: { level: SECOND_BRANCH }) {
            nodes { code } edges { cursor node { code } }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
        given,
      );
    const collected: string[] = [];
    let before: string | null = null;
    do {
      const { outlets } = await page({ last: 6, before });
      t.equal(outlets.pageInfo.hasNextPage, before !== null);
      collected.unshift(...codesOf(outlets.nodes));
      before = outlets.pageInfo.hasPreviousPage ? outlets.pageInfo.startCursor : null;
    } while (before);
    const forwards = await page({ first: 100 });
    t.same(collected, codesOf(forwards.outlets.nodes));
    t.equal(collected.length, 20);
  });

  await t.test('ties are broken the same way both ways', async (t) => {
    const FIELDS =
      '{ nodes { id heldOn } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }';
    type Held = { id: string; heldOn: string };
    const walk = async (size: string, from: string, turn: 'Next' | 'Previous') => {
      const rows: Held[] = [];
      let cursor: string | null = null;
      do {
        const { trainings }: { trainings: Page<Held> } = await admin.query(
          `query ($at: String) { trainings(${size}: 5, ${from}: $at, order: HELD) ${FIELDS} }`,
          { at: cursor },
        );
        const { pageInfo, nodes } = trainings;
        if (turn === 'Next') rows.push(...nodes);
        else rows.unshift(...nodes);
        const end = turn === 'Next' ? pageInfo.endCursor : pageInfo.startCursor;
        cursor = pageInfo[`has${turn}Page`] ? end : null;
      } while (cursor);
      return rows;
    };
    const forwards = await walk('first', 'after', 'Next');
    t.equal(new Set(forwards.map(({ id }) => id)).size, 12);
    t.equal(new Set(forwards.map(({ heldOn }) => heldOn)).size, 4, 'there are ties');
    t.same(
      forwards.map(({ heldOn }) => heldOn),
      forwards.map(({ heldOn }) => heldOn).sort(),
    );
    t.same(await walk('last', 'before', 'Previous'), forwards);
  });

  await t.test('a filter is absent, null or given, in a variable or a literal', async (t) => {
    const count = async (query: string, variables = {}): Promise<number> =>
      (await admin.query(query, variables)).outlets.totalCount;
    const MEMBER = `query ($level: [OutletLevel!], $code: String) {
      outlets(first: 1, filter: { level: $level, code: $code }) { totalCount } }`;
    const WHOLE = `query ($filter: OutletFilter) { outlets(first: 1, filter: $filter) { totalCount } }`;
    const table: [string, object, number][] = [
      [MEMBER, {}, 26],
      [MEMBER, { level: null }, 26],
      [MEMBER, { level: ['FIRST_BRANCH'] }, 5],
      [MEMBER, { level: 'FIRST_BRANCH' }, 5],
      [MEMBER, { level: ['FIRST_BRANCH', 'HEAD_OFFICE'] }, 6],
      [MEMBER, { level: [] }, 0],
      [MEMBER, { level: ['FIRST_BRANCH'], code: null }, 5],
      [MEMBER, { level: ['FIRST_BRANCH'], code: 'F1' }, 1],
      [MEMBER, { level: ['HEAD_OFFICE'], code: 'F1' }, 0],
      [MEMBER, { code: 'F1' }, 1],
      [WHOLE, {}, 26],
      [WHOLE, { filter: null }, 26],
      [WHOLE, { filter: {} }, 26],
      [WHOLE, { filter: { level: null, code: null } }, 26],
      [WHOLE, { filter: { level: ['FIRST_BRANCH'] } }, 5],
      [WHOLE, { filter: { code: 'F1', level: ['FIRST_BRANCH'] } }, 1],
      ['{ outlets(first: 1, filter: { level: FIRST_BRANCH }) { totalCount } }', {}, 5],
      ['{ outlets(first: 1, filter: { level: [FIRST_BRANCH] }) { totalCount } }', {}, 5],
      ['{ outlets(first: 1, filter: { level: null }) { totalCount } }', {}, 26],
      ['{ outlets(first: 1, filter: null) { totalCount } }', {}, 26],
    ];
    // Twice, and interleaved: one document's plans must not serve each other's shapes.
    for (const [query, variables, expected] of [...table, ...table.toReversed()]) {
      t.equal(await count(query, variables), expected, `${query} ${JSON.stringify(variables)}`);
    }
  });

  await t.test('one document, many shapes', async (t) => {
    const SHAPES = `query ($order: OutletOrder, $first: Int, $last: Int, $with: Boolean!, $id: ID!) {
      outlets(first: $first, last: $last, order: $order) { nodes { code @include(if: $with) name @skip(if: $with) } }
      node(id: $id) { __typename id } }`;
    const head = `outlet_${app.world.outletId}`;
    const someone = `person_${app.world.people.auditor}`;
    const ask = (given: object) =>
      admin.query(SHAPES, { first: 1, with: true, id: head, ...given });
    const FIRST = 'select code from outlet where institution_id = $1 order by id limit 1';
    const byId = await app.owner(FIRST, [app.world.bankId]);
    for (let round = 0; round < 2; round += 1) {
      t.same((await ask({ order: 'CODE' })).outlets.nodes, [{ code: 'F1' }]);
      t.same((await ask({ first: null, last: 1, order: 'CODE' })).outlets.nodes, [
        { code: 'HEAD' },
      ]);
      t.same((await ask({ with: false, order: 'CODE' })).outlets.nodes, [{ name: '一级1' }]);
      t.same((await ask({ order: null })).outlets.nodes, byId);
      t.same((await ask({})).node, { __typename: 'Outlet', id: head });
      t.same((await ask({ id: someone })).node, { __typename: 'Person', id: someone });
      t.equal((await ask({ id: 'nothing' })).node, null);
    }
  });

  await t.test('fragments, aliases, directives and __typename', async (t) => {
    const data = await admin.query(
      `query ($no: Boolean! = false) {
        __typename
        head: outlet(code: "HEAD") { ...Head ... on Node { id } ... on Outlet @include(if: $no) { address } }
        one: outlets(first: 1, order: CODE, filter: { level: FIRST_BRANCH }) { __typename nodes { __typename code } }
        two: outlets(last: 1, order: CODE, filter: { level: FIRST_BRANCH }) { nodes { code parent { ...Head } } }
        one: outlets(first: 1, order: CODE, filter: { level: FIRST_BRANCH }) { nodes { level } }
        gone: outlets(first: 1) @include(if: $no) { totalCount }
      }
      fragment Head on Outlet { __typename code first: children(first: 1, order: CODE) { nodes { code } }
        last: children(last: 1, order: CODE) { __typename edges { __typename node { __typename code } } pageInfo { __typename } } }`,
    );
    const head = {
      __typename: 'Outlet',
      code: 'HEAD',
      first: { nodes: [{ code: 'F1' }] },
      last: {
        __typename: 'OutletConnection',
        edges: [{ __typename: 'OutletEdge', node: { __typename: 'Outlet', code: 'F5' } }],
        pageInfo: { __typename: 'PageInfo' },
      },
    };
    t.same(data, {
      __typename: 'Query',
      head: { ...head, id: `outlet_${app.world.outletId}` },
      one: {
        __typename: 'OutletConnection',
        nodes: [{ __typename: 'Outlet', code: 'F1', level: 'FIRST_BRANCH' }],
      },
      two: { nodes: [{ code: 'F5', parent: head }] },
    });
  });

  await t.test('beside a report or the viewer, nouns answer the same', async (t) => {
    const NOUN =
      'page: outlets(first: 1, order: CODE) { n: nodes { c: code kids: children(first: 1, order: CODE) { edges { node { c: code } } } } }';
    const alone = await admin.query(`{ ${NOUN} }`);
    for (let round = 0; round < 3; round += 1) {
      const mixed = await admin.query(
        `{ me: viewer { who: code __typename } ${NOUN} ...More } fragment More on Query { outlet(code: "F1") { code } }`,
      );
      t.same(mixed, {
        me: { who: 'administrator', __typename: 'Viewer' },
        ...alone,
        outlet: { code: 'F1' },
      });
    }
  });

  await t.test('a date reaches down to every period below it', async (t) => {
    const AS_OF = `query ($day: Date, $code: String!) {
      grid(code: $code, asOf: $day) { assignments(first: 5) { nodes { person { code } } }
        past: assignments(first: 5, asOf: "2024-06-01") { nodes { person { code } } }
        all: assignments(first: 5, filter: { anyTime: true }) { totalCount } }
      grids(first: 1, asOf: $day, order: CODE) { nodes { assignments(first: 5) { nodes { person { code officer: appointments(first: 1) { totalCount } } } } } } }`;
    const code = '429005106201';
    const expected: [string | undefined, string[]][] = [
      ['2024-01-01', ['officer-1']],
      ['2024-12-31', ['officer-1']],
      ['2025-01-01', ['officer-2']],
      [CHANGED_ON, ['officer-3']],
      [undefined, ['officer-3']],
      ['2021-01-01', []],
    ];
    for (const [day, officers] of expected) {
      const { grid, grids } = await admin.query(AS_OF, { day, code });
      const served = (at: { assignments: { nodes: { person: Coded }[] } }) =>
        at.assignments.nodes.map(({ person }) => person.code);
      t.same(served(grid), officers, `one, ${day}`);
      t.same(served(grids.nodes[0]), officers, `a list, ${day}`);
      t.same(grid.past.nodes, [{ person: { code: 'officer-1' } }], 'unless it names its own');
      t.equal(grid.all.totalCount, 3);
    }
    const before = await admin.query(AS_OF, { day: '2019-12-31', code });
    t.equal(before.grid, null);
    t.same(before.grids.nodes, []);
  });

  await t.test('an id finds its row, whenever that held', async (t) => {
    const ALL = '{ assignments(first: 100, filter: { anyTime: true }) { nodes { id validFrom } } }';
    const { assignments } = await admin.query(ALL);
    t.equal(assignments.nodes.length, 3 * GRIDS);
    for (const row of assignments.nodes.slice(0, 6)) {
      const { node } = await admin.query(
        'query ($id: ID!) { node(id: $id) { id ... on Assignment { validFrom } } }',
        { id: row.id },
      );
      t.same(node, row);
      const rest = await admin.rest({ method: 'GET', url: `/v1/assignments/${row.id}` });
      t.equal(rest.body.validFrom, row.validFrom);
    }
  });
});
