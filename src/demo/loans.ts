import { addDays } from '../kernel/dates.ts';
import { termColumns } from '../modules/loans/asked-terms.ts';
import type { ProductEdition } from '../modules/products/index.ts';
import type { LoanTerms } from '../modules/servicing/index.ts';
import { type DemoMatrix, demoMatrix } from './authority.ts';
import type { Row } from './copy.ts';
import type { FactBook } from './facts.ts';
import type { DemoWorld } from './foundations.ts';
import { idsOf } from './ids.ts';
import type { Candidate } from './load-customers.ts';
import { checksOf } from './loan-checks.ts';
import { contractOf } from './loan-contracts.ts';
import { deadlinesOf } from './loan-deadlines.ts';
import { decide } from './loan-decisions.ts';
import { deliberate, undecided } from './loan-deliberations.ts';
import type { Asked, Life } from './loan-life.ts';
import { peopleOf } from './loan-people.ts';
import { deckOf, LOAN_DAYS, type LoanPlan, planLoan } from './loan-plans.ts';
import { purposeOf } from './loan-purposes.ts';
import { type PaidOut, payOut } from './loan-repayments.ts';
import type { DemoProducts } from './products.ts';
import { type Random, randomOf } from './random.ts';
import { type DemoRating, earlierRating } from './ratings.ts';
import { ID_STREAMS } from './setting.ts';

/** Everything one loan leaves behind, by table. */
export type LoanRows = {
  /** The rating it was granted on, where that is not the present one. */
  rating: DemoRating | null;
  loan: Row;
  steps: readonly Row[];
  investigations: readonly Row[];
  deliberations: readonly Row[];
  votes: readonly Row[];
  disclosures: readonly Row[];
  signatures: readonly Row[];
  disbursements: readonly Row[];
  instalments: readonly Row[];
  standings: readonly Row[];
  classifications: readonly Row[];
  coreFacts: readonly Row[];
  checks: readonly Row[];
};

/** Lives through a loan from application to today, by the rules of the loans module. */
export type Lender = (candidate: Candidate) => LoanRows;

const PRODUCT = 'VILLAGE_CREDIT';

type Lending = { book: FactBook; products: DemoProducts };

export function lenderOf(world: DemoWorld, { book, products }: Lending): Lender {
  const { setting, institutions } = world;
  const product = products.get(PRODUCT);
  if (!product) throw new Error(`${PRODUCT} is no sample product`);
  const random = randomOf(setting.seed, 'loans');
  const nextId = idsOf(setting, ID_STREAMS.loans);
  const nextRowId = idsOf(setting, ID_STREAMS.loanRows);
  const deck = deckOf(randomOf(setting.seed, 'plans'));
  const matrix = demoMatrix(world);
  const checking = randomOf(setting.seed, 'checks');
  let number = 0;
  return (candidate) => {
    number += 1;
    const plan = planLoan(candidate, { deck, random, setting });
    const id = nextId();
    const customerId = candidate.customer.id;
    const base = { id, customerId, bankId: institutions.bank.id, nextId: nextRowId, book };
    return live(base, { world, product, matrix, candidate, plan, random, checking, number });
  };
}

type Begun = Pick<Life, 'id' | 'customerId' | 'bankId' | 'nextId' | 'book'>;

type Beginning = { plan: LoanPlan; asked: Asked; createdBy: string };

const newLife = (begun: Begun, { plan, asked, createdBy }: Beginning): Life => ({
  ...begun,
  asked,
  code: `L${plan.appliedOn.replaceAll('-', '')}-${begun.id.slice(-12).toUpperCase()}`,
  facts: {
    state: 'DRAFT',
    amountFen: plan.amountFen,
    createdBy,
    broughtBy: [],
    investigators: [],
    reviewedBy: null,
    approvedBy: null,
    decidedBy: [],
    deliberation: undecided(),
    cost: null,
    drawing: null,
    drawingBy: null,
    revolving: false,
    outstandingFen: 0n,
    writtenOffOn: null,
  },
  round: 1,
  version: 1,
  steps: [],
});

type Telling = {
  world: DemoWorld;
  product: ProductEdition;
  matrix: DemoMatrix;
  candidate: Candidate;
  plan: LoanPlan;
  random: Random;
  /** Of what is looked at after the loan. */
  checking: Random;
  number: number;
};

function live(begun: Begun, telling: Telling): LoanRows {
  const { candidate, plan, product, matrix, random, checking, number } = telling;
  const { today } = telling.world.setting;
  const { customer, rating } = candidate;
  const people = peopleOf(telling.world, { customer, amountFen: plan.amountFen, random });
  const terms = termsOf(telling);
  const isEarlier = rating !== null && plan.appliedOn < rating.from;
  const granted = isEarlier ? earlierRating(rating, plan.appliedOn, begun.nextId) : rating;
  const asked = askedOf(terms, { edition: product.edition, isRated: granted !== null });
  const life = newLife(begun, { plan, asked, createdBy: people.creator.id });
  const deciding = { customer, plan, people, matrix, random, today };
  const investigations = decide(life, deciding);
  const dayCount = terms.day_count as LoanTerms['dayCount'];
  const contract = contractOf(life, { plan, people, dayCount, today });
  const paid = payOut(life, { plan, people, dayCount, random, today, number });
  const ratingId = granted?.id ?? null;
  const loan = loanRow(life, { plan, terms, paid, contract: contract.columns, ratingId });
  const { disclosures, signatures } = contract;
  const { columns: _, drawing, ...rows } = paid;
  const disbursements = drawing ? [{ ...drawing, ...paymentColumns(terms) }] : [];
  const grade = granted?.judgement.grade ?? null;
  return {
    rating: isEarlier ? granted : null,
    loan: { ...loan, ...deadlinesOf(life) },
    steps: life.steps,
    investigations,
    ...deliberate(life, { product: product.code, grade, matrix }),
    disclosures,
    signatures,
    disbursements,
    ...rows,
    checks: checksOf(life, { people, paid, by: matrix.setBy, random: checking, today }),
  };
}

/** The columns of the terms, from the command's own function, which refuses what is not allowed. */
function termsOf({ product, candidate, plan, random, number }: Telling) {
  const { customer } = candidate;
  const { fundUse, industryCode, text, payee } = purposeOf(customer, random);
  const terms = {
    amount: plan.amountFen,
    termMonths: plan.termMonths,
    annualRate: plan.annualRate,
    repaymentMethod: plan.method,
    nonCashPossible: true,
    counterpartyFixed: payee,
    fundUse,
    industryCode,
    purpose: text,
    payeeReference: payee ? `PAYEE-${String(number).padStart(6, '0')}` : undefined,
  };
  const rate = { type: 'FIXED', prime: null, spread: null } as const;
  return termColumns({ product, terms, borrower: customer.kind, today: plan.appliedOn, rate });
}

const askedOf = (
  terms: ReturnType<typeof termsOf>,
  { edition, isRated }: { edition: number; isRated: boolean },
): Asked => ({
  product: terms.product,
  edition,
  basis: isRated ? 'CREDIT_LINE' : 'STAND_ALONE',
  paymentMethod: terms.payment_method,
  paymentRule: terms.payment_rule,
  payeeReference: terms.payee_reference,
});

type Told = {
  plan: LoanPlan;
  terms: ReturnType<typeof termsOf>;
  paid: PaidOut;
  contract: Row;
  ratingId: string | null;
};

/** Nobody in the demo is related to anybody: a household owes what it applied for. */
function exposuresOf({ steps }: Life, { amountFen }: LoanPlan) {
  const isSubmitted = steps.some(({ action }) => action === 'SUBMIT');
  const exposure = isSubmitted ? amountFen : null;
  return { household_exposure_fen: exposure, related_exposure_fen: exposure };
}

const loanRow = (life: Life, { plan, terms, paid, contract, ratingId }: Told): Row => ({
  institution_id: life.bankId,
  id: life.id,
  version: life.version,
  code: life.code,
  customer_id: life.customerId,
  rating_id: ratingId,
  basis: life.asked.basis,
  ...terms,
  ...exposuresOf(life, plan),
  status: life.facts.state,
  round: life.round,
  applied_on: plan.appliedOn,
  created_by: life.facts.createdBy,
  first_investigator_id: life.facts.investigators[0] ?? null,
  second_investigator_id: life.facts.investigators[1] ?? null,
  reviewer_id: life.facts.reviewedBy,
  approver_id: life.facts.approvedBy,
  approved_on: life.facts.approvedBy ? addDays(plan.appliedOn, LOAN_DAYS.approve) : null,
  ...contract,
  drawing_status: life.facts.drawing,
  drawing_by: life.facts.drawingBy,
  ...paid.columns,
});

/** How the one drawing of a loan is paid: as the application said. */
const paymentColumns = (terms: Told['terms']): Row => ({
  counterparty_fixed: terms.counterparty_fixed,
  non_cash_possible: terms.non_cash_possible,
  payment_method: terms.payment_method,
  payment_rule: terms.payment_rule,
  payment_rule_set: terms.payment_rule_set,
  payee_reference: terms.payee_reference,
});
