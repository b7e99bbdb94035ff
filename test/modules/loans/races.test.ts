import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { board, seat, setMatrix } from '../credit-authority/board.ts';
import {
  bring,
  confirmation,
  drawAndCheck,
  FINDINGS,
  keyOf,
  openLending,
  readLoan,
} from './lending.ts';

type Line = { status: number; code?: string };
type Race = { who: string; command: string; input: object; reason?: string };

/** Sends everything at once; each answer's line. */
const race = (app: TestApp, racers: readonly Race[]): Promise<Line[]> =>
  Promise.all(
    racers.map(async ({ who, ...line }) => {
      const lines = [{ ...line, idempotencyKey: newId() }];
      const { body } = await app
        .as(who)
        .rest({ method: 'POST', url: '/v1/batch', payload: { lines } });
      return body.lines[0];
    }),
  );

const repeated = <T>(times: number, one: T): T[] => Array.from({ length: times }, () => one);

const countSteps = async (app: TestApp, loan: string, action: string): Promise<unknown> =>
  (
    await app.owner('select count(*)::int as n from loan_step where loan_id = $1 and action = $2', [
      keyOf(loan),
      action,
    ])
  )[0]?.n;

test('two approvers at once: one approval', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'REVIEWED' });
  const input = { id: loan, opinion: '可' };
  const answers = await race(app, [
    { who: 'loan.approver', command: 'loan.approve', input },
    { who: 'grid.manager', command: 'loan.approve', input },
  ]);
  t.same(answers.map((line) => line.code ?? line.status).sort(), [200, 'loan.illegal_transition']);
  t.equal(await countSteps(app, loan, 'APPROVE'), 1);
});

test('a committee at once: as many votes as carry it, and one a member', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const members = ['m1', 'm2', 'm3', 'm4', 'm5'];
  for (const code of members) await seat(app, { code, role: 'MEMBER' });
  await seat(app, { code: 'chair', role: 'CHAIR' });
  const levels = [board({ vetoRoles: [] })];
  await setMatrix(app, { code: 'M1', rules: [{ code: 'ALL', levels }] });
  const vote = (loan: string, choice: string) => (who: string) => ({
    who,
    command: 'loan.vote',
    input: { id: loan, choice, opinion: '可' },
  });
  const loan = await bring(app, lending, { to: 'REVIEWED' });
  const twice = [...members, ...members].map(vote(loan, 'FOR'));
  const answers = await race(app, twice);
  t.equal(answers.filter(({ status }) => status === 200).length, 4, 'the quorum, and no more');
  const refusals = new Set(answers.flatMap(({ code }) => code ?? []));
  t.ok(
    [...refusals].every((code) => REFUSED_VOTES.includes(code)),
    [...refusals].join(),
  );
  t.match((await readLoan(app, loan, 'status')).loan, { status: 'APPROVED' });
  const other = await bring(app, lending, { to: 'REVIEWED', terms: { amount: '1000.00' } });
  const split = [
    ...members.slice(0, 2).map(vote(other, 'FOR')),
    ...members.slice(2).map(vote(other, 'AGAINST')),
  ];
  await race(app, split);
  t.match((await readLoan(app, other, 'status')).loan, { status: 'REJECTED' });
  const [tally] = await app.owner(
    `select count(*)::int as votes, count(distinct person_id)::int as people from loan_vote
     where loan_id = $1`,
    [keyOf(loan)],
  );
  t.same(tally, { votes: 4, people: 4 });
});

/** What a vote that comes too late, or twice, is told. */
const REFUSED_VOTES = ['loan.illegal_transition', 'loan.voted_already'];

test('both investigators at once: two signatures, one state', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'SUBMITTED' });
  const sign = { command: 'loan.investigate', input: { id: loan, ...FINDINGS } };
  const racers = ['zhang', 'li', 'zhang', 'li'].map((who) => ({ who, ...sign }));
  const answers = await race(app, racers);
  t.same(answers.filter((line) => line.status === 200).length, 2);
  const fields = 'status firstInvestigator { code } secondInvestigator { code }';
  const { loan: found } = await readLoan(app, loan, fields);
  t.equal(found.status, 'INVESTIGATED');
  const codes = [found.firstInvestigator.code, found.secondInvestigator.code];
  t.same(codes.sort(), ['li', 'zhang']);
});

test('a repayment and a confirmation sent ten times at once take effect once', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'DISBURSING' });
  const who = 'core.banking';
  const answer = await confirmation(app, loan);
  const confirmed = await race(app, repeated(10, { who, command: 'loan.confirm', input: answer }));
  t.ok(confirmed.every((line) => line.status === 200));
  t.equal(await countSteps(app, loan, 'CONFIRM'), 1);
  const input = { id: loan, reference: 'R-1', amount: '1000.00', paidOn: '2026-03-02' };
  const paid = await race(app, repeated(10, { who, command: 'loan.repay', input }));
  t.ok(paid.every((line) => line.status === 200));
  const facts = await app.owner(
    'select kind, count(*)::int as n from loan_fact where loan_id = $1 group by kind order by kind',
    [keyOf(loan)],
  );
  t.same(facts, [
    { kind: 'DISBURSED', n: 1 },
    { kind: 'REPAID', n: 1 },
  ]);
});

test('one reference for two loans at once is taken by one', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const one = await bring(app, lending, { to: 'ACTIVE' });
  const two = await bring(app, lending, { to: 'ACTIVE' });
  const racers = [one, two].map((id) => ({
    who: 'core.banking',
    command: 'loan.repay',
    input: { id, reference: 'R-1', amount: '1000.00', paidOn: '2026-03-02' },
  }));
  const answers = await race(app, racers);
  t.same(answers.map((line) => line.code ?? line.status).sort(), [200, 'loan.reference_conflict']);
});

test('disburse against turning down: the drawing goes one way', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  for (let round = 0; round < 4; round += 1) {
    const terms = { amount: '1000.00' };
    const loan = await bring(app, lending, { to: 'SIGNED', terms });
    await drawAndCheck(app, lending, { loan });
    const why = { reason: '客户放弃' };
    const racers = [
      { who: 'loan.disburser', command: 'loan.instruct', input: { id: loan } },
      { who: 'zhang', command: 'loan.cancel-drawing', input: { id: loan }, ...why },
      { who: 'zhang', command: 'loan.withdraw', input: { id: loan }, ...why },
    ];
    const sent = await race(app, round % 2 ? racers : racers.toReversed());
    const answers = round % 2 ? sent : sent.toReversed();
    const { status } = (await readLoan(app, loan, 'status')).loan;
    const done = answers.map((line) => line.status === 200);
    const ways = {
      DISBURSING: [true, false, false],
      SIGNED: [false, true, false],
      WITHDRAWN: [false, true, true],
    };
    t.same(done, ways[status as keyof typeof ways], status);
    const taken = ['INSTRUCT', 'CANCEL_DRAWING', 'WITHDRAW'];
    const counts = await Promise.all(taken.map((action) => countSteps(app, loan, action)));
    t.same(counts, done.map(Number));
  }
});

test('settling against the last repayment taken back: closed or owed, never both', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const who = 'core.banking';
  for (let round = 0; round < 4; round += 1) {
    const loan = await bring(app, lending, { to: 'ACTIVE', terms: { amount: '1000.00' } });
    const owed = async () => (await readLoan(app, loan, 'status outstandingTotal')).loan;
    const { outstandingTotal: amount } = await owed();
    const paid = { id: loan, reference: `R-${loan}`.slice(0, 64), amount, paidOn: '2026-03-02' };
    await app.as(who).command('loan.repay', paid);
    const { loan: found } = await readLoan(app, loan, 'facts(first: 9) { nodes { id kind } }');
    const isRepayment = ({ kind }: { kind: string }) => kind === 'REPAID';
    const factId = found.facts.nodes.find(isRepayment).id;
    const wrong = { factId, reference: `V-${round}`, occurredOn: '2026-03-02' };
    const settle = { who, command: 'loan.settle', input: { id: loan } };
    const input = { id: loan, ...wrong };
    const takeBack = { who, command: 'loan.reverse-fact', input, reason: '误报' };
    const racers = round % 2 ? [settle, takeBack] : [takeBack, settle];
    const codes = (await race(app, racers)).map((line) => line.code ?? line.status).sort();
    const { status, outstandingTotal } = await owed();
    const isSettled = status === 'SETTLED';
    t.same(codes, [200, isSettled ? 'loan.reopen_first' : 'loan.balance_outstanding']);
    t.equal(outstandingTotal, isSettled ? '0.00' : amount);
  }
});
