import { z } from 'zod';
import { type Context, command } from '../../../kernel/commands/command.ts';
import { date, machineReference, money, ref } from '../../../kernel/commands/input.ts';
import { addDays } from '../../../kernel/dates.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { yuanOf } from '../../../kernel/money.ts';
import {
  isBeforeMoney,
  type LoanRow,
  loanObjects,
  onLoan,
  positionOn,
  recordFact,
} from '../../servicing/index.ts';

const REFERENCE = 64;
const payment = z.object({
  reference: machineReference(REFERENCE),
  amount: money(),
  paidOn: date(),
});
const result = z.object({ loan: ref('Loan') });

const errors = [
  'loan.illegal_transition',
  'loan.nothing_outstanding',
  'loan.reference_conflict',
  'loan.date_in_future',
  'loan.date_too_early',
] as const;

export const payFromGuarantee = command({
  name: 'loan.pay-from-guarantee',
  permission: 'loan.repay',
  scope: 'references',
  title: { en: 'Report a payment from the guarantee', zh: '担保代偿入账' },
  description: {
    en: 'What a guarantor paid, or collateral brought, as the bank core booked it; also of an earlier day. The same reference sent again changes nothing.',
    zh: '核心系统已入账的保证人代偿或押品处置款，可为以前日期。同一流水号重复发送不产生影响。',
  },
  on: onLoan,
  input: payment,
  result,
  acts: ['loan.guarantee-paid', 'loan.report-repeated'],
  errors: [...errors],
  handler: (tx, input, context) => book(tx, context, { ...input, kind: 'GUARANTEE_PAID' }),
});

export const recoverLoan = command({
  name: 'loan.recover',
  permission: 'loan.repay',
  scope: 'references',
  title: { en: 'Report a recovery', zh: '核销后收回入账' },
  description: {
    en: 'What came in on a claim that had been written off by that day.',
    zh: '已核销贷款收回的款项。',
  },
  on: onLoan,
  input: payment,
  result,
  acts: ['loan.recovered', 'loan.report-repeated'],
  errors: [...errors, 'loan.not_written_off'],
  handler: (tx, input, context) => book(tx, context, { ...input, kind: 'RECOVERED' }),
});

type Reported = z.output<typeof payment> & { kind: 'GUARANTEE_PAID' | 'RECOVERED' };
const ACTS = { GUARANTEE_PAID: 'loan.guarantee-paid', RECOVERED: 'loan.recovered' } as const;

async function book(
  tx: Tx,
  context: Context<LoanRow>,
  { kind, reference, amount: amountFen, paidOn }: Reported,
): Promise<{ loan: string }> {
  const { target: loan, emit } = context;
  if (amountFen === 0n) throw refuse('input.invalid', { path: ['amount'] });
  if (loan.status !== 'ACTIVE' && loan.status !== 'SETTLED') {
    throw refuse('loan.illegal_transition', { details: { status: loan.status, action: kind } });
  }
  if (paidOn > context.today) throw refuse('loan.date_in_future', { path: ['paidOn'] });
  if (isBeforeMoney(loan, paidOn)) throw refuse('loan.date_too_early', { path: ['paidOn'] });
  const fact = { kind, reference, amountFen, occurredOn: paidOn } as const;
  const recorded = await recordFact(tx, context, fact);
  const objects = loanObjects(loan, recorded.version);
  if (recorded.outcome !== 'COUNTED') {
    emit('loan.report-repeated', objects, { kind, reference });
    return { loan: loan.id };
  }
  await requireClaim(tx, loan, { kind, paidOn });
  const { outstandingPrincipalFen } = recorded.position;
  const outstandingPrincipal = yuanOf(outstandingPrincipalFen);
  emit(ACTS[kind], objects, { reference, amount: yuanOf(amountFen), paidOn, outstandingPrincipal });
  return { loan: loan.id };
}

/**
 * Refuses money nobody owed when its day began. Earlier days decide alone, so that reports may come
 * in any order, and the same one again after all is paid.
 */
async function requireClaim(
  tx: Tx,
  { institution_id: institutionId, id: loanId }: LoanRow,
  { kind, paidOn }: Pick<Reported, 'kind' | 'paidOn'>,
): Promise<void> {
  if (kind === 'RECOVERED') {
    const writtenOff = await tx
      .selectFrom('loan_fact as f')
      .select('f.id')
      .where('f.institution_id', '=', institutionId)
      .where('f.loan_id', '=', loanId)
      .where('f.kind', '=', 'WRITTEN_OFF')
      .where('f.occurred_on', '<=', paidOn)
      .executeTakeFirst();
    if (!writtenOff) throw refuse('loan.not_written_off', { path: ['paidOn'] });
  }
  const before = await positionOn(tx, { institutionId, loanId }, addDays(paidOn, -1));
  if (!before) return;
  const { outstandingTotalFen, writtenOffPrincipalFen, writtenOffInterestFen } = before;
  if (outstandingTotalFen + writtenOffPrincipalFen + writtenOffInterestFen <= 0n) {
    throw refuse('loan.nothing_outstanding', { path: ['paidOn'] });
  }
}
