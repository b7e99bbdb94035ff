import { civilDate } from '../../../src/kernel/clock.ts';
import { addDays } from '../../../src/kernel/dates.ts';
import { paymentRulesOn } from '../../../src/modules/payments/drawing-payment.ts';
import { contentOf } from '../../../src/modules/products/content.ts';
import { sampleProducts } from '../../../src/modules/products/samples.ts';
import type { Fit } from '../fit.ts';

const TODAY = civilDate(new Date());
const PAID_ON = "'2026-01-05'";
const LONG_AGO = "'2020-01-01'";
const ME = "(select person_id from login where subject = 'administrator')";
const SAMPLE = 'VILLAGE_CREDIT';
const [SOLD, FARM] = sampleProducts;
const STORED = SOLD ? contentOf(SOLD) : '';
const PRODUCT: unknown = JSON.parse(STORED);
const SECURED = FARM ? contentOf(FARM).replaceAll("'", "''") : '';
const CONTENT = `'${STORED.replaceAll("'", "''")}'`;

/** A rating good enough for a line, listed in public. */
const RATED = [
  `rating set status = 'EFFECTIVE', valid_from = ${LONG_AGO}, valid_to = null,
     credit_line_fen = 100000000 where id = $Rating`,
  "notice_entry set status = 'EFFECTIVE' where rating_id = $Rating",
];
/** The loan of a row is paid out, of a class, and all is on its own schedule. */
const PAID = `loan set status = 'ACTIVE', disbursed_on = ${PAID_ON}, written_off_on = null,
  loan_class = 'NORMAL' where id = $Loan`;
/** Its loan is approved, by the vote that came with this condition. */
const APPROVED = [
  "loan set status = 'APPROVED', round = 1 where id = $Loan",
  "loan_vote set choice = 'FOR' where loan_id = $Loan",
  "loan_deliberation set status = 'APPROVED', round = 1 where loan_id = $Loan",
];
const decided = (kind: string) => ({
  row: { kind: `'${kind}'`, ground: "'SEASON'", months: '1' },
  beside: [PAID],
});
const drawing = (status: string): Fit => ({
  row: { drawing_status: `'${status}'`, drawing_by: 'created_by' },
  beside: [`disbursement set status = '${status}', amount_fen = 1000000 where id = $Disbursement`],
});

/** What three people look at are the loans of one village; no other command is about it. */
const ROUND = {
  status: "'DETERMINED'",
  area_code: "'429005001317'",
  as_of: "'2026-03-02'",
  digest_sha256: `(select
    encode(sha256(string_agg(c.loan_id || ' ' || c.loan_class, ',')::bytea), 'hex')
    from loan_classification c join loan on loan.id = c.loan_id
    where loan.code = 'S317' and c.valid_from <= '2026-03-02'
      and (c.valid_to is null or c.valid_to > '2026-03-02'))`,
};
/** Several decide what belongs to no product that is sold. */
const LEVEL = {
  code: 'COMMITTEE',
  name: { en: 'Committee', zh: '审贷委员会' },
  roles: [],
  seats: 3,
  votesFor: 2,
  quorum: 2,
  vetoRoles: [],
  withinOwnLimit: false,
};
const MATTERS = ['GRANT', 'EXTENSION', 'RESTRUCTURING', 'WRITE_OFF'];
const ALONE = { ...LEVEL, code: 'APPROVER', seats: 1, votesFor: 1, quorum: 1 };
const RULES = [
  { code: 'VOTED', products: ['VOTED'], levels: [LEVEL] },
  { code: 'ANY', products: [], levels: [ALONE] },
].map((rule) => ({ ...rule, matters: MATTERS, guarantees: [], grades: [], outletLevels: [] }));
const MATRIX = `authority_matrix set valid_from = ${LONG_AGO}, valid_to = null,
  content = '${JSON.stringify({ rules: RULES })}' where id = $AuthorityMatrix`;
const against = () => ({ choice: 'AGAINST', conditions: undefined });
const ASKED = {
  amount: '10000.00',
  termMonths: 12,
  annualRate: '4',
  repaymentMethod: 'AT_MATURITY',
  industryCode: 'A01',
};
/** What the sample product is, sold under its own name. */
const APPLYING: Fit = {
  beside: [
    `loan_product set code = '${SAMPLE}' where id = $LoanProduct`,
    `credit_line set products = array['${SAMPLE}'], amount_fen = 100000000 where customer_id = $Customer`,
  ],
  input: () => ({ product: SAMPLE, ...ASKED }),
};

export const LENDING: Readonly<Record<string, Fit>> = {
  'authority-delegation.grant': {
    beside: [
      `appointment set valid_to = null, role_id = (select mine.role_id from appointment mine
      where mine.person_id = ${ME} limit 1) where person_id = $Person`,
    ],
    input: () => ({ role: 'ADMINISTRATOR', validFrom: TODAY, validTo: addDays(TODAY, 30) }),
  },
  'class-review.approve': {
    row: { status: "'DETERMINED'", loan_class: "'LOSS'" },
    beside: [PAID],
  },
  'class-round.approve': { row: ROUND },
  'class-round.open': { input: () => ({ asOf: addDays(TODAY, -1), areaCode: '429005001316' }) },
  'collection-case.act': {
    row: { overdue_since: LONG_AGO, stage: "'REMINDER'" },
    input: () => ({
      kind: 'CALL',
      result: 'OTHER',
      letterNumber: undefined,
      visitId: undefined,
      promisedAmount: undefined,
      promisedOn: undefined,
    }),
  },
  'collection-case.hand-to-court': { row: { overdue_since: LONG_AGO, stage: "'LEGAL'" } },
  'credit-line.grant': { beside: RATED },
  'credit-line.review': { beside: RATED },
  'day-end.advance': {
    beside: [
      `day_end set status = 'DONE', closes = '${addDays(TODAY, -2)}',
      opens = '${addDays(TODAY, -1)}' where id = $DayEnd`,
    ],
  },
  'loan-change.approve': decided('EXTENSION'),
  'loan-change.reject': decided('EXTENSION'),
  'loan-change.vote': {
    row: { kind: "'WRITE_OFF'" },
    beside: [PAID, MATRIX, "loan set product = 'VOTED' where id = $Loan"],
    input: () => ({ choice: 'AGAINST' }),
  },
  'loan-change.propose': {
    beside: [PAID],
    input: () => ({
      kind: 'EXTENSION',
      months: 1,
      repaymentMethod: undefined,
      annualRate: undefined,
    }),
  },
  'loan-change.record-consent': {
    beside: [
      PAID,
      "loan_guarantee set status = 'OFFERED' where id = $LoanGuarantee",
      `loan_change_consent set guarantor_id = (select id from customer where code = 'S318')
        where change_id = $LoanChange`,
    ],
    input: () => ({ consentedOn: TODAY }),
  },
  'loan-check.cancel': { row: { kind: "'SPECIAL'", trigger: "'OTHER'" } },
  'loan-check.record': {
    row: { kind: "'SPECIAL'", trigger: "'OTHER'", counts_from: LONG_AGO },
    input: () => ({ way: 'RECORDS', visitId: undefined, checkedOn: TODAY }),
  },
  'loan-condition.fulfil': { row: { fulfilled_by: 'null' }, beside: APPROVED },
  'loan-condition.reopen': { beside: APPROVED },
  'loan-liability.find': {
    beside: ["loan set loan_class = 'LOSS' where id = $Loan"],
    input: () => ({ duty: 'MANAGEMENT' }),
  },
  'loan-product.draft': { input: () => ({ content: PRODUCT, sample: undefined }) },
  'loan-product.publish': {
    row: { content: CONTENT },
    input: () => ({ validFrom: TODAY }),
  },
  'loan-product.revise': {
    row: { code: `'${SAMPLE}'` },
    input: () => ({ content: PRODUCT }),
  },
  'loan.vote': { row: { product: "'VOTED'" }, beside: [MATRIX], input: against },
  'loan.investigate': {
    input: () => ({ findings: undefined, visitedAt: new Date().toISOString() }),
  },
  'loan.confirm': {
    ...drawing('INSTRUCTED'),
    beside: [
      `disbursement set status = 'INSTRUCTED', amount_fen = 1000000,
      instruction = 'MADE-UP-1', instructed_on = ${PAID_ON} where id = $Disbursement`,
    ],
    input: () => ({
      instruction: 'MADE-UP-1',
      amount: '10000.00',
      account: undefined,
      explanation: undefined,
      occurredOn: TODAY,
    }),
  },
  'loan.check': {
    row: {
      ...drawing('REQUESTED').row,
      cost_status: "'CONFIRMED'",
      signed_on: PAID_ON,
      disbursed_on: 'null',
    },
    beside: [
      `disbursement set status = 'REQUESTED', amount_fen = 1000000, payment_method = 'SELF',
      payment_rule_set = '${paymentRulesOn('PERSON', TODAY).code}' where id = $Disbursement`,
    ],
  },
  'loan.instruct': drawing('CHECKED'),
  'loan.draw': {
    row: { drawing_status: 'null' },
    input: () => ({ amount: '10000.00' }),
  },
  'loan.settle': {
    row: { drawing_status: 'null' },
  },
  'loan.sign': { row: { cost_status: "'CONFIRMED'" } },
  'loan.confirm-cost': {
    row: { cost_status: "'SHOWN'" },
    beside: [
      `cost_disclosure set status = 'SHOWN', rule_set = 'TOTAL_COST_2026', channel = 'ON_SITE'
      where loan_id = $Loan`,
    ],
  },
  'loan.apply': APPLYING,
  'loan.apply-remotely': {
    ...APPLYING,
    input: () => ({ product: SAMPLE, channel: 'BANK', ...ASKED }),
  },
  'loan.classify': { row: { disbursed_on: PAID_ON } },
  'loan.revise': { row: { created_by: ME }, input: () => ASKED },
  'loan.offer-guarantee': {
    row: { created_by: ME },
    beside: [`loan_product set content = '${SECURED}' where id = $LoanProduct`],
    input: (ids) => ({
      kind: 'GUARANTEE',
      guarantorId: ids('Customer', 1),
      collateralKind: undefined,
      titleReference: undefined,
      value: undefined,
      valuedOn: undefined,
    }),
  },
  'loan.disclose-cost': { input: () => ({ drawnOn: TODAY }) },
  'loan.review': { beside: ["loan_flag set outcome = 'CLEARED' where loan_id = $Loan"] },
  'loan.submit': { row: { created_by: ME } },
  'loan.propose-class': {
    row: { status: "'ACTIVE'", disbursed_on: PAID_ON },
    input: () => ({ loanClass: 'LOSS' }),
  },
};
