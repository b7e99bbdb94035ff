import { test } from 'tap';
import { type TestApp, testApp } from '../../helpers/app.ts';

import { OBJECTION } from '../notices/noticed.ts';
import { VILLAGE } from '../staff/field.ts';
import { application, contract, enter, type Lending, openLending, readLoan } from './lending.ts';

const FARM = { product: 'FARM_PRODUCTION' };

/** An approved loan of a product that has to be hung out. */
async function approve(app: TestApp, lending: Lending, terms: object = {}): Promise<string> {
  const asked = { ...application(lending.customer), ...FARM, ...terms };
  const { loan } = await lending.zhang.command('loan.apply', asked);
  for (const kind of ['IDENTITY_CARD', 'CREDIT_REPORT_CONSENT']) {
    const sha256 = (kind === 'IDENTITY_CARD' ? 'a' : 'b').repeat(64);
    await lending.zhang.command('loan.receive-document', { id: loan, kind, sha256 });
  }
  for (const state of ['SUBMITTED', 'INVESTIGATED', 'REVIEWED', 'APPROVED'] as const) {
    await enter(app, lending, { loan, state, amount: '' });
  }
  return loan;
}

async function hangOut(app: TestApp, title: string): Promise<string> {
  const manager = app.as('grid.manager');
  await app.owner(
    `insert into area (id, code, parent_code, level, name, valid_from)
     values (gen_random_uuid(), $1, left($1, 9), 'VILLAGE', '公示村', '2020-01-01')`,
    [VILLAGE],
  );
  const drafted = { kind: 'LOAN', areaCode: VILLAGE, title };
  const { notice } = await manager.command('notice.draft', drafted);
  await manager.command('notice.open', { id: notice });
  return notice;
}

async function standing(app: TestApp, loan: string) {
  const { loanAllowedActions } = await app
    .as('auditor')
    .query('query ($id: ID!) { loanAllowedActions(loanId: $id) { notice } }', { id: loan });
  return loanAllowedActions.notice;
}

const entriesOf = async (app: TestApp, notice: string) =>
  (
    await app.as('grid.manager').query(
      `query ($id: ID!) { notice(id: $id) { entries(first: 9) { nodes {
         id status grade creditLine loan { id code } rating { id } } } } }`,
      { id: notice },
    )
  ).notice.entries.nodes;

test('a loan that has to be hung out is signed when its notice has stood', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await approve(app, lending);
  const other = await approve(app, lending, { amount: '6000.00' });
  t.equal(await standing(app, loan), 'WAITING');
  await t.rejects(contract(app, lending, loan), /loan.notice_not_stood/);
  const notice = await hangOut(app, '贷款公示第一期');
  const entries = await entriesOf(app, notice);
  const about = entries.map((entry: { loan: { id: string } }) => entry.loan.id);
  t.same(about.toSorted(), [loan, other].sort(), 'two loans of one household');
  for (const entry of entries) {
    t.match(
      entry,
      { status: 'OPEN', grade: null, creditLine: null, rating: null },
      'the name alone',
    );
  }
  const { notice: second } = await app
    .as('grid.manager')
    .command('notice.draft', { kind: 'LOAN', areaCode: VILLAGE, title: '第二期' });
  t.match(await app.as('grid.manager').refused('notice.open', { id: second }), {
    code: 'notice.nothing_to_list',
  });
  t.equal(await standing(app, loan), 'RUNNING');
  await t.rejects(contract(app, lending, loan), /loan.notice_not_stood/, 'people may still object');
  app.clock.set('2026-03-10T02:00:00Z');
  await app.as('administrator').command('notice.close-due', {});
  t.equal(await standing(app, loan), 'STOOD');
  await contractAgain(app, lending, loan);
  t.match((await readLoan(app, loan, 'status')).loan, { status: 'SIGNED' });
});

/** The cost was shown before; only the signature is missing. */
const contractAgain = (app: TestApp, { zhang }: Lending, loan: string) =>
  zhang.command('loan.sign', {
    id: loan,
    method: 'FACE_TO_FACE',
    signedAt: app.clock.now().toISOString(),
    evidenceSha256: 'a'.repeat(64),
  });

test('an objection is decided by nobody who lent, and upheld it stops the loan', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await approve(app, lending);
  const notice = await hangOut(app, '贷款公示');
  const [{ id }] = await entriesOf(app, notice);
  const { objection } = await app.as('grid.manager').command('notice.object', { id, ...OBJECTION });
  const decision = { id: objection, uphold: true };
  const why = { reason: '属实' };
  // The reviewer decides objections as a rule, and reviewed this loan.
  t.match(await app.as('loan.reviewer').refused('notice.decide', decision, why), {
    code: 'notice.separation_of_duties',
  });
  const { noticeAllowedActions } = await app.as('loan.reviewer').query(
    `query ($id: ID!) { noticeAllowedActions(noticeEntryId: $id) {
       allowedActions { action reason { code } } } }`,
    { id },
  );
  t.match(noticeAllowedActions.allowedActions[1], {
    action: 'notice.decide',
    reason: { code: 'notice.separation_of_duties' },
  });
  await app.owner(
    `update loan set reviewer_id = (select id from person where code = 'auditor'
       and institution_id = loan.institution_id)`,
  );
  await app.as('loan.reviewer').command('notice.decide', decision, why);
  t.equal(await standing(app, loan), 'STRUCK');
  await app.as('loan.approver').command('loan.return', { id: loan }, { reason: '公示异议成立' });
  t.equal(await standing(app, loan), 'NOT_REQUIRED', 'nothing is approved any more');
});
