import { z } from 'zod';
import { LoanVoteChoice } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { classed, enumeration, ref, text } from '../../../kernel/commands/input.ts';
import { requireActable } from '../change-deciders.ts';
import { castChangeVote, decide } from '../change-voting.ts';
import { changeObjects, loanOf, onChange } from '../stored-changes.ts';

const MOST_WORDS = 1_000;
const result = z.object({ loanChange: ref('LoanChange') });
const opinion = z.object({ opinion: classed('C2', text(MOST_WORDS)) });

/** Why somebody does not decide. */
const BARRED = [
  'loan-change.decided',
  'loan-change.same_person',
  'loan-change.own_loan',
  'loan-change.no_authority',
  'loan-change.no_seat',
  'loan-change.voted_already',
  'loan.recused',
];

/** Why it may not be granted, whoever decides. */
const UNFIT = [
  'loan-change.consent_missing',
  'loan-change.above_limit',
  'loan-change.loan_not_active',
  'loan-change.nothing_owed',
  'loan-change.matured',
  'loan-change.is_restructuring',
  'loan-change.too_long',
  'loan-change.dearer',
  'loan-change.drawing_under_way',
  'loan-change.not_lost',
  'loan-change.not_pursued',
  'loan-change.not_overdue_enough',
  'loan.fact_without_effect',
];

export const approveChange = command({
  name: 'loan-change.approve',
  permission: 'loan-change.decide',
  scope: 'references',
  title: { en: 'Approve a change of a loan', zh: '批准贷款变更' },
  description: {
    en: 'The decision of a level that one person holds, by whom the authority matrix gives it to: nobody who proposed it or investigated the loan, and of a write-off nobody who granted it. The rules are looked at once more; at the last level the change holds from today, and schedule, delay and class follow.',
    zh: '单人审批层级的决定：由授权矩阵确定、且非申请人和贷款调查人的人员作出，核销不得由该笔贷款经办人审批。再次核对规则；最后一级通过即自当日起生效，还款计划、逾期和分类随之重算。',
  },
  on: onChange,
  input: opinion,
  result,
  acts: ['loan-change.applied', 'loan-change.voted', 'loan-change.authority-changed'],
  errors: [...BARRED, ...UNFIT, 'loan-change.level_votes'],
  async handler(tx, input, context) {
    await castChangeVote(tx, context, { ...input, action: 'approve', choice: 'FOR' });
    return { loanChange: context.target.id };
  },
});

export const voteOnChange = command({
  name: 'loan-change.vote',
  permission: 'loan-change.decide',
  governedBy: 'loan-change.approve',
  scope: 'references',
  title: { en: 'Vote on a change of a loan', zh: '贷款变更表决' },
  description: {
    en: 'A vote at a level that decides by several: carried by enough votes for it among a quorum, lost once it cannot be carried or at a veto. Each person, and each seat, has one vote on a change.',
    zh: '集体审议层级的表决：达到法定票数且赞成票足额即通过，无法通过或被一票否决即否决。每人每席对一项变更只有一票。',
  },
  on: onChange,
  input: opinion.extend({ choice: enumeration('LoanVoteChoice', LoanVoteChoice) }),
  result,
  acts: [
    'loan-change.voted',
    'loan-change.applied',
    'loan-change.rejected',
    'loan-change.authority-changed',
  ],
  errors: [...BARRED, ...UNFIT, 'loan-change.level_single', 'loan-change.seat_kept'],
  async handler(tx, input, context) {
    await castChangeVote(tx, context, { ...input, action: 'vote' });
    return { loanChange: context.target.id };
  },
});

export const rejectChange = command({
  name: 'loan-change.reject',
  permission: 'loan-change.decide',
  scope: 'references',
  title: { en: 'Reject a change of a loan', zh: '否决贷款变更' },
  description: {
    en: 'By whoever decides the present level alone; the loan stays as it is. A level that decides by votes does so by `loan-change.vote`.',
    zh: '由当前单人审批层级的审批人否决，贷款维持原状；集体表决的层级通过投票否决。',
  },
  on: onChange,
  input: opinion,
  result,
  acts: ['loan-change.rejected', 'loan-change.authority-changed'],
  errors: [...BARRED, 'loan-change.level_votes'],
  async handler(tx, input, context) {
    await castChangeVote(tx, context, { ...input, action: 'reject', choice: 'AGAINST' });
    return { loanChange: context.target.id };
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
    const { target, actor, today, vault, emit } = context;
    const changing = { loan: await loanOf(tx, target), change: target };
    await requireActable(tx, changing, { act: 'withdraw', actor, today, vault });
    const version = await decide(tx, context, { status: 'WITHDRAWN', opinion: null });
    emit('loan-change.withdrawn', changeObjects(target, version), { kind: target.kind });
    return { loanChange: target.id };
  },
});
