import { z } from 'zod';
import type { Context } from '../../../kernel/commands/command.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, id, machineReference, money, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { yuanOf } from '../../../kernel/money.ts';
import type { LoanRow } from '../columns.ts';
import { loanObjects, onLoan } from '../loan-objects.ts';
import { recordFact } from '../record.ts';
import { REFERENCE_LENGTH } from '../repaying.ts';
import { requireReversible, reversalOf } from '../reversing.ts';
import type { ReportedFact } from '../stored-facts.ts';

const result = z.object({ loan: ref('Loan') });
const named = { reference: machineReference(REFERENCE_LENGTH), occurredOn: date() };
export const FACT_ERRORS = [
  'loan.illegal_transition',
  'loan.reference_conflict',
  'loan.date_in_future',
  'loan.date_too_early',
  'loan.fact_without_effect',
];

type Reported = { fact: ReportedFact; act: string; data?: Record<string, unknown> };

/** Records what is reported of a loan paid out, and says in the journal where it then stands. */
export async function report(
  tx: Tx,
  context: Context<LoanRow>,
  { fact, act, data }: Reported,
): Promise<{ loan: string }> {
  const { target: loan, emit } = context;
  if (loan.status !== 'ACTIVE') {
    throw refuse('loan.illegal_transition', { details: { status: loan.status, action: act } });
  }
  const recorded = await recordFact(tx, context, fact);
  const { kind, reference, occurredOn } = fact;
  const objects = loanObjects(loan, recorded.version);
  if (recorded.outcome !== 'COUNTED') emit('loan.report-repeated', objects, { kind, reference });
  else {
    const outstanding = yuanOf(recorded.position.outstandingTotalFen);
    emit(act, objects, { reference, occurredOn, ...data, outstanding });
  }
  return { loan: loan.id };
}

const positive = (amountFen: bigint): bigint => {
  if (amountFen === 0n) throw refuse('input.invalid', { path: ['amount'] });
  return amountFen;
};

export const chargePenalty = command({
  name: 'loan.charge-penalty',
  permission: 'loan.repay',
  scope: 'references',
  title: { en: 'Report penalty interest', zh: '罚息入账' },
  description: {
    en: 'Penalty interest as the bank core worked it out: due at once, paid when the product says, before or after interest and principal.',
    zh: '核心系统计收的罚息：即时到期，按产品约定的冲抵顺序受偿。',
  },
  on: onLoan,
  input: z.object({ ...named, amount: money() }),
  result,
  acts: ['loan.penalty-charged', 'loan.report-repeated'],
  errors: FACT_ERRORS,
  async handler(tx, { amount, ...told }, context) {
    const fact = { kind: 'PENALTY_CHARGED', ...told, amountFen: positive(amount) } as const;
    const data = { amount: yuanOf(amount) };
    return report(tx, context, { fact, act: 'loan.penalty-charged', data });
  },
});

export const receiveSubsidy = command({
  name: 'loan.receive-subsidy',
  permission: 'loan.repay',
  scope: 'references',
  title: { en: 'Report an interest subsidy', zh: '贴息到账' },
  description: {
    en: 'Interest that somebody else pays for the borrower has come in: it goes to the subsidised part of the oldest instalments, and to nothing else.',
    zh: '财政等贴息资金到账：依次计入最早各期的贴息部分，不抵其他款项。',
  },
  on: onLoan,
  input: z.object({ ...named, amount: money() }),
  result,
  acts: ['loan.subsidy-received', 'loan.report-repeated'],
  errors: FACT_ERRORS,
  async handler(tx, { amount, ...told }, context) {
    const fact = { kind: 'SUBSIDY_PAID', ...told, amountFen: positive(amount) } as const;
    const data = { amount: yuanOf(amount) };
    return report(tx, context, { fact, act: 'loan.subsidy-received', data });
  },
});

export const reverseFact = command({
  name: 'loan.reverse-fact',
  permission: 'loan.repay',
  scope: 'references',
  title: { en: 'Take a fact back', zh: '冲正' },
  description: {
    en: 'A fact reported by mistake: from now on the loan stands as if it had never been, on every day. It stays on record, with the reason. Neither money paid out nor what people decided here can be taken back; on a settled loan two people do it by `loan.reopen`.',
    zh: '冲正误报的事实：贷款各日状况按其从未发生重新计算，原事实与原因留存；放款及本方审批事项不可冲正；贷款已结清的由两人办理 loan.reopen。',
  },
  on: onLoan,
  input: z.object({ ...named, factId: id('LoanFact') }),
  result,
  acts: ['loan.fact-reversed', 'loan.report-repeated'],
  reasonRequired: true,
  errors: [...FACT_ERRORS, 'loan.fact_not_reversible', 'loan.reopen_first'],
  async handler(tx, told, context) {
    const { target: loan, reason } = context;
    if (loan.status === 'SETTLED') throw refuse('loan.reopen_first');
    const kind = await requireReversible(tx, loan, told.factId);
    const fact = reversalOf(told, reason);
    return report(tx, context, { fact, act: 'loan.fact-reversed', data: { kind } });
  },
});
