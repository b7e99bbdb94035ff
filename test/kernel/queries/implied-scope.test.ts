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

const checks = (source: string, column: string): number =>
  statementOf(source).split(`"${column}" >=`).length - 1;

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
