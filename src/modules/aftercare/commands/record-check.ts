import { z } from 'zod';
import {
  BorrowerContact,
  FundUseFinding,
  GuaranteeFinding,
  LoanCheckConclusion,
  type LoanCheckKind,
  type LoanCheckTrigger,
  LoanCheckWay,
  type LoanClass,
  RepaymentAbility,
} from '../../../generated/enums.ts';
import { civilDate } from '../../../kernel/clock.ts';
import { command } from '../../../kernel/commands/command.ts';
import {
  classed,
  date,
  enumeration,
  id,
  money,
  pattern,
  ref,
  text,
} from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { yuanOf } from '../../../kernel/money.ts';
import { checkRulesOn, findingsFault } from '../check-rules.ts';
import { type CheckRow, changeCheck, mayOnCheck, onCheck } from '../stored-checks.ts';

const MOST_EVIDENCE = 20;
const MOST_NOTE = 2_000;

const findings = z.object({
  way: enumeration('LoanCheckWay', LoanCheckWay),
  visitId: id('Visit').optional(),
  checkedOn: date().optional(),
  contact: enumeration('BorrowerContact', BorrowerContact),
  fundUse: enumeration('FundUseFinding', FundUseFinding).optional(),
  proven: money().optional(),
  repaymentAbility: enumeration('RepaymentAbility', RepaymentAbility).optional(),
  guarantee: enumeration('GuaranteeFinding', GuaranteeFinding).optional(),
  conclusion: enumeration('LoanCheckConclusion', LoanCheckConclusion),
  evidence: z
    .array(pattern(/^[0-9a-f]{64}$/, 64))
    .max(MOST_EVIDENCE)
    .default([]),
  note: classed('C2', text(MOST_NOTE)).optional(),
});
type Findings = z.output<typeof findings>;

export const recordCheck = command({
  name: 'loan-check.record',
  permission: 'loan-check.record',
  scope: 'references',
  title: { en: 'Record a post-loan check', zh: '登记贷后检查结果' },
  description: {
    en: 'What was found, how and by what evidence. A check on site rests on a recorded visit, whose day, place and photographs are its own. The first check says what the money was used for, the others how far the borrower is able to repay.',
    zh: '登记检查发现、方式及证据。实地检查须关联走访记录，以其时间、地点、照片为准。首次检查须核实资金用途，其他检查须说明还款能力。',
  },
  on: onCheck,
  input: findings,
  result: z.object({ loanCheck: ref('LoanCheck') }),
  acts: ['loan-check.recorded'],
  errors: [
    'loan-check.not_due',
    'loan-check.visit_required',
    'loan-check.other_customer',
    'loan-check.date',
    'loan-check.on_site_required',
    'loan-check.fund_use_required',
    'loan-check.ability_required',
    'loan-check.evidence_required',
    'loan-check.more_than_lent',
    'loan-check.conclusion_too_good',
    'loan.recused',
  ],
  async handler(tx, input, context) {
    const { actor, emit, target, today } = context;
    await mayOnCheck(tx, 'record', context);
    const loan = await loanOf(tx, target);
    const checkedOn = await dayOf(tx, input, { check: target, customerId: loan.customer_id });
    if (checkedOn > today || checkedOn < target.counts_from) {
      throw refuse('loan-check.date', { path: [input.visitId ? 'visitId' : 'checkedOn'] });
    }
    const fault = findingsFault(checkRulesOn(today), checkedBy(target, loan), input);
    if (fault) throw refuse(fault.code, { path: [fault.path] });
    const objects = await changeCheck(tx, target, {
      ...columnsOf(input),
      status: 'DONE',
      checked_on: checkedOn,
      checked_by: actor.personId,
    });
    emit('loan-check.recorded', objects, {
      kind: target.kind,
      trigger: target.trigger,
      way: input.way,
      fundUse: input.fundUse,
      proven: input.proven === undefined ? undefined : yuanOf(input.proven),
      repaymentAbility: input.repaymentAbility,
      guarantee: input.guarantee,
      contact: input.contact,
      conclusion: input.conclusion,
      evidence: input.evidence,
      late: checkedOn > target.due_on,
    });
    return { loanCheck: target.id };
  },
});

const columnsOf = (input: Findings) => ({
  way: input.way,
  visit_id: input.visitId ?? null,
  contact: input.contact,
  fund_use: input.fundUse ?? null,
  proven_fen: input.proven ?? null,
  repayment_ability: input.repaymentAbility ?? null,
  guarantee: input.guarantee ?? null,
  conclusion: input.conclusion,
  evidence: input.evidence,
  note: input.note ?? null,
});

const loanOf = (tx: Tx, check: CheckRow) =>
  tx
    .selectFrom('loan')
    .select(['customer_id', 'loan_class', 'outstanding_principal_fen', 'amount_fen'])
    .where('institution_id', '=', check.institution_id)
    .where('id', '=', check.loan_id)
    .executeTakeFirstOrThrow();

type LoanFigures = Awaited<ReturnType<typeof loanOf>>;

const checkedBy = (check: CheckRow, loan: LoanFigures) => ({
  kind: check.kind as LoanCheckKind,
  trigger: check.trigger as LoanCheckTrigger | null,
  loanClass: (loan.loan_class ?? 'NORMAL') as LoanClass,
  outstandingFen: loan.outstanding_principal_fen,
  amountFen: loan.amount_fen,
});

type Visited = { check: CheckRow; customerId: string };

/** The day of the check: that of its visit, or the day said. */
async function dayOf(
  tx: Tx,
  { way, visitId, checkedOn }: Findings,
  { check, customerId }: Visited,
): Promise<string> {
  if ((way === 'ON_SITE') !== (visitId !== undefined)) {
    throw refuse('loan-check.visit_required', { path: ['visitId'] });
  }
  if ((visitId === undefined) !== (checkedOn !== undefined)) {
    throw refuse('loan-check.visit_required', { path: ['checkedOn'] });
  }
  if (visitId === undefined) return checkedOn ?? '';
  const visit = await tx
    .selectFrom('visit')
    .select(['customer_id', 'status', 'way', 'visited_at'])
    .where('institution_id', '=', check.institution_id)
    .where('id', '=', visitId)
    .executeTakeFirstOrThrow();
  const fits = visit.customer_id === customerId && visit.status === 'RECORDED';
  if (!fits || visit.way !== 'ON_SITE') {
    throw refuse('loan-check.other_customer', { path: ['visitId'] });
  }
  return civilDate(visit.visited_at);
}
