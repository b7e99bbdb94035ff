import { z } from 'zod';
import type { LoanChangeGround, LoanChangeKind } from '../../../generated/enums.ts';
import { type Context, command } from '../../../kernel/commands/command.ts';
import { classed, ref, text } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { yuanOf } from '../../../kernel/money.ts';
import { isTied } from '../../loans/index.ts';
import { loanObjects, type RepaymentMethod, rateOf, recordFact } from '../../servicing/index.ts';
import { changeFault, changeRulesOn } from '../change-rules.ts';
import { type ChangeAct, changeRefusal } from '../change-workflow.ts';
import {
  type ChangeRow,
  changedOn,
  changeFacts,
  loanOf,
  lockLoan,
  onChange,
  saveChange,
} from '../stored-changes.ts';

const MOST_WORDS = 1_000;
const result = z.object({ loanChange: ref('LoanChange') });
const opinion = z.object({ opinion: classed('C2', text(MOST_WORDS)) });

export const approveChange = command({
  name: 'loan-change.approve',
  permission: 'loan-change.decide',
  scope: 'references',
  title: { en: 'Approve a change of a loan', zh: '批准贷款变更' },
  description: {
    en: 'By another person than the one who proposed it, within their limit; a write-off by nobody who granted the loan. The rules are looked at once more, and the change holds from today: schedule, delay and class follow.',
    zh: '由申请人以外的人员在权限内审批，核销不得由该笔贷款经办人审批。再次核对规则，自当日起生效，还款计划、逾期和分类随之重算。',
  },
  on: onChange,
  input: opinion,
  result,
  acts: ['loan-change.applied'],
  errors: [
    'loan-change.decided',
    'loan-change.same_person',
    'loan-change.own_loan',
    'loan-change.consent_missing',
    'loan-change.above_limit',
    'loan-change.loan_not_active',
    'loan-change.nothing_owed',
    'loan-change.matured',
    'loan-change.is_restructuring',
    'loan-change.too_long',
    'loan-change.dearer',
    'loan-change.not_lost',
    'loan-change.not_pursued',
    'loan-change.not_overdue_enough',
    'loan.fact_without_effect',
    'loan.recused',
  ],
  async handler(tx, given, context) {
    const { target, actor, today } = context;
    const { institutionId } = actor;
    const loan = await lockLoan(tx, { institutionId, loanId: target.loan_id });
    await mayAct(tx, context, 'approve');
    const changed = await changedOn(tx, loan, today);
    const terms = {
      kind: target.kind as LoanChangeKind,
      ground: target.ground as LoanChangeGround,
      months: target.months,
      rate: target.annual_rate === null ? null : rateOf(target.annual_rate),
    };
    const fault = changeFault(changeRulesOn(today), changed, terms);
    if (fault) throw refuse(fault.code, { details: fault.details ?? {} });
    // The principal may have grown since, by a drawing.
    if (changed.principalFen > actor.approvalLimitFen) throw refuse('loan-change.above_limit');
    const objects = await decide(tx, context, { status: 'APPLIED', opinion: given.opinion });
    const recorded = await recordFact(tx, { ...context, target: loan }, factOf(target, today));
    context.emit('loan-change.applied', [...objects, ...loanObjects(loan, recorded.version)], {
      kind: target.kind,
      ground: target.ground,
      principal: yuanOf(changed.principalFen),
      effectiveOn: today,
    });
    return { loanChange: target.id };
  },
});

/** What the change makes true of the loan; its key is the reference, so it happens once. */
function factOf(change: ChangeRow, today: string) {
  const named = { reference: change.id, occurredOn: today };
  const months = change.months ?? 0;
  if (change.kind === 'EXTENSION') return { ...named, kind: 'EXTENDED', months } as const;
  if (change.kind === 'WRITE_OFF') return { ...named, kind: 'WRITTEN_OFF' } as const;
  const method = change.repayment_method as RepaymentMethod;
  const annualRatePercent = change.annual_rate ?? '0';
  return { ...named, kind: 'RESTRUCTURED', months, method, annualRatePercent } as const;
}

export const rejectChange = command({
  name: 'loan-change.reject',
  permission: 'loan-change.decide',
  scope: 'references',
  title: { en: 'Reject a change of a loan', zh: '否决贷款变更' },
  description: { en: 'The loan stays as it is.', zh: '贷款维持原状。' },
  on: onChange,
  input: opinion,
  result,
  acts: ['loan-change.rejected'],
  errors: [
    'loan-change.decided',
    'loan-change.same_person',
    'loan-change.own_loan',
    'loan.recused',
  ],
  async handler(tx, given, context) {
    const { target, emit } = context;
    await mayAct(tx, context, 'reject');
    const objects = await decide(tx, context, { status: 'REJECTED', opinion: given.opinion });
    emit('loan-change.rejected', [...objects, ofLoan(target)], { kind: target.kind });
    return { loanChange: target.id };
  },
});

export const withdrawChange = command({
  name: 'loan-change.withdraw',
  permission: 'loan-change.propose',
  scope: 'references',
  title: { en: 'Take back a change of a loan', zh: '撤回贷款变更' },
  description: {
    en: 'By whoever proposed it, as long as nobody has decided.',
    zh: '审批前由申请人撤回。',
  },
  on: onChange,
  input: z.object({}),
  result,
  acts: ['loan-change.withdrawn'],
  errors: ['loan-change.decided', 'loan-change.not_own'],
  async handler(tx, _input, context) {
    const { target, emit } = context;
    await mayAct(tx, context, 'withdraw');
    const objects = await decide(tx, context, { status: 'WITHDRAWN', opinion: null });
    emit('loan-change.withdrawn', [...objects, ofLoan(target)], { kind: target.kind });
    return { loanChange: target.id };
  },
});

type Deciding = Context<ChangeRow>;
type Decision = { status: 'APPLIED' | 'REJECTED' | 'WITHDRAWN'; opinion: string | null };

const ofLoan = ({ loan_id: id }: ChangeRow) => ({ type: 'Loan', id });

async function mayAct(tx: Tx, context: Deciding, act: ChangeAct): Promise<void> {
  const { target, actor } = context;
  const tied = await isTied(tx, await loanOf(tx, target), context);
  const code = changeRefusal(await changeFacts(tx, target), act, { ...actor, tied });
  if (code) throw refuse(code);
}

const decide = (tx: Tx, { target, actor, today }: Deciding, { status, opinion }: Decision) =>
  saveChange(tx, target, {
    status,
    opinion,
    decided_by: actor.personId,
    decided_on: today,
  });
