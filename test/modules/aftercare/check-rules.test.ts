import { test } from 'tap';
import { LoanClass } from '../../../src/generated/enums.ts';
import {
  type Checked,
  type CheckFindings,
  checkRulesOn,
  everyMonths,
  findingsFault,
} from '../../../src/modules/aftercare/check-rules.ts';
import { fc } from '../../helpers/property.ts';

const rules = checkRulesOn('2026-03-02');
const yuan = (amount: number): bigint => BigInt(amount) * 100n;

test('how often a loan is looked at follows its class and what is owed', (t) => {
  const cases = [
    ['NORMAL', 0, 12],
    ['NORMAL', 99_999, 12],
    ['NORMAL', 100_000, 6],
    ['NORMAL', 500_000, 3],
    ['SPECIAL_MENTION', 99_999, 3],
    ['SPECIAL_MENTION', 100_000, 1],
    ['SUBSTANDARD', 1, 1],
    ['LOSS', 1_000_000, 1],
  ] as const;
  for (const [loanClass, owed, months] of cases) {
    t.equal(everyMonths(rules, { loanClass, outstandingFen: yuan(owed) }), months, loanClass);
  }
  t.throws(() => checkRulesOn('2012-12-31'), /no rules of post-loan checks/);
  t.end();
});

test('a worse class or a larger sum is never looked at less often', (t) => {
  const loan = fc.record({
    loanClass: fc.constantFrom(...LoanClass),
    outstandingFen: fc.bigInt({ min: 0n, max: yuan(2_000_000) }),
  });
  fc.assert(
    fc.property(loan, loan, (a, b) => {
      const worse = LoanClass.indexOf(a.loanClass) >= LoanClass.indexOf(b.loanClass);
      if (!worse || a.outstandingFen < b.outstandingFen) return;
      t.ok(everyMonths(rules, a) <= everyMonths(rules, b));
    }),
    { numRuns: 200 },
  );
  t.end();
});

const first: Checked = {
  kind: 'FIRST',
  trigger: null,
  loanClass: 'NORMAL',
  outstandingFen: yuan(10_000),
  amountFen: yuan(10_000),
};
const regular: Checked = { ...first, kind: 'REGULAR' };
const found: CheckFindings = {
  way: 'PHONE',
  fundUse: 'AS_AGREED',
  repaymentAbility: 'SOUND',
  conclusion: 'NORMAL',
  evidence: ['a'.repeat(64)],
};

test('what a check has to answer', (t) => {
  const fault = (checked: Checked, more: Partial<CheckFindings>) =>
    findingsFault(rules, checked, { ...found, ...more })?.code;
  t.equal(fault(first, {}), undefined);
  t.equal(fault(first, { fundUse: undefined }), 'loan-check.fund_use_required');
  t.equal(fault(first, { repaymentAbility: undefined }), undefined);
  t.equal(fault(regular, { fundUse: undefined }), undefined);
  t.equal(fault(regular, { repaymentAbility: undefined }), 'loan-check.ability_required');
  const doubted: Checked = { ...regular, kind: 'SPECIAL', trigger: 'FUND_USE' };
  t.equal(fault(doubted, { way: 'ON_SITE', fundUse: undefined }), 'loan-check.fund_use_required');
  t.end();
});

test('bad and large loans, and some triggers, are checked at the door', (t) => {
  const code = (more: Partial<Checked>, way: CheckFindings['way'] = 'PHONE') =>
    findingsFault(rules, { ...regular, ...more }, { ...found, way })?.code;
  const required = 'loan-check.on_site_required';
  t.equal(code({}), undefined);
  t.equal(code({ loanClass: 'SUBSTANDARD' }), required);
  t.equal(code({ loanClass: 'SUBSTANDARD' }, 'ON_SITE'), undefined);
  t.equal(code({ outstandingFen: yuan(199_999), amountFen: yuan(300_000) }), undefined);
  t.equal(code({ outstandingFen: yuan(200_000), amountFen: yuan(300_000) }), required);
  t.equal(code({ kind: 'SPECIAL', trigger: 'HOUSEHOLD_EVENT' }), required);
  t.equal(code({ kind: 'SPECIAL', trigger: 'OVERDUE' }), undefined);
  t.end();
});

test('evidence, sums and conclusions must hold together', (t) => {
  const fault = (more: Partial<CheckFindings>) =>
    findingsFault(rules, first, { ...found, ...more })?.code;
  t.equal(fault({ evidence: [] }), undefined);
  t.equal(fault({ evidence: [], way: 'RECORDS' }), 'loan-check.evidence_required');
  t.equal(fault({ evidence: [], proven: 1n }), 'loan-check.evidence_required');
  t.equal(fault({ proven: yuan(10_000) }), undefined);
  t.equal(fault({ proven: yuan(10_000) + 1n }), 'loan-check.more_than_lent');
  const tooGood = 'loan-check.conclusion_too_good';
  t.equal(fault({ fundUse: 'DIVERTED' }), tooGood);
  t.equal(fault({ repaymentAbility: 'WEAKENED' }), tooGood);
  t.equal(fault({ guarantee: 'LOST' }), tooGood);
  t.equal(fault({ guarantee: 'NONE' }), undefined);
  t.equal(fault({ fundUse: 'DIVERTED', conclusion: 'RISK' }), undefined);
  t.end();
});
