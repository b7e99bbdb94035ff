import { test } from 'tap';
import { type TestApp, testApp } from '../../helpers/app.ts';
import {
  ANSWERS,
  application,
  askErasure,
  bring,
  enter,
  FINDINGS,
  FORM_FINDINGS,
  type Lending,
  openLending,
  readLoan,
  registerHousehold,
} from './lending.ts';

const FARM = { product: 'FARM_PRODUCTION' };

async function submitFarm({ zhang, customer, grid }: Lending, guarantee?: string) {
  const { loan } = await zhang.command('loan.apply', { ...application(customer), ...FARM });
  if (guarantee) {
    const guarantorId = await registerHousehold(zhang, grid);
    const offered = { id: loan, kind: guarantee, amount: '1000.00', guarantorId };
    await zhang.command('loan.offer-guarantee', offered);
  }
  const papers = ['IDENTITY_CARD', 'CREDIT_REPORT_CONSENT', 'GUARANTOR_STATEMENT'];
  for (const [index, kind] of papers.entries()) {
    const sha256 = String(index).repeat(64);
    await zhang.command('loan.receive-document', { id: loan, kind, sha256 });
  }
  await zhang.command('loan.submit', { id: loan });
  return loan;
}

const FIELDS = `investigations(first: 9) { nodes {
  id seat findings sealedItems identityChecked repaymentSource form { code edition } } }`;

const signed = async (app: TestApp, loan: string) =>
  (await readLoan(app, loan, FIELDS)).loan.investigations.nodes;

test('findings answer the form of the product and stay with its edition', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang } = lending;
  const loan = await submitFarm(lending);
  await enter(app, lending, { loan, state: 'INVESTIGATED', amount: '' });
  const [first, second] = await signed(app, loan);
  const { SOURCE_NOTE, DEBT_ROWS: _, ...open } = ANSWERS;
  const shown = { ...open, DEBT_ROWS: [{ AMOUNT: '20000.00' }] };
  t.same(first.findings, { ...shown, YEARLY_NET: '30999.50', NET_WORTH: '160000.00' });
  t.match(first, {
    sealedItems: ['DEBT_ROWS', 'SOURCE_NOTE'],
    identityChecked: null,
    repaymentSource: null,
    form: { code: 'FARM_PRODUCTION', edition: 1 },
  });
  t.same(second.findings, first.findings);
  const [sealed] = await app.owner<{ cipher: Buffer }>(
    'select sealed_cipher as cipher from loan_investigation where seat = 1',
  );
  t.notOk(sealed?.cipher.includes(SOURCE_NOTE));
  const journal = await app.owner<{ entry: string }>(
    `select convert_from(leaf, 'UTF8') as entry from journal_entry`,
  );
  t.equal(journal.filter(({ entry }) => entry.includes('loan.investigated')).length, 2);
  t.notOk(
    journal.some(({ entry }) => /水稻销售|王五|52000|YEARLY/.test(entry)),
    'never in leaves',
  );

  const asked = { id: loan, investigationId: first.id, purpose: 'LOAN_HANDLING' };
  const reason = { reason: '审查贷款' };
  const read = await app.as('loan.reviewer').command('loan.reveal-findings', asked, reason);
  t.match(read.findings, ANSWERS);
  t.match(await app.as('auditor').refused('loan.reveal-findings', asked, reason), { status: 403 });
  const other = await bring(app, lending, { to: 'INVESTIGATED', terms: { amount: '3000.00' } });
  t.match(await zhang.refused('loan.reveal-findings', { ...asked, id: other }, reason), {
    code: 'object.not_found',
    path: ['investigationId'],
  });
  const [byList] = await signed(app, other);
  t.match(byList, { findings: null, form: null, identityChecked: true, sealedItems: [] });
  const list = { ...asked, id: other, investigationId: byList.id };
  t.match(await zhang.refused('loan.reveal-findings', list, reason), {
    code: 'loan.findings_by_list',
  });
});

const without = (code: keyof typeof ANSWERS) =>
  Object.fromEntries(Object.entries(ANSWERS).filter(([each]) => each !== code));

const INVALID = 'loan.findings_invalid';
const CASES = [
  [without('CONDUCT'), INVALID, ['CONDUCT'], 'REQUIRED'],
  [{ ...ANSWERS, CONDUCT: null }, INVALID, ['CONDUCT'], 'REQUIRED'],
  [{ ...ANSWERS, SHOE_SIZE: '43' }, INVALID, ['SHOE_SIZE'], 'UNKNOWN'],
  [{ ...ANSWERS, CONDUCT: 'SPLENDID' }, INVALID, ['CONDUCT'], 'NOT_AN_OPTION'],
  [{ ...ANSWERS, YEARLY_INCOME: 52000 }, INVALID, ['YEARLY_INCOME'], 'WRONG_TYPE'],
  [{ ...ANSWERS, YEARLY_INCOME: '-1.00' }, INVALID, ['YEARLY_INCOME'], 'OUT_OF_RANGE'],
  [{ ...ANSWERS, YEARLY_NET: '1.00' }, INVALID, ['YEARLY_NET'], 'NOT_ANSWERABLE'],
  [{ ...ANSWERS, LONGEST_DELAY: '3' }, INVALID, ['LONGEST_DELAY'], 'NOT_ASKED'],
  [{ ...ANSWERS, RECORD: 'DELAYED' }, INVALID, ['LONGEST_DELAY'], 'REQUIRED'],
  [
    { ...ANSWERS, DEBT_ROWS: [{ AMOUNT: '1.00' }, { CREDITOR: '某' }] },
    INVALID,
    ['DEBT_ROWS', 1, 'AMOUNT'],
    'COLUMN_REQUIRED',
  ],
  [{ ...ANSWERS, GUARANTOR_WILLING: true }, INVALID, ['GUARANTOR_WILLING'], 'UNKNOWN'],
  [{ ...ANSWERS, REGISTRY_READ: false }, 'loan.checks_incomplete', ['REGISTRY_READ'], null],
] as const;

test('what the form does not allow or misses is refused by its place', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang } = lending;
  const loan = await submitFarm(lending);
  const refusal = (input: object) => zhang.refused('loan.investigate', { id: loan, ...input });
  for (const [findings, code, at, fault] of CASES) {
    const refused = await refusal({ ...FORM_FINDINGS, findings });
    const path = ['findings', ...at];
    t.match(refused, { code, path }, at.join('.'));
    if (fault) t.match(refused.details, { faults: [{ path, fault }] }, fault);
  }
  const { findings: _, ...visit } = FORM_FINDINGS;
  t.match(await refusal(visit), { code: INVALID, path: ['findings', 'IDENTITY_SEEN'] });
  const leak = { ...ANSWERS, SOURCE_NOTE: '证号11010519491231002X' };
  t.match(await refusal({ ...visit, findings: leak }), { code: 'privacy.forbidden_content' });
  t.match(await refusal({ ...visit, findings: [] }), { code: 'input.invalid' });
  t.match(await refusal(FINDINGS), { code: 'loan.checks_not_asked', path: ['identityChecked'] });
  t.match(await refusal({ ...FORM_FINDINGS, onSite: false }), {
    code: 'loan.field_visit_required',
  });
  t.same(await signed(app, loan), []);
  const plain = await bring(app, lending, { to: 'SUBMITTED' });
  t.match(await zhang.refused('loan.investigate', { id: plain, ...FINDINGS, findings: {} }), {
    code: INVALID,
    path: ['findings'],
  });
  const { repaymentSource: gone, ...rest } = FINDINGS;
  t.match(await zhang.refused('loan.investigate', { id: plain, ...rest }), {
    code: 'loan.checks_incomplete',
    path: ['repaymentSource'],
  });
});

test('a secured loan is asked about who stands for it', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang } = lending;
  const loan = await submitFarm(lending, 'GUARANTEE');
  t.match(await zhang.refused('loan.investigate', { id: loan, ...FORM_FINDINGS }), {
    code: INVALID,
    path: ['findings', 'GUARANTOR_WILLING'],
  });
  const more = { GUARANTOR_WILLING: true, GUARANTOR_INCOME: '30000.00' };
  const findings = { ...ANSWERS, ...more };
  await zhang.command('loan.investigate', { id: loan, ...FORM_FINDINGS, findings });
  const [first] = await signed(app, loan);
  t.match(first.findings, more);
});

test('findings are in the copy of whom they are about, in clear where names are', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await submitFarm(lending);
  await enter(app, lending, { loan, state: 'INVESTIGATED', amount: '' });
  const officer = app.as('data.protection.officer');
  const input = { id: lending.customer, purpose: 'COMPLAINT', toSubject: true };
  const copy = async (clear: boolean) =>
    (await officer.command('privacy.export', { ...input, clear }, { reason: '本人申请' })).document;
  const masked = await copy(false);
  t.match(masked.investigations, [{ findings: { CONDUCT: 'GOOD' } }, { opinion: '同意' }]);
  t.notMatch(JSON.stringify(masked), /水稻销售收入|_cipher/);
  const [{ sealedFindings }] = (await copy(true)).investigations;
  t.match(JSON.parse(sealedFindings), { SOURCE_NOTE: '水稻销售收入' });
});

test('findings go with their borrower', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang, customer } = lending;
  const loan = await submitFarm(lending);
  await enter(app, lending, { loan, state: 'INVESTIGATED', amount: '' });
  await bring(app, lending, { to: 'INVESTIGATED', terms: { amount: '3000.00' } });
  for (const { id } of await app.owner<{ id: string }>('select id from loan')) {
    await zhang.command('loan.withdraw', { id: `loan_${id}` }, { reason: '客户放弃' });
  }
  await app.as('administrator').command('approval.approve', await askErasure(app, customer));
  const kept = await app.owner(
    `select findings, sealed_items, sealed_cipher, repayment_source, count(*)::int
     from loan_investigation group by 1, 2, 3, 4 order by findings`,
  );
  const none = { sealed_items: [], sealed_cipher: null, count: 2 };
  t.same(kept, [
    { findings: {}, ...none, repayment_source: null },
    { findings: null, ...none, repayment_source: '已删除' },
  ]);
});
