import { test } from 'tap';
import { startSequencer } from '../../../src/kernel/journal/sequence-loop.ts';
import { testApp } from '../../helpers/app.ts';
import { bring, openLending } from '../loans/lending.ts';

const silent = { info() {}, warn() {}, error() {} };

test('who sees an object reads its history, page by page', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang, customer } = lending;
  const loan = await bring(app, lending, { to: 'INVESTIGATED' });
  const sequencer = startSequencer({ url: app.sequencerUrl, periodMs: 60_000, log: silent });
  t.teardown(() => sequencer.stop());
  await sequencer.tick();
  const page = async (before: number | null) =>
    (
      await zhang.query(
        `query ($id: ID!, $before: Int) { journalHistory(loanId: $id, first: 3, before: $before) {
           next entries { position act occurredAt version actor { code name } } } }`,
        { id: loan, before },
      )
    ).journalHistory;
  const first = await page(null);
  const second = await page(first.next);
  t.same(
    [...first.entries, ...second.entries].map((entry) => [
      entry.act,
      entry.actor.code,
      entry.version,
    ]),
    [
      ['loan.investigated', 'li', 4],
      ['loan.investigated', 'zhang', 3],
      ['loan.submitted', 'zhang', 2],
      ['loan.applied', 'zhang', 1],
    ],
  );
  t.equal(second.next, null);
  const { customer: found } = await zhang.query(
    `query ($id: ID!) { customer(id: $id) { history { act } grid { history { act } }
       loans(first: 5) { nodes { id status history { act } } } } }`,
    { id: customer },
  );
  t.equal(found.history.length, 6, 'its registration, its profile and the four of the loan');
  t.equal(found.history.at(-1).act, 'customer.registered');
  t.same(found.loans.nodes[0].id, loan);
  t.equal(found.loans.nodes[0].history.length, 4);
  t.ok(found.grid.history.some((entry: { act: string }) => entry.act === 'assignment.begun'));

  await app.owner(`update role set permissions = array_remove(permissions, 'loan.read')`);
  const { customer: seen } = await zhang.query(
    `query ($id: ID!) { customer(id: $id) { history { act } } }`,
    { id: customer },
  );
  const acts = seen.history.map(({ act }: { act: string }) => act);
  t.ok(acts.includes('customer.registered'));
  t.notOk(
    acts.some((act: string) => act.startsWith('loan.')),
    'no loans for who reads none',
  );
  const { journalHistory } = await zhang.query(
    `query ($id: ID!) { journalHistory(customerId: $id, first: 50) { entries { act } } }`,
    { id: customer },
  );
  t.same(
    journalHistory.entries.map(({ act }: { act: string }) => act),
    acts,
  );
});

test('a history is refused for what the caller does not see', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'DRAFT' });
  const ask = (who: string, args: string) =>
    app.as(who).graphql(`{ journalHistory(${args}) { entries { act } } }`);
  const cases = [
    ['zhang', 'first: 5', 'journal.one_object'],
    ['zhang', `loanId: "${loan}", customerId: "${lending.customer}"`, 'journal.one_object'],
    ['grid.officer', `loanId: "${loan}"`, 'object.not_found'],
    ['other.administrator', `loanId: "${loan}"`, 'object.not_found'],
    ['core.banking', `loanId: "${loan}"`, 'auth.forbidden'],
    ['zhang', `loanId: "${loan}", first: 101`, 'input.invalid'],
    ['zhang', `loanId: "${lending.customer}"`, 'input.invalid'],
  ] as const;
  for (const [who, args, code] of cases) {
    const { errors } = await ask(who, args);
    t.match(errors?.[0].extensions, { code }, `${who} ${args}`);
  }
});
