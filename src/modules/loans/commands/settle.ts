import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { date, id, machineReference, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { yuanOf } from '../../../kernel/money.ts';
import {
  REFERENCE_LENGTH,
  recordFact,
  requireReversible,
  reversalOf,
} from '../../servicing/index.ts';
import type { LoanRow } from '../authority.ts';
import { advance, loanObjects, onLoan } from '../steps.ts';

const result = z.object({ loan: ref('Loan') });

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
      // The end of the day closes the history of its class.
      changes: { settled_on: today, class_turns_on: today },
      data: { surplus: yuanOf(target.surplus_fen) },
    });
    return { loan: target.id };
  },
});

export const reopenLoan = command({
  name: 'loan.reopen',
  permission: 'loan.reopen',
  scope: 'references',
  title: { en: 'Open a settled loan again', zh: '撤销结清' },
  description: {
    en: 'A payment that settled the loan bounced: by two people it is taken back, and the loan is owed again as if it had never come, delay and class included. Refused where nothing is owed without it either.',
    zh: '结清所依据的还款被退回的，经两人办理冲正该笔还款并恢复贷款，逾期与分类按其从未入账重新计算；冲正后仍无欠款的不予办理。',
  },
  on: onLoan,
  input: z.object({
    factId: id('LoanFact').describe('The payment that bounced. 被退回的还款'),
    reference: machineReference(REFERENCE_LENGTH).describe(
      'The core’s own of the return. 核心流水号',
    ),
    occurredOn: date(),
  }),
  result,
  acts: ['loan.reopened', 'loan.fact-reversed'],
  reasonRequired: true,
  secondPerson: true,
  errors: [
    'loan.illegal_transition',
    'loan.recused',
    'loan.fact_not_reversible',
    'loan.nothing_outstanding',
    'loan.reference_conflict',
    'loan.date_in_future',
    'loan.date_too_early',
  ],
  async handler(tx, told, context) {
    const { target, emit, reason } = context;
    const kind = await requireReversible(tx, target, told.factId);
    const changes = { settled_on: null };
    const data = { settledOn: target.settled_on };
    const step = {
      action: 'reopen',
      act: 'loan.reopened',
      changes,
      opinion: reason,
      data,
    } as const;
    await advance(tx, context, step);
    const open: LoanRow = { ...target, ...changes, status: 'ACTIVE' };
    const fact = reversalOf(told, reason);
    const recorded = await recordFact(tx, { ...context, target: open }, fact);
    if (recorded.outcome !== 'COUNTED') throw refuse('loan.fact_not_reversible');
    const { position, version } = recorded;
    const { outstandingTotalFen, writtenOffPrincipalFen, writtenOffInterestFen } = position;
    if (outstandingTotalFen + writtenOffPrincipalFen + writtenOffInterestFen <= 0n) {
      throw refuse('loan.nothing_outstanding');
    }
    const { reference, occurredOn } = told;
    const outstanding = yuanOf(outstandingTotalFen);
    const back = { kind, reference, occurredOn, outstanding };
    emit('loan.fact-reversed', loanObjects(target, version), back);
    return { loan: target.id };
  },
});
