import { test } from 'tap';
import { prepareDocument } from '../../../src/kernel/graphql/documents.ts';
import { planOf } from '../../../src/kernel/queries/plan.ts';
import { collectFields } from '../../../src/kernel/queries/selection.ts';
import { createProgram } from '../../../src/program.ts';

const { model } = createProgram();

/** The statement of a one-field document for somebody with one territory. */
function statementOf(source: string): string {
  const { operation } = prepareDocument({ model, introspection: false }, source, {
    trusted: false,
  });
  const scope = { fragments: operation.fragments, variables: {} };
  const sets = [operation.definition.selectionSet];
  const [first] = collectFields(sets, new Set(['Query']), scope);
  const [key, nodes] = first ?? ['', []];
  return planOf(model, operation, { key, nodes, variables: {}, scopeShape: 'one' }).text;
}

/** Ranges, which indexes serve, and tests row by row. */
const checks = (source: string, column: string): number => {
  const ranges = new RegExp(`"${column}" >=|left\\("\\w+"\\."${column}"`, 'g');
  return statementOf(source).match(ranges)?.length ?? 0;
};

test('a territory is checked once for each thing it decides', async (t) => {
  const cases: [string, string, string, number][] = [
    ['rows of their own root', 'territory_code', '{ loans(first: 1) { nodes { code } } }', 1],
    [
      'rows as visible as their owner',
      'territory_code',
      '{ customer(code: "C") { loans(first: 1) { nodes { code } } currentRating { grade } } }',
      1,
    ],
    [
      'rows two steps below',
      'territory_code',
      '{ customer(code: "C") { loans(first: 1) { nodes { steps(first: 1) { nodes { action } } } } } }',
      1,
    ],
    [
      'what the owner is visible by',
      'territory_code',
      '{ loans(first: 1) { nodes { customer { code } } } }',
      1,
    ],
    [
      'an object that other rows of the owner lead to',
      'territory_code',
      '{ customer(code: "C") { mergedInto { code } } }',
      2,
    ],
    [
      'rows reached by another way than their visibility',
      'code',
      '{ officer(id: "officer_x") { assignments(first: 1) { nodes { role } } } }',
      1,
    ],
    [
      'the grid of a customer, which has a territory of its own',
      'code',
      '{ customers(first: 1) { nodes { grid { name } } } }',
      1,
    ],
  ];
  for (const [what, column, source, expected] of cases) {
    t.equal(checks(source, column), expected, what);
  }
});

test('a territory leads to the rows of a list, and only tests those a key leads to', (t) => {
  const listed = statementOf('{ customers(first: 1) { nodes { grid { name } } } }');
  t.match(listed, /"territory_code" >= \$\d+ and "t1"."territory_code" < \$\d+/);
  t.match(listed, /left\("t2"."code", char_length\(\$\d+::text\)\) = \$\d+::text/);
  const reached = statementOf('{ grid(code: "G") { customers(first: 1) { nodes { code } } } }');
  t.notMatch(reached, /" >= \$\d+ and/);
  t.equal(reached.match(/left\(/g)?.length, 2);
  const narrowed = statementOf(
    '{ customers(first: 1, filter: { grid: "grid_x" }) { nodes { code } } }',
  );
  t.notMatch(narrowed, /" >= \$\d+ and/);
  t.match(narrowed, /left\("t1"."territory_code"/);
  t.end();
});
