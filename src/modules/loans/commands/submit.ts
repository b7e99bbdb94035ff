import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import { type Tx, together } from '../../../kernel/db/index.ts';
import { yuanOf } from '../../../kernel/money.ts';
import type { LoanProduct } from '../../products/index.ts';
import { rateOf, requireProduct, TERMS_ERRORS, termColumns } from '../asked-terms.ts';
import { requireAllowed } from '../authority.ts';
import { borrowerOf, lockBorrower, lockExposed, requireWithinLine } from '../exposure.ts';
import { raiseFlags, sightedBy } from '../flags.ts';
import { requireComplete } from '../guarantees.ts';
import { exposuresOf, lockHousehold, relatedParties } from '../related-parties.ts';
import {
  advance,
  changeLoan,
  type LoanContext,
  loanObjects,
  onLoan,
  readyTo,
  recordStep,
} from '../steps.ts';
import { termsShape } from '../terms-shape.ts';

const LINE_ERRORS = [
  'loan.customer_not_active',
  'loan.customer_blacklisted',
  'loan.claim_written_off',
  'loan.line_suspended',
  'loan.product_outside_line',
  'loan.product_not_offered',
  'loan.over_credit_line',
  'loan.over_stand_alone_limit',
];

export const reviseLoan = command({
  name: 'loan.revise',
  permission: 'loan.apply',
  scope: 'references',
  title: { en: 'Revise an application', zh: '修改贷款申请' },
  description: {
    en: 'Replaces the terms of a draft or of an application sent back to be completed.',
    zh: '替换草稿或退回补充的申请要素。',
  },
  on: onLoan,
  input: z.object(termsShape),
  result: z.object({ loan: ref('Loan') }),
  acts: ['loan.revised'],
  errors: ['loan.illegal_transition', 'loan.separation_of_duties', ...LINE_ERRORS, ...TERMS_ERRORS],
  async handler(tx, terms, { target, actor, today, now, emit }) {
    // What may be submitted next is what may still be revised.
    requireAllowed(target, 'submit', actor);
    const { institutionId } = actor;
    const [product, borrower] = await together([
      requireProduct(tx, { institutionId, code: target.product, today }),
      lockBorrower(tx, actor, borrowerOf(target, today)),
    ]);
    const rate = await rateOf(tx, product, { institutionId, terms, today });
    const columns = termColumns({ product, terms, borrower: borrower.kind, today, rate });
    const version = await changeLoan(tx, target, columns);
    const { status, round } = target;
    const step = { action: 'REVISE', duty: null, from: status, to: status, round, opinion: null };
    await recordStep(tx, step, { loan: target, personId: actor.personId, now });
    emit('loan.revised', loanObjects(target, version), {
      amount: yuanOf(terms.amount),
      termMonths: terms.termMonths,
      paymentMethod: columns.payment_method,
    });
    return { loan: target.id };
  },
});

/** What is owed already, by the locked borrower whose line bears the loan as well. */
async function exposedWithin(tx: Tx, { target, actor, today }: LoanContext, product: LoanProduct) {
  const of = { ...borrowerOf(target, today), except: target.id };
  const [, exposure] = await lockExposed(tx, actor, of);
  requireWithinLine(exposure, { amountFen: target.amount_fen, product, countPending: true });
  return exposure;
}

export const submitLoan = command({
  name: 'loan.submit',
  permission: 'loan.apply',
  scope: 'references',
  title: { en: 'Submit an application', zh: '提交贷款申请' },
  description: {
    en: 'Hands a complete application to investigation: papers and security are there, the credit line is checked again. What looks wrong about it beside other applications is flagged for the reviewer.',
    zh: '提交完整申请进入调查：核对资料与担保，并再次核对授信额度；与其他申请比对，发现疑点即预警，由审查人答复。',
  },
  on: onLoan,
  input: z.object({}),
  result: z.object({ loan: ref('Loan') }),
  acts: ['loan.submitted', 'loan.flagged'],
  errors: [
    'loan.illegal_transition',
    'loan.separation_of_duties',
    ...LINE_ERRORS,
    'loan.documents_missing',
    'loan.security_insufficient',
    'loan.guarantee_kind_not_taken',
    'loan.guarantor_is_borrower',
    'loan.guarantor_unfit',
  ],
  async handler(tx, _input, context) {
    const { target, actor, today, now, emit } = context;
    requireAllowed(target, 'submit', actor);
    const { institutionId } = actor;
    const of = { institutionId, customerId: target.customer_id };
    const [product, household] = await together([
      requireProduct(tx, { institutionId, code: target.product, today }),
      lockHousehold(tx, of),
    ]);
    const amountFen = target.amount_fen;
    const [exposure, { guarantees, security }, parties, others, ready] = await together([
      exposedWithin(tx, context, product),
      requireComplete(tx, target, product),
      relatedParties(tx, of),
      sightedBy(tx, { loan: target, household, today }),
      readyTo(tx, context, 'submit'),
    ]);
    const related = exposuresOf(parties);
    const householdFen = related.householdFen + amountFen;
    const changes = {
      product_id: product.id,
      rating_id: exposure.rating?.id ?? null,
      basis: exposure.rating ? 'CREDIT_LINE' : 'STAND_ALONE',
      guarantee_kind: security.kind,
      household_exposure_fen: householdFen,
      related_exposure_fen: related.relatedFen + amountFen,
    };
    const data = {
      amount: yuanOf(amountFen),
      basis: changes.basis,
      guaranteeKind: security.kind,
      householdExposure: yuanOf(householdFen),
    };
    await advance(tx, context, { action: 'submit', act: 'loan.submitted', changes, data, ready });
    const submitting = { loan: target, household, guarantees, householdFen, others, today, now };
    const kinds = await raiseFlags(tx, submitting);
    // The step made the next version of the loan.
    if (kinds.length > 0) emit('loan.flagged', loanObjects(target, target.version + 1), { kinds });
    return { loan: target.id };
  },
});
