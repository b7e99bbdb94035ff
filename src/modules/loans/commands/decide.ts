import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref, text } from '../../../kernel/commands/input.ts';
import { together } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { requireAllowed } from '../authority.ts';
import { authorityOfLoan, endDeliberation, opening } from '../deliberation-rows.ts';
import { requireFlagsCleared } from '../flags.ts';
import { advance, onLoan, readyTo, UNSIGNED } from '../steps.ts';
import { castVote } from '../voting.ts';

const OPINION = 1000;
const opinion = z.object({ opinion: text(OPINION) });
const result = z.object({ loan: ref('Loan') });

/** Refusals of whoever stops an application at the step they decide. */
const STOPPING = [
  'loan.illegal_transition',
  'loan.permission_required',
  'loan.separation_of_duties',
  'loan.recused',
  'loan.no_seat',
];

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
    'loan.recused',
    'loan.no_authority',
  ],
  async handler(tx, input, context) {
    const { target, actor, now, today } = context;
    requireAllowed(target, 'review', actor);
    const [{ question, authority }, , ready] = await together([
      authorityOfLoan(tx, target, { today }),
      requireFlagsCleared(tx, target),
      readyTo(tx, context, 'review'),
    ]);
    await advance(tx, context, {
      action: 'review',
      act: 'loan.reviewed',
      changes: { reviewer_id: actor.personId },
      opinion: input.opinion,
      ready,
    });
    if (!authority) throw refuse('loan.no_authority');
    context.write(opening(tx, target, { question, authority, now }));
    return { loan: target.id };
  },
});

export const returnLoan = command({
  name: 'loan.return',
  permission: 'loan.return',
  scope: 'references',
  title: { en: 'Send an application back', zh: '退回补充' },
  description: {
    en: 'Whoever decides the present step sends it back to be completed, with the reason; an approval can be sent back as well until it is acted on. Earlier signatures and votes no longer count.',
    zh: '由当前环节经办人说明理由后退回补充，已审批未用信的也可退回；之前的签字与表决不再有效。',
  },
  on: onLoan,
  input: z.object({}),
  result,
  acts: ['loan.returned'],
  reasonRequired: true,
  errors: STOPPING,
  async handler(tx, _input, context) {
    const { target, reason, now } = context;
    await advance(tx, context, {
      action: 'return',
      act: 'loan.returned',
      changes: { round: target.round + 1, ...UNSIGNED },
      opinion: reason,
      data: { round: target.round },
    });
    await endDeliberation(tx, target, { status: 'RETURNED', now });
    return { loan: target.id };
  },
});

export const rejectLoan = command({
  name: 'loan.reject',
  permission: 'loan.reject',
  scope: 'references',
  title: { en: 'Reject an application', zh: '否决贷款申请' },
  description: {
    en: 'Whoever decides the present step rejects the application for good, with the reason. A level that decides by votes does so by `loan.vote`.',
    zh: '由当前环节经办人说明理由后否决申请；集体表决的层级通过投票否决。',
  },
  on: onLoan,
  input: z.object({}),
  result,
  acts: ['loan.rejected', 'loan.authority-changed', 'loan.voted'],
  reasonRequired: true,
  errors: [...STOPPING, 'loan.no_authority', 'loan.level_votes', 'loan.voted_already'],
  async handler(tx, _input, context) {
    const opinion = context.reason ?? '';
    if (context.target.status === 'REVIEWED') {
      await castVote(tx, context, { action: 'reject', choice: 'AGAINST', opinion, conditions: [] });
    } else await advance(tx, context, { action: 'reject', act: 'loan.rejected', opinion });
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
    const opinion = context.reason;
    await advance(tx, context, { action: 'withdraw', act: 'loan.withdrawn', opinion });
    await endDeliberation(tx, context.target, { status: 'WITHDRAWN', now: context.now });
    return { loan: context.target.id };
  },
});
