import { addMonths } from '../../kernel/dates.ts';
import type { LoanRow } from '../loans/index.ts';
import { paymentRulesOn } from './drawing-payment.ts';
import type { DisbursementRow } from './stored.ts';

type Words = { readonly en: string; readonly zh: string };

/** What the checking post says it has seen. */
export type Seen = {
  readonly documentsSeen: boolean;
  readonly payeeMatches: boolean;
  readonly opinion: string | undefined;
};

export type Checked = {
  loan: LoanRow;
  drawing: DisbursementRow;
  seen: Seen;
  /** Kinds of papers that should be there and are not. */
  missingPapers: readonly string[];
  today: string;
};

/** One line of the check before payment: whether it holds, and what it asks. */
export type CheckResult = {
  readonly code: string;
  readonly passed: boolean;
  readonly explanation: Words;
};

type Check = { code: string; explanation: Words; holds: (checked: Checked) => boolean };

/** What has to hold before money goes out, whoever is in a hurry (放款审核). */
const CHECKS: readonly Check[] = [
  {
    code: 'COST_CONFIRMED',
    explanation: {
      en: 'The borrower has confirmed what the loan costs in all.',
      zh: '借款人已确认综合融资成本明示表。',
    },
    holds: ({ loan }) => loan.cost_status === 'CONFIRMED',
  },
  {
    code: 'CONTRACT_SIGNED',
    explanation: { en: 'The contract is signed.', zh: '合同已签署。' },
    holds: ({ loan }) => loan.signed_on !== null,
  },
  {
    code: 'WITHIN_AMOUNT',
    explanation: {
      en: 'With what is owed already the drawing is within the approved amount.',
      zh: '连同已用余额未超过审批金额。',
    },
    holds: ({ loan, drawing }) =>
      loan.outstanding_principal_fen + drawing.amount_fen <= loan.amount_fen,
  },
  {
    code: 'WITHIN_TERM',
    explanation: {
      en: 'The term of the loan, which runs from its first drawing, is not over.',
      zh: '贷款期限（自首次提款起算）未届满。',
    },
    holds: ({ loan, today }) =>
      loan.disbursed_on === null || today < addMonths(loan.disbursed_on, loan.term_months),
  },
  {
    code: 'PAYMENT_RULES_CURRENT',
    explanation: {
      en: 'The way of payment follows the rules in force today.',
      zh: '支付方式符合现行支付规则。',
    },
    holds: ({ loan, drawing, today }) =>
      paymentRulesOn(loan.book, today).code === drawing.payment_rule_set,
  },
  {
    code: 'PAPERS_RECEIVED',
    explanation: {
      en: 'Every paper the product asks for before payment has been received.',
      zh: '产品要求放款前提交的资料均已收齐。',
    },
    holds: ({ missingPapers }) => missingPapers.length === 0,
  },
  {
    code: 'DOCUMENTS_SEEN',
    explanation: {
      en: 'Contract, authorisations and papers of the use have been seen and are complete.',
      zh: '已核对合同、授权及用途资料齐全。',
    },
    holds: ({ seen }) => seen.documentsSeen,
  },
  {
    code: 'PAYEE_MATCHES',
    explanation: {
      en: 'Payee, amount and use agree with the papers.',
      zh: '收款方、金额、用途与交易资料一致。',
    },
    holds: ({ seen }) => seen.payeeMatches,
  },
  {
    code: 'COUNTERPARTY_AS_APPLIED',
    explanation: {
      en: 'Where the drawing no longer names whom the money is for, as the application did, the opinion says why.',
      zh: '申请时交易对象或支付方式明确而提款时改为不明确的，审核意见已说明理由。',
    },
    holds: (checked) => !loosened(checked) || checked.seen.opinion !== undefined,
  },
  {
    code: 'SPLITTING_ANSWERED',
    explanation: {
      en: 'Where the drawing looks split to stay under the limit, the opinion says why it is not.',
      zh: '疑似化整为零的，审核意见已说明理由。',
    },
    holds: ({ drawing, seen }) => !looksSplit(drawing) || seen.opinion !== undefined,
  },
];

/** A drawing that says less of whom the money is for than the application: it may go to anybody. */
const loosened = ({ loan, drawing }: Checked): boolean =>
  (loan.counterparty_fixed && !drawing.counterparty_fixed) ||
  (loan.non_cash_possible && !drawing.non_cash_possible);

const looksSplit = ({ split_with }: DisbursementRow): boolean =>
  Array.isArray(split_with) && split_with.length > 0;

/** Every line of a check that found nothing missing. */
export const everythingInOrder = (): CheckResult[] =>
  CHECKS.map(({ code, explanation }) => ({ code, passed: true, explanation }));

/** Every line of the check with its finding, in the order of the list. */
export const checkDrawing = (checked: Checked): CheckResult[] =>
  CHECKS.map(({ code, explanation, holds }) => ({ code, passed: holds(checked), explanation }));
