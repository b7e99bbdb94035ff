import { test } from 'tap';
import { startSequencer } from '../../src/kernel/journal/sequence-loop.ts';
import { testApp } from '../helpers/app.ts';
import { bring, openLending } from '../modules/loans/lending.ts';

/** What a caller without a noun's permission must not learn of it, by whichever part of a page. */
test('every part of a page asks for the permission of its noun', async (t) => {
  const app = await testApp(t);
  await openLending(app);
  const parts = ['totalCount', 'edges { cursor }', 'pageInfo { hasNextPage endCursor }'];
  for (const part of parts) {
    for (const list of ['customers', 'loans', 'people', 'approvalRequests']) {
      const { data, errors } = await app
        .as('government.platform')
        .graphql(`{ ${list}(first: 5) { ${part} } }`);
      t.match(errors?.[0].extensions, { code: 'auth.forbidden' }, `${list} ${part}`);
      t.notOk(data, 'and nothing of it is told');
    }
  }
  const nested = await app
    .as('core.banking')
    .graphql('{ customers(first: 5) { nodes { ratings(first: 1) { totalCount } } } }');
  t.match(nested.errors?.[0].extensions, { code: 'auth.forbidden' }, 'within another noun too');
});

test('who may not see customers is told no small number of them', async (t) => {
  const app = await testApp(t);
  await openLending(app);
  const perGrid = await app
    .as('government.platform')
    .graphql('{ customerPerGrid(level: SMALL, first: 5) { grids { code households } } }');
  t.match(perGrid.errors?.[0].extensions, { code: 'auth.forbidden' });
});

test('a history is read with its own permission, wherever it stands', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'DRAFT' });
  const log = { info() {}, warn() {}, error() {} };
  const sequencer = startSequencer({ url: app.sequencerUrl, periodMs: 60_000, log });
  t.teardown(() => sequencer.stop());
  await sequencer.tick();
  const read = async (who: string) => {
    const { loans } = await app.as(who).query('{ loans(first: 1) { nodes { history { act } } } }');
    const { body } = await app.as(who).rest({ method: 'GET', url: `/v1/loans/${loan}` });
    return [loans.nodes[0].history, body.history];
  };
  for (const history of await read('auditor')) t.ok(history.length > 0);
  t.same(await read('core.banking'), [[], []], 'without it there is none');
});
