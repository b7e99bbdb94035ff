import { test } from 'tap';
import { newId } from '../../src/kernel/ids.ts';
import { testApp } from '../helpers/app.ts';
import {
  application,
  bring,
  confirmation,
  openLending,
  readLoan,
} from '../modules/loans/lending.ts';
import { type Case, refuses } from './refusing.ts';

const HASH = 'a'.repeat(64);
const DAY = '2026-03-02';
const TOMORROW = '2026-03-03';
/** Amounts that are none, in whichever field. */
const NO_MONEY: readonly unknown[] = [
  '-1',
  '-0.01',
  '0.001',
  '1e3',
  '1,000.00',
  '１０００',
  '99999999999999999999',
  'NaN',
  '',
  ' 1',
  '1.00 CNY',
  1000,
  null,
];
const NO_FEN = ['-0.01', '0.001', 1000];
const NO_DATE: readonly unknown[] = [
  '2026-02-30',
  '2025-02-29',
  '2026-13-01',
  '2026-3-2',
  '20260302',
  '2026-03-02T00:00:00Z',
  '',
  20_260_302,
];

const each = (field: string, values: readonly unknown[], code = 'input.invalid'): Case[] =>
  values.map((value) => [{ [field]: value }, code, [field]]);

test('bad input about lending', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const draft = await bring(app, lending, { to: 'DRAFT', terms: { amount: '1000.00' } });
  const approved = await bring(app, lending, { to: 'APPROVED', terms: { amount: '1100.00' } });
  const signed = await bring(app, lending, { to: 'SIGNED', terms: { amount: '1200.00' } });
  const instructed = await bring(app, lending, { to: 'DISBURSING', terms: { amount: '1300.00' } });
  const active = await bring(app, lending, { to: 'ACTIVE' });
  const { code } = (await readLoan(app, active, 'code')).loan;
  const setting = { t, app };
  const nobody = `loan_${newId()}`;
  const zhang = (command: string, good: object) => ({
    person: 'zhang',
    command,
    good: { ...good },
  });
  const core = (command: string, good: object) => ({
    person: 'core.banking',
    command,
    good: { ...good },
  });

  await refuses(setting, zhang('loan.apply', application(lending.customer)), [
    ...each('amount', NO_MONEY),
    ...each('amount', ['0.00', '999.99', '1000000.01'], 'loan.amount_out_of_range'),
    ...each('amount', ['50000.01'], 'loan.over_stand_alone_limit'),
    ...each('annualRate', ['2.999999', '12.000001', '36', '99.999999'], 'loan.rate_out_of_range'),
    ...each('annualRate', ['100', '4.3500001', '4,35', '4.35%', '', 4.35]),
    ...each('termMonths', [61, 360], 'loan.term_too_long'),
    ...each('termMonths', [0, -1, 361, 12.5, '12']),
    ...each('repaymentMethod', ['REVOLVING'], 'loan.repayment_method_not_offered'),
    ...each('repaymentMethod', ['WHENEVER', '']),
    ...each('industryCode', ['a0111', 'Z', 'A011111', '']),
    ...each('customerId', [`customer_${newId()}`], 'object.not_found'),
    ...each('customerId', [nobody, 'customer_', 'x']),
    ...each('product', ['NO_SUCH_PRODUCT'], 'loan.product_not_offered'),
    ...each('purpose', ['', ' ', 'x'.repeat(257), 'a\0b', 'a\ud800b']),
    [{ industryCode: undefined }, 'loan.industry_code', ['industryCode']],
    [{ currency: 'USD' }, 'input.invalid', ['currency']],
    [
      { repaymentMethod: 'AT_MATURITY', termMonths: 13 },
      'loan.repayment_method_not_offered',
      ['repaymentMethod'],
    ],
  ]);

  const answer = { ...(await confirmation(app, instructed, '1300.00')), reference: 'CORE-BAD' };
  await refuses(setting, core('loan.confirm', answer), [
    ...each('amount', NO_FEN),
    ...each('amount', ['0.00', '1299.99', '1300.01', '130000.00'], 'loan.amount_mismatch'),
    ...each('occurredOn', NO_DATE),
    ...each('occurredOn', [TOMORROW, '9999-12-31'], 'loan.date_in_future'),
    ...each('occurredOn', ['2026-03-01', '1970-01-01'], 'loan.date_too_early'),
    ...each('outcome', ['DONE', '']),
    ...each('reference', ['', 'x'.repeat(65), 'a\0b']),
    ...each('instruction', ['NO-SUCH', `${answer.instruction}0`], 'loan.instruction_unknown'),
    [{ outcome: 'REFUSED' }, 'loan.explanation_required', ['explanation']],
    [{ id: nobody }, 'object.not_found', ['id']],
    [{ id: draft }, 'loan.illegal_transition', []],
    [{ currency: 'HKD' }, 'input.invalid', ['currency']],
  ]);

  const repaid = { id: active, reference: 'R-BAD', amount: '100.00', paidOn: DAY };
  await refuses(setting, core('loan.repay', repaid), [
    ...each('amount', [...NO_MONEY, '0.00']),
    ...each('paidOn', NO_DATE),
    ...each('paidOn', [TOMORROW], 'loan.date_in_future'),
    ...each('paidOn', ['2026-03-01'], 'loan.date_too_early'),
    ...each('recomputation', ['FORGIVE']),
    [{ id: nobody }, 'object.not_found', ['id']],
    [{ id: signed }, 'loan.illegal_transition', []],
    [{ id: lending.customer }, 'input.invalid', ['id']],
    [{ currency: 'USD' }, 'input.invalid', ['currency']],
  ]);

  const elsewhere = { person: 'other.core.banking', command: 'loan.repay', good: repaid };
  await refuses(setting, elsewhere, [[{}, 'object.not_found', ['id']]]);
  const theirs = { person: 'other.administrator', command: 'loan.withdraw', good: { id: draft } };
  await refuses(setting, theirs, [[{}, 'auth.forbidden', []]]);

  const charged = { id: active, reference: 'P-BAD', amount: '10.00', occurredOn: DAY };
  for (const name of ['loan.charge-penalty', 'loan.receive-subsidy']) {
    await refuses(setting, core(name, charged), [
      ...each('amount', [...NO_FEN, '0.00']),
      ...each('occurredOn', ['2026-02-30']),
      ...each('occurredOn', [TOMORROW], 'loan.date_in_future'),
      ...each('occurredOn', ['2026-03-01'], 'loan.date_too_early'),
      [{ id: signed }, 'loan.illegal_transition', []],
    ]);
  }
  const recovered = { id: active, reference: 'W-BAD', amount: '10.00', paidOn: DAY };
  await refuses(setting, core('loan.recover', recovered), [
    ...each('amount', [...NO_FEN, '0.00']),
    [{}, 'loan.not_written_off', ['paidOn']],
  ]);

  const report = {
    kind: 'REPAYMENT',
    loanCode: code,
    reference: 'CR-BAD',
    amount: '1.00',
    occurredOn: DAY,
  };
  await refuses(setting, core('core-report.receive', report), [
    ...each('amount', [...NO_FEN, '0.00']),
    ...each('occurredOn', ['2026-02-30']),
    ...each('kind', ['GIFT', '']),
    [{ loanCode: undefined }, 'core-report.unnamed', ['loanCode']],
    [{ kind: 'DISBURSEMENT_CONFIRMED' }, 'core-report.unnamed', ['instruction']],
  ]);

  const row = { loan: code, reference: 'B-1', amount: '100.00', paidOn: DAY };
  const rows = [row, { ...row, reference: 'B-2' }];
  const list = { total: '200.00', rowCount: 2, rows };
  await refuses(setting, core('repayment-batch.receive', list), [
    ...each('total', NO_FEN),
    ...each('total', ['200.01', '0.00'], 'repayment-batch.wrong_total'),
    [{ rowCount: 1 }, 'repayment-batch.wrong_total', ['rowCount']],
    [{ rowCount: 3 }, 'repayment-batch.wrong_total', ['rowCount']],
    ...each('rowCount', [0, -1, 1.5]),
    ...each('rows', [[], 'x']),
  ]);

  const entry = { kind: 'REPAYMENT', loanCode: code, reference: 'E-1', amount: '5.00' };
  const day = { businessDate: DAY, count: 1, total: '5.00', entries: [entry] };
  await refuses(setting, core('core-reconciliation.make', day), [
    ...each('businessDate', ['2026-02-30']),
    ...each('businessDate', [TOMORROW], 'loan.date_in_future'),
    ...each('total', NO_FEN),
    ...each('total', ['5.01'], 'core-reconciliation.total'),
    ...each('count', [2], 'core-reconciliation.total'),
    ...each('count', [-1, 0.5, '1']),
  ]);

  await refuses(setting, zhang('loan.draw', { id: signed }), [
    ...each('amount', NO_FEN),
    ...each('amount', ['0.00', '1199.99', '1200.01'], 'loan.drawing_amount'),
    [{ id: draft }, 'loan.illegal_transition', []],
  ]);
  await refuses(setting, zhang('loan.disclose-cost', { id: approved, channel: 'ON_SITE' }), [
    ...each('drawnOn', ['2026-02-30']),
    ...each('drawnOn', ['2026-03-01'], 'loan.date_too_early'),
    ...each('channel', ['BY_PIGEON']),
    [{ id: signed }, 'loan.illegal_transition', []],
  ]);
  const shown = zhang('loan.confirm-cost', { id: approved, evidenceSha256: HASH });
  await refuses(setting, shown, [
    ...each('evidenceSha256', ['a', HASH.toUpperCase(), `${HASH}0`]),
    [{}, 'loan.cost_not_shown', []],
  ]);
  const signature = { method: 'VIDEO', signedAt: '2026-03-02T10:00:00+08:00' };
  await refuses(setting, zhang('loan.sign', { id: approved, ...signature, evidenceSha256: HASH }), [
    ...each('signedAt', ['2026-03-02', '2026-02-30T10:00:00+08:00', 'now']),
    [{}, 'loan.cost_not_confirmed', []],
    [{ id: draft }, 'loan.illegal_transition', []],
  ]);

  const change = {
    loanId: active,
    kind: 'EXTENSION',
    ground: 'SEASON',
    months: 6,
    statement: '晚稻受灾',
    evidence: [HASH],
  };
  await refuses(setting, zhang('loan-change.propose', change), [
    ...each('months', [0, -6, 1.5, 361, '6']),
    ...each('months', [13], 'loan-change.too_long'),
    ...each('evidence', [[]]),
    ...each('loanId', [nobody], 'object.not_found'),
    [{ loanId: draft }, 'loan-change.loan_not_active', []],
    [{ kind: 'WRITE_OFF', months: undefined }, 'loan-change.ground', ['ground']],
    [{ annualRate: '1' }, 'loan-change.terms', ['annualRate']],
  ]);
  const terms = { repaymentMethod: 'INTEREST_MONTHLY', annualRate: '4.00' };
  const restructuring = { ...change, ...terms, kind: 'RESTRUCTURING' };
  await refuses(setting, zhang('loan-change.propose', restructuring), [
    ...each('annualRate', ['-1', '100', '4.0000001', '4,35', '', 4]),
    ...each('annualRate', ['4.350001', '99.999999'], 'loan-change.dearer'),
    ...each('months', [121, 360], 'loan-change.too_long'),
    ...each('repaymentMethod', ['NEVER', '']),
    [{ repaymentMethod: undefined }, 'loan-change.terms', ['repaymentMethod']],
    [{ currency: 'USD' }, 'input.invalid', ['currency']],
  ]);
  const { loanChange: id } = await lending.zhang.command('loan-change.propose', change);
  const manager = (command: string, good: object) => ({
    person: 'grid.manager',
    command,
    good: { id, ...good },
  });
  for (const name of ['loan-change.approve', 'loan-change.reject']) {
    await refuses(setting, manager(name, { opinion: '同意' }), [
      ...each('opinion', ['', ' ', 'x'.repeat(1001), 'a\0b', 7]),
      ...each('id', [`loanchange_${newId()}`], 'object.not_found'),
      ...each('id', [active, 'x']),
      [{ choice: 'FOR' }, 'input.invalid', ['choice']],
    ]);
  }
  await refuses(setting, manager('loan-change.vote', { opinion: '同意', choice: 'FOR' }), [
    ...each('choice', ['MAYBE', '', 'for', 1]),
    ...each('opinion', ['', 'x'.repeat(1001)]),
    [{}, 'loan-change.level_single', []],
  ]);
  const other = { person: 'other.administrator', command: 'loan-change.withdraw', good: { id } };
  await refuses(setting, other, [[{}, 'auth.forbidden', []]]);

  const reported = { id: active, reference: 'RC-BAD', occurredOn: DAY, annualRate: '4.00' };
  const approver = { person: 'loan.approver', command: 'loan.change-rate', good: reported };
  await refuses(setting, approver, [
    ...each('annualRate', ['-4', '100', '4.0000001', '4%', '', 4]),
    ...each('occurredOn', NO_DATE),
    ...each('reference', ['', 'x'.repeat(65), 'a\0b']),
  ]);
  const guaranteed = { id: active, reference: 'G-BAD', amount: '10.00', paidOn: DAY };
  await refuses(setting, core('loan.pay-from-guarantee', guaranteed), [
    ...each('amount', [...NO_FEN, '0.00', '99999999999999999999']),
    ...each('paidOn', NO_DATE),
    ...each('paidOn', [TOMORROW], 'loan.date_in_future'),
    ...each('paidOn', ['2026-03-01'], 'loan.date_too_early'),
    [{ id: signed }, 'loan.illegal_transition', []],
  ]);
});
