import { test } from 'tap';
import { sampleHouseholdScorecard } from '../../../src/modules/ratings/sample-scorecards.ts';
import { testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';
import { agreeToRating } from '../privacy/agreements.ts';
import { answer, registerAnswered } from '../profiles/answered.ts';
import { GIVEN } from '../ratings/ratable.ts';
import { HEAD, openTerritory, point } from './households.ts';

const SEEN = `{ customers(first: 10) { totalCount nodes { id } }
  ratings(first: 10) { nodes { id customer { id } } } }`;

test('an officer sees, files and rates the households of the grids assigned, and no others', async (t) => {
  const app = await testApp(t);
  const { west, east } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const officer = app.as('grid.officer');
  await app
    .as('administrator')
    .command('scorecard.publish', { content: sampleHouseholdScorecard, validFrom: '2026-03-02' });
  const household = { kind: 'HOUSEHOLD', name: '户主' };
  const theirs = await registerAnswered(manager, {
    ...household,
    gridId: east.id,
    idNumber: HEAD,
  });
  await agreeToRating(app, theirs);
  const rated = await manager.command('rating.rate', { id: theirs, inputs: GIVEN });
  t.same((await officer.query(SEEN)).customers, { totalCount: 0, nodes: [] }, 'no grid, nobody');

  const personId = `person_${app.world.people['grid.officer']}`;
  await manager.command('staff.enlist', { personId, kind: 'FULL_TIME' });
  await manager.command('staff.assign', { gridId: west.id, personId, role: 'PRIMARY' });
  const { customer: own } = await officer.command('customer.register', {
    ...household,
    gridId: west.id,
  });
  await answer(officer, own);
  await agreeToRating(app, own);
  const { rating } = await officer.command('rating.rate', { id: own, inputs: GIVEN });
  t.same(await officer.query(SEEN), {
    customers: { totalCount: 1, nodes: [{ id: own }] },
    ratings: { nodes: [{ id: rating, customer: { id: own } }] },
  });
  t.equal((await manager.query(SEEN)).customers.totalCount, 2);

  const one = `query ($c: ID!, $r: ID!) { customer(id: $c) { id } rating(id: $r) { id }
    node(id: $c) { id } }`;
  t.same(await officer.query(one, { c: theirs, r: rated.rating }), {
    customer: null,
    rating: null,
    node: null,
  });
  const refused = (name: string, input: Record<string, unknown>) =>
    codeOf(officer, name, input, { reason: '核实' });
  const missing = 'object.not_found';
  t.equal(await refused('customer.register', { ...household, gridId: east.id }), missing);
  t.equal(
    await refused('customer.register', { ...household, ...point(7, 1) }),
    'customer.place_required',
    'a point outside the territory finds no grid of it',
  );
  t.equal(await refused('customer.revise', { id: theirs, mobile: '13800000000' }), missing);
  t.equal(await refused('customer.move', { id: own, gridId: east.id }), 'auth.forbidden');
  t.equal(
    await refused('customer.reveal', { id: theirs, fields: ['NAME'], purpose: 'FILE_KEEPING' }),
    missing,
  );
  t.equal(await refused('profile.answer', { id: theirs, answers: { PEOPLE: 1 } }), missing);
  t.equal(await refused('rating.rate', { id: theirs, inputs: GIVEN }), missing);
  t.equal(
    await refused('customer.register', { ...household, gridId: west.id, idNumber: HEAD }),
    'customer.id_number_taken',
    'that somebody is on file elsewhere is told; who and where is not',
  );
  const report = await officer.graphql(
    'query ($id: ID!) { profileCompleteness(customerId: $id) { percent } }',
    {
      id: theirs,
    },
  );
  t.equal(report.errors[0].extensions.code, missing);
});
