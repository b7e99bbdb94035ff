import { test } from 'tap';
import { type TestApp, testApp } from '../../helpers/app.ts';
import {
  bring,
  EVIDENCE,
  FINDINGS,
  type Lending,
  openLending,
  readLoan,
  SEEN,
  TERMS,
} from './lending.ts';

/** Each command with someone who holds its permission, and the states it may be given in. */
const COMMANDS = [
  { name: 'loan.revise', by: 'zhang', input: TERMS, from: ['DRAFT', 'RETURNED'] },
  { name: 'loan.submit', by: 'zhang', input: {}, from: ['DRAFT', 'RETURNED'] },
  { name: 'loan.investigate', by: 'zhang', input: FINDINGS, from: ['SUBMITTED'] },
  { name: 'loan.review', by: 'loan.reviewer', input: { opinion: '可' }, from: ['INVESTIGATED'] },
  { name: 'loan.approve', by: 'loan.approver', input: { opinion: '可' }, from: ['REVIEWED'] },
  {
    name: 'loan.return',
    by: 'loan.approver',
    input: {},
    reason: '补充资料',
    from: ['SUBMITTED', 'INVESTIGATED', 'REVIEWED', 'APPROVED'],
  },
  {
    name: 'loan.reject',
    by: 'loan.approver',
    input: {},
    reason: '用途不实',
    from: ['SUBMITTED', 'INVESTIGATED', 'REVIEWED', 'APPROVED'],
  },
  {
    name: 'loan.withdraw',
    by: 'zhang',
    input: {},
    reason: '客户放弃',
    from: ['DRAFT', 'RETURNED', 'SUBMITTED', 'INVESTIGATED', 'REVIEWED', 'APPROVED', 'SIGNED'],
  },
  {
    name: 'loan.vote',
    by: 'loan.approver',
    input: { choice: 'FOR', opinion: '同意' },
    from: ['REVIEWED'],
  },
  { name: 'loan.disclose-cost', by: 'zhang', input: { channel: 'ON_SITE' }, from: ['APPROVED'] },
  {
    name: 'loan.confirm-cost',
    by: 'zhang',
    input: { evidenceSha256: EVIDENCE },
    from: ['APPROVED'],
  },
  {
    name: 'loan.sign',
    by: 'zhang',
    input: {
      method: 'VIDEO',
      signedAt: '2026-03-02T10:00:00+08:00',
      evidenceSha256: EVIDENCE,
    },
    from: ['APPROVED'],
  },
  { name: 'loan.draw', by: 'zhang', input: {}, from: ['SIGNED', 'ACTIVE'] },
  { name: 'loan.check', by: 'loan.disburser', input: SEEN, from: ['SIGNED', 'ACTIVE'] },
  {
    name: 'loan.cancel-drawing',
    by: 'zhang',
    input: {},
    reason: '客户放弃',
    from: ['SIGNED', 'ACTIVE'],
  },
  { name: 'loan.instruct', by: 'loan.disburser', input: {}, from: ['SIGNED', 'ACTIVE'] },
  {
    name: 'loan.confirm',
    by: 'core.banking',
    input: {
      instruction: 'NONE',
      outcome: 'CONFIRMED',
      reference: 'NONE',
      amount: TERMS.amount,
      occurredOn: '2026-03-02',
    },
    from: ['DISBURSING', 'ACTIVE'],
  },
  {
    name: 'loan.repay',
    by: 'core.banking',
    input: { reference: 'NONE', amount: '1.00', paidOn: '2026-03-02' },
    from: ['DISBURSING', 'ACTIVE'],
  },
  { name: 'loan.settle', by: 'loan.disburser', input: {}, from: ['ACTIVE'] },
  { name: 'loan.classify', by: 'loan.reviewer', input: {}, from: ['ACTIVE'] },
] as const;

/** Ends a loan in a state off the common way. */
async function end(app: TestApp, lending: Lending, state: string): Promise<string> {
  const { zhang } = lending;
  if (state === 'SETTLED') {
    const loan = await bring(app, lending, { to: 'ACTIVE' });
    const { outstandingTotal: amount } = (await readLoan(app, loan, 'outstandingTotal')).loan;
    const fact = { id: loan, reference: `R-${loan}`, amount, paidOn: '2026-03-02' };
    await app.as('core.banking').command('loan.repay', fact);
    await app.as('loan.disburser').command('loan.settle', { id: loan });
    return loan;
  }
  if (state === 'WITHDRAWN') {
    const loan = await bring(app, lending, { to: 'DRAFT' });
    await zhang.command('loan.withdraw', { id: loan }, { reason: '客户放弃' });
    return loan;
  }
  const loan = await bring(app, lending, { to: 'INVESTIGATED' });
  const act = state === 'RETURNED' ? 'loan.return' : 'loan.reject';
  await app.as('loan.reviewer').command(act, { id: loan }, { reason: '资料不全' });
  return loan;
}

const WAY = [
  'DRAFT',
  'SUBMITTED',
  'INVESTIGATED',
  'REVIEWED',
  'APPROVED',
  'SIGNED',
  'DISBURSING',
  'ACTIVE',
];
const ENDS = ['RETURNED', 'REJECTED', 'WITHDRAWN', 'SETTLED'];

test('every step out of its turn is refused with the reason and changes nothing', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  for (const state of [...WAY, ...ENDS]) {
    const loan = ENDS.includes(state)
      ? await end(app, lending, state)
      : await bring(app, lending, { to: state as 'DRAFT' });
    const before = (await readLoan(app, loan, 'status version')).loan;
    t.equal(before.status, state);
    for (const { name, by, input, from, ...given } of COMMANDS) {
      if ((from as readonly string[]).includes(state)) continue;
      const refusal = await app.as(by).refused(name, { id: loan, ...input }, given);
      const expected = { code: 'loan.illegal_transition', status: 409 };
      t.match(refusal, expected, `${name} in ${state}`);
    }
    t.same((await readLoan(app, loan, 'status version')).loan, before, `${state} untouched`);
    if (state !== 'SETTLED') await release(app, loan);
  }
});

/** Lets go of the line, so that the next loan of the test fits in it. */
const release = (app: TestApp, loan: string) =>
  app.owner(
    `update loan set amount_fen = 1, outstanding_principal_fen = 0, outstanding_total_fen = 0
     where id = $1`,
    [loan.slice(loan.indexOf('_') + 1)],
  );

test('what the server says may be done is what it lets be done', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'REVIEWED' });
  const ask = async (code: string) => {
    const { loanAllowedActions: answer } = await app.as(code).query(
      `query ($id: ID!) { loanAllowedActions(loanId: $id) {
         loan { status } allowedActions { action allowed reason { code zh } } } }`,
      { id: loan },
    );
    t.equal(answer.loan.status, 'REVIEWED');
    return Object.fromEntries(
      answer.allowedActions.map((each: Allowed) => [
        each.action,
        each.allowed || each.reason?.code,
      ]),
    );
  };
  t.match(await ask('loan.approver'), {
    'loan.approve': true,
    'loan.return': true,
    'loan.reject': true,
    'loan.withdraw': 'loan.permission_required',
    'loan.review': 'loan.illegal_transition',
  });
  t.match(await ask('loan.reviewer'), {
    'loan.approve': 'loan.permission_required',
    'loan.return': 'loan.permission_required',
  });
  t.match(await ask('zhang'), {
    'loan.withdraw': true,
    'loan.return': 'loan.permission_required',
    'loan.submit': 'loan.illegal_transition',
  });
  t.match(await ask('grid.manager'), { 'loan.approve': true });
  const back = await app.as('loan.reviewer').refused('loan.return', { id: loan }, { reason: '退' });
  t.match(back, { code: 'loan.permission_required', status: 403 });
  const stranger = await app
    .as('other.administrator')
    .graphql(
      'query ($id: ID!) { loanAllowedActions(loanId: $id) { loan { id } } loan(id: $id) { id } }',
      { id: loan },
    );
  t.match(stranger.errors[0].extensions, { code: 'object.not_found' });
  const { body } = await app.as('zhang').rest({
    method: 'GET',
    url: `/v1/loans/allowed-actions?loanId=${loan}`,
  });
  t.equal(body.loan, loan);
});

type Allowed = { action: string; allowed: boolean; reason: { code: string } | null };

test('sent back, an application is completed and signed anew', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang, li } = lending;
  const loan = await bring(app, lending, { to: 'REVIEWED' });
  await app.as('loan.approver').command('loan.return', { id: loan }, { reason: '补充收入证明' });
  t.match((await readLoan(app, loan, FIELDS)).loan, {
    status: 'RETURNED',
    round: 2,
    firstInvestigator: null,
    secondInvestigator: null,
    reviewer: null,
  });
  await zhang.command('loan.revise', { id: loan, ...TERMS, amount: '9000.00' });
  await zhang.command('loan.submit', { id: loan });
  const early = await app.as('loan.reviewer').refused('loan.review', { id: loan, opinion: '可' });
  t.equal(early.code, 'loan.illegal_transition');
  await li.command('loan.investigate', { id: loan, ...FINDINGS });
  await zhang.command('loan.investigate', { id: loan, ...FINDINGS });
  const after = (await readLoan(app, loan, FIELDS)).loan;
  t.match(after, {
    status: 'INVESTIGATED',
    amount: '9000.00',
    firstInvestigator: { code: 'li' },
    secondInvestigator: { code: 'zhang' },
    investigations: { nodes: [{ round: 1 }, { round: 1 }, { round: 2 }, { round: 2 }] },
  });
});

const FIELDS = `status round amount firstInvestigator { code } secondInvestigator { code }
  reviewer { code } investigations(first: 10) { nodes { round seat } }`;
