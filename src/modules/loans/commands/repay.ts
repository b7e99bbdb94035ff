import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { date, identifier, money, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { yuanOf } from '../../../kernel/money.ts';
import { requireAllowed } from '../authority.ts';
import { alreadyReported, type CoreFact, keepFact } from '../core-facts.ts';
import { restateInstalments, standingByFacts, standingColumns } from '../restate.ts';
import { advance, changeLoan, loanObjects, onLoan } from '../steps.ts';

const REFERENCE = 64;
const result = z.object({ loan: ref('Loan') });

export const repayLoan = command({
  name: 'loan.repay',
  permission: 'loan.repay',
  scope: 'references',
  title: { en: 'Report a repayment', zh: '还款入账' },
  description: {
    en: 'A repayment the bank core has booked, also of an earlier day: delay, amounts and class are computed anew from all facts, as if each had been known on its day. The same reference sent again changes nothing; with another amount, day or loan it is refused.',
    zh: '核心系统已入账的还款，可为以前日期：逾期、余额与分类按全部事实重新计算，与及时入账结果一致。同一流水号重复发送不产生影响，金额、日期或贷款不同则拒绝。',
  },
  on: onLoan,
  input: z.object({ reference: identifier(REFERENCE), amount: money(), paidOn: date() }),
  result,
  acts: ['loan.repaid', 'loan.report-repeated'],
  errors: [
    'loan.illegal_transition',
    'loan.nothing_outstanding',
    'loan.reference_conflict',
    'loan.date_in_future',
    'loan.date_too_early',
  ],
  async handler(tx, input, { target, actor, emit, now, today }) {
    if (input.amount === 0n) throw refuse('input.invalid', { path: ['amount'] });
    const fact: CoreFact = {
      kind: 'REPAID',
      reference: input.reference,
      instruction: null,
      amountFen: input.amount,
      occurredOn: input.paidOn,
      explanation: null,
    };
    if (await alreadyReported(tx, target, fact)) {
      const data = { kind: fact.kind, reference: fact.reference };
      emit('loan.report-repeated', loanObjects(target, target.version), data);
      return { loan: target.id };
    }
    requireAllowed(target, 'repay', actor);
    if (input.paidOn > today) throw refuse('loan.date_in_future', { path: ['paidOn'] });
    if (input.paidOn < (target.disbursed_on ?? today)) {
      throw refuse('loan.date_too_early', { path: ['paidOn'] });
    }
    await keepFact(tx, { loan: target, fact }, { actor, now });
    const standing = await standingByFacts(tx, target, today);
    await restateInstalments(tx, target, standing);
    const version = await changeLoan(tx, target, standingColumns(standing));
    const { position, classification } = standing;
    emit('loan.repaid', loanObjects(target, version), {
      reference: input.reference,
      amount: yuanOf(input.amount),
      paidOn: input.paidOn,
      outstandingPrincipal: yuanOf(position.outstandingPrincipalFen),
      overdueDays: position.overdueDays,
      loanClass: classification.loanClass,
    });
    return { loan: target.id };
  },
});

export const settleLoan = command({
  name: 'loan.settle',
  permission: 'loan.settle',
  scope: 'references',
  title: { en: 'Settle a loan', zh: '贷款结清' },
  description: {
    en: 'Closes a loan of which nothing is outstanding any more.',
    zh: '对已无未还款项的贷款办理结清。',
  },
  on: onLoan,
  input: z.object({}),
  result,
  acts: ['loan.settled'],
  errors: ['loan.illegal_transition', 'loan.balance_outstanding'],
  async handler(tx, _input, context) {
    const { target, today } = context;
    await advance(tx, context, {
      action: 'settle',
      act: 'loan.settled',
      changes: { settled_on: today },
      data: { surplus: yuanOf(target.surplus_fen) },
    });
    return { loan: target.id };
  },
});
