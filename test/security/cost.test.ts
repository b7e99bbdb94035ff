import { test } from 'tap';
import { testApp } from '../helpers/app.ts';

const PAGES = `customers(first: 100) { nodes { loans(first: 100) { nodes {
  steps(first: 100) { nodes { id } } } } } }`;

test('no way of writing a document makes it cheap', async (t) => {
  const app = await testApp(t);
  const auditor = app.as('auditor');
  const id = 'grid_00000000-0000-7000-8000-000000000000';
  const dear = [
    `query { node(id: "${id}") { ... on Grid { ${PAGES} } } }`,
    `query { node(id: "${id}") { ...inside } } fragment inside on Grid { ${PAGES} }`,
    `query { customerPerGrid(level: SMALL, first: 500) {
       grids { grid { customers(first: 100) { nodes { id } } } } } }`,
  ];
  for (const query of dear) {
    const { errors } = await auditor.graphql(query);
    t.match(errors?.[0].extensions, { code: 'query.too_expensive' }, query);
  }
  const { extensions } = await auditor.graphql(
    '{ grids(first: 90) { nodes { customers(first: 100) { edges { cursor } } } } }',
  );
  t.ok(extensions.cost.requested > 9_000, 'a page without rows reads them all the same');
  const { errors } = await auditor.graphql(`query { node(id: "${id}") { id } }`);
  t.notOk(errors);
});
