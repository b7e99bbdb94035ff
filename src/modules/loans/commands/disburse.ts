import { z } from 'zod';
import { DisbursementOutcome } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, enumeration, identifier, money, ref, text } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { yuanOf } from '../../../kernel/money.ts';
import { bookFact, changeLoan, isKnown, type ReportedFact } from '../../servicing/index.ts';
import { requireAllowed } from '../authority.ts';
import { borrowerOf, lockBorrower } from '../exposure.ts';
import { advance, type LoanContext, loanObjects, onLoan, recordStep } from '../steps.ts';

const REFERENCE = 64;
const EXPLANATION = 256;
const result = z.object({ loan: ref('Loan') });

export const instructDisbursement = command({
  name: 'loan.instruct',
  permission: 'loan.instruct',
  scope: 'references',
  title: { en: 'Instruct disbursement', zh: '发出放款指令' },
  description: {
    en: 'The disbursement officer, who took no earlier step, releases an approved loan. The instruction is the journal fact `loan.disbursement-instructed`; the bank core picks it up there and answers with `loan.confirm`.',
    zh: '由未经办前序环节的放款人员放款。指令即日志事实 loan.disbursement-instructed，核心系统据此处理并以 loan.confirm 回执。',
  },
  on: onLoan,
  input: z.object({ opinion: text(1000).optional() }),
  result,
  acts: ['loan.disbursement-instructed'],
  errors: [
    'loan.illegal_transition',
    'loan.separation_of_duties',
    'loan.customer_not_active',
    'loan.customer_blacklisted',
    'loan.line_suspended',
    'loan.product_outside_line',
  ],
  async handler(tx, input, context) {
    const { target, actor, today } = context;
    requireAllowed(target, 'instruct', actor);
    // Days may lie between the approval and this.
    await lockBorrower(tx, actor, borrowerOf(target, today));
    const number = target.instruction_number + 1;
    const instruction = `${target.code}-${number}`;
    await advance(tx, context, {
      action: 'instruct',
      act: 'loan.disbursement-instructed',
      changes: {
        disburser_id: actor.personId,
        instruction_number: number,
        instruction,
        instructed_on: today,
      },
      opinion: input.opinion ?? null,
      data: {
        instruction,
        amount: yuanOf(target.amount_fen),
        currency: 'CNY',
        paymentMethod: target.payment_method,
        payeeReference: target.payee_reference ?? undefined,
        product: target.product,
        termMonths: target.term_months,
        annualRate: target.annual_rate,
        repaymentMethod: target.repayment_method,
        dayCount: target.day_count,
      },
    });
    return { loan: target.id };
  },
});

const answer = z.object({
  instruction: identifier(REFERENCE),
  outcome: enumeration('DisbursementOutcome', DisbursementOutcome),
  reference: identifier(REFERENCE),
  amount: money(),
  occurredOn: date(),
  explanation: text(EXPLANATION).optional(),
});
type Answer = z.output<typeof answer>;
type AnswerFact = Extract<ReportedFact, { kind: 'DISBURSED' | 'DISBURSEMENT_REFUSED' }>;

const factOf = (input: Answer): AnswerFact => ({
  kind: input.outcome === 'CONFIRMED' ? 'DISBURSED' : 'DISBURSEMENT_REFUSED',
  reference: input.reference,
  instruction: input.instruction,
  amountFen: input.amount,
  occurredOn: input.occurredOn,
  explanation: input.explanation ?? null,
});

export const confirmDisbursement = command({
  name: 'loan.confirm',
  permission: 'loan.confirm',
  scope: 'references',
  title: { en: 'Answer a disbursement instruction', zh: '放款回执' },
  description: {
    en: 'The bank core says that an instruction was carried out or refused. The same answer sent again changes nothing; another answer to the same instruction is refused. A refused instruction leaves the loan approved, to be instructed anew.',
    zh: '核心系统回执放款成功或被拒。重复发送相同回执不产生影响，同一指令的不同回执将被拒绝；被拒后贷款回到已审批状态，可重新发出指令。',
  },
  on: onLoan,
  input: answer,
  result,
  acts: ['loan.disbursement-confirmed', 'loan.disbursement-refused', 'loan.report-repeated'],
  errors: [
    'loan.illegal_transition',
    'loan.instruction_unknown',
    'loan.instruction_answered',
    'loan.reference_conflict',
    'loan.amount_mismatch',
    'loan.explanation_required',
    'loan.date_in_future',
    'loan.date_too_early',
  ],
  async handler(tx, input, context) {
    const { target, emit } = context;
    const fact = factOf(input);
    if (await isKnown(tx, target, fact)) {
      const data = { kind: fact.kind, reference: fact.reference };
      emit('loan.report-repeated', loanObjects(target, target.version), data);
      return { loan: target.id };
    }
    await requireAnswerable(tx, input, context);
    if (fact.kind === 'DISBURSED') await confirmed(tx, fact, context);
    else await refused(tx, fact, context);
    return { loan: target.id };
  },
});

async function requireAnswerable(tx: Tx, input: Answer, context: LoanContext): Promise<void> {
  const { target, actor, today } = context;
  await refuseSecondAnswer(tx, input, context);
  requireAllowed(target, 'confirm', actor);
  if (target.instruction !== input.instruction) {
    throw refuse('loan.instruction_unknown', { path: ['instruction'] });
  }
  if (input.amount !== target.amount_fen) {
    const details = { instructed: yuanOf(target.amount_fen) };
    throw refuse('loan.amount_mismatch', { path: ['amount'], details });
  }
  if ((input.outcome === 'REFUSED') !== (input.explanation !== undefined)) {
    throw refuse('loan.explanation_required', { path: ['explanation'] });
  }
  if (input.occurredOn > today) throw refuse('loan.date_in_future', { path: ['occurredOn'] });
  if (input.occurredOn < (target.instructed_on ?? today)) {
    throw refuse('loan.date_too_early', { path: ['occurredOn'] });
  }
}

/** An instruction has one answer; a second one under another reference contradicts it. */
async function refuseSecondAnswer(tx: Tx, input: Answer, context: LoanContext): Promise<void> {
  const answered = await tx
    .selectFrom('loan_fact')
    .select(['kind', 'reference'])
    .where('institution_id', '=', context.actor.institutionId)
    .where('instruction', '=', input.instruction)
    .where('loan_id', '=', context.target.id)
    .executeTakeFirst();
  if (!answered) return;
  throw refuse('loan.instruction_answered', { path: ['instruction'], details: { ...answered } });
}

async function confirmed(tx: Tx, fact: AnswerFact, context: LoanContext): Promise<void> {
  const booked = await bookFact(tx, context, fact);
  const restated = booked.outcome === 'COUNTED' ? booked : null;
  await advance(tx, context, {
    action: 'confirm',
    act: 'loan.disbursement-confirmed',
    changes: {
      ...restated?.changes,
      disbursed_on: fact.occurredOn,
      core_reference: fact.reference,
    },
    data: {
      instruction: fact.instruction,
      reference: fact.reference,
      amount: yuanOf(fact.amountFen),
      disbursedOn: fact.occurredOn,
      instalments: restated?.epochs.at(-1)?.account.lines.length,
    },
  });
}

/** The loan is approved as before; another instruction needs another word of a person. */
async function refused(tx: Tx, fact: AnswerFact, context: LoanContext): Promise<void> {
  const { target, actor, now, emit } = context;
  await bookFact(tx, context, fact);
  const version = await changeLoan(tx, target, { status: 'APPROVED', disburser_id: null });
  await recordStep(
    tx,
    {
      action: 'REFUSE_DISBURSEMENT',
      duty: null,
      from: target.status,
      to: 'APPROVED',
      round: target.round,
      opinion: fact.explanation ?? null,
    },
    { loan: target, personId: actor.personId, now },
  );
  emit('loan.disbursement-refused', loanObjects(target, version), {
    instruction: fact.instruction,
    reference: fact.reference,
    amount: yuanOf(fact.amountFen),
  });
}
