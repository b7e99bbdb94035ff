import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref, text } from '../../../kernel/commands/input.ts';
import { yuanOf } from '../../../kernel/money.ts';
import { requireProduct } from '../asked-terms.ts';
import { requireAllowed } from '../authority.ts';
import { borrowerOf, exposureOf, lockBorrower, requireWithinLine } from '../exposure.ts';
import { requireFlagsCleared } from '../flags.ts';
import { advance, onLoan } from '../steps.ts';

const OPINION = 1000;
const opinion = z.object({ opinion: text(OPINION) });
const result = z.object({ loan: ref('Loan') });

export const reviewLoan = command({
  name: 'loan.review',
  permission: 'loan.review',
  scope: 'references',
  title: { en: 'Review an application', zh: '贷款审查' },
  description: {
    en: 'The reviewer, who did not investigate, recommends the application for approval, once every flag of it is answered.',
    zh: '由未参与调查的审查人在答复全部预警后审查并提交审批。',
  },
  on: onLoan,
  input: opinion,
  result,
  acts: ['loan.reviewed'],
  errors: [
    'loan.illegal_transition',
    'loan.separation_of_duties',
    'loan.flags_open',
    'loan.flags_confirmed',
  ],
  async handler(tx, input, context) {
    const { target, actor } = context;
    requireAllowed(target, 'review', actor);
    await requireFlagsCleared(tx, target);
    await advance(tx, context, {
      action: 'review',
      act: 'loan.reviewed',
      changes: { reviewer_id: actor.personId },
      opinion: input.opinion,
    });
    return { loan: target.id };
  },
});

export const approveLoan = command({
  name: 'loan.approve',
  permission: 'loan.approve',
  scope: 'references',
  title: { en: 'Approve a loan', zh: '贷款审批' },
  description: {
    en: 'Within the approval limit of the caller’s roles, by someone who neither applied, investigated nor reviewed. The credit line is checked once more, against what is already committed.',
    zh: '在本人审批限额内，由未参与申请、调查、审查的人员审批；并按已承诺金额再次核对授信额度。',
  },
  on: onLoan,
  input: opinion,
  result,
  acts: ['loan.approved'],
  errors: [
    'loan.illegal_transition',
    'loan.separation_of_duties',
    'loan.above_approval_limit',
    'loan.customer_not_active',
    'loan.customer_blacklisted',
    'loan.line_suspended',
    'loan.product_outside_line',
    'loan.product_not_offered',
    'loan.over_credit_line',
    'loan.over_stand_alone_limit',
  ],
  async handler(tx, input, context) {
    const { target, actor, today } = context;
    requireAllowed(target, 'approve', actor);
    const { institutionId } = actor;
    const product = await requireProduct(tx, { institutionId, code: target.product, today });
    await lockBorrower(tx, actor, borrowerOf(target, today));
    const at = { customerId: target.customer_id, today, except: target.id };
    const exposure = await exposureOf(tx, actor, at);
    const amountFen = target.amount_fen;
    requireWithinLine(exposure, { amountFen, product, countPending: false });
    await advance(tx, context, {
      action: 'approve',
      act: 'loan.approved',
      changes: { approver_id: actor.personId, approved_on: today },
      opinion: input.opinion,
      data: { amount: yuanOf(amountFen), limit: yuanOf(actor.approvalLimitFen) },
    });
    return { loan: target.id };
  },
});

export const returnLoan = command({
  name: 'loan.return',
  permission: 'loan.return',
  scope: 'references',
  title: { en: 'Send an application back', zh: '退回补充' },
  description: {
    en: 'Whoever decides the present step sends it back to be completed, with the reason. Earlier signatures no longer count.',
    zh: '由当前环节经办人说明理由后退回补充，之前的签字不再有效。',
  },
  on: onLoan,
  input: z.object({}),
  result,
  acts: ['loan.returned'],
  reasonRequired: true,
  errors: ['loan.illegal_transition', 'loan.permission_required', 'loan.separation_of_duties'],
  async handler(tx, _input, context) {
    const { target, reason } = context;
    await advance(tx, context, {
      action: 'return',
      act: 'loan.returned',
      changes: {
        round: target.round + 1,
        first_investigator_id: null,
        second_investigator_id: null,
        reviewer_id: null,
      },
      opinion: reason,
      data: { round: target.round },
    });
    return { loan: target.id };
  },
});

export const rejectLoan = command({
  name: 'loan.reject',
  permission: 'loan.reject',
  scope: 'references',
  title: { en: 'Reject an application', zh: '否决贷款申请' },
  description: {
    en: 'Whoever decides the present step rejects the application for good, with the reason.',
    zh: '由当前环节经办人说明理由后否决申请。',
  },
  on: onLoan,
  input: z.object({}),
  result,
  acts: ['loan.rejected'],
  reasonRequired: true,
  errors: ['loan.illegal_transition', 'loan.permission_required', 'loan.separation_of_duties'],
  async handler(tx, _input, context) {
    const opinionOf = context.reason;
    await advance(tx, context, { action: 'reject', act: 'loan.rejected', opinion: opinionOf });
    return { loan: context.target.id };
  },
});

export const withdrawLoan = command({
  name: 'loan.withdraw',
  permission: 'loan.withdraw',
  scope: 'references',
  title: { en: 'Withdraw an application', zh: '撤回贷款申请' },
  description: {
    en: 'On the borrower’s word, until the disbursement is instructed.',
    zh: '按借款人意愿撤回，放款指令发出前均可办理。',
  },
  on: onLoan,
  input: z.object({}),
  result,
  acts: ['loan.withdrawn'],
  reasonRequired: true,
  errors: ['loan.illegal_transition'],
  async handler(tx, _input, context) {
    const opinionOf = context.reason;
    await advance(tx, context, { action: 'withdraw', act: 'loan.withdrawn', opinion: opinionOf });
    return { loan: context.target.id };
  },
});
