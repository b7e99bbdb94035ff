import { z } from 'zod';
import { LoanVoteChoice } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, ref, text } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { onLoan } from '../steps.ts';
import { castVote } from '../voting.ts';

const OPINION = 1000;
const CONDITION = 500;
const MOST_CONDITIONS = 20;
const result = z.object({ loan: ref('Loan') });

const conditions = z
  .array(text(CONDITION))
  .max(MOST_CONDITIONS)
  .default([])
  .describe('To be fulfilled, with evidence, before anything is paid out. 放款前提条件');

const ERRORS = [
  'loan.illegal_transition',
  'loan.separation_of_duties',
  'loan.recused',
  'loan.no_authority',
  'loan.no_seat',
  'loan.voted_already',
  'loan.above_approval_limit',
  'loan.customer_not_active',
  'loan.customer_blacklisted',
  'loan.claim_written_off',
  'loan.line_suspended',
  'loan.product_outside_line',
  'loan.product_not_offered',
  'loan.over_credit_line',
  'loan.over_stand_alone_limit',
];

export const approveLoan = command({
  name: 'loan.approve',
  permission: 'loan.approve',
  scope: 'references',
  title: { en: 'Approve a loan', zh: '贷款审批' },
  description: {
    en: 'The decision of a level that one person holds, by whom the authority matrix gives it to and who neither applied, investigated nor reviewed; at the last level the loan is approved until a day. The credit line is checked once more, against what is already committed.',
    zh: '单人审批层级的决定：由授权矩阵确定、且未参与申请、调查、审查的人员作出；最后一级通过即为审批同意，并有有效期。按已承诺金额再次核对授信额度。',
  },
  on: onLoan,
  input: z.object({ opinion: text(OPINION), conditions }),
  result,
  acts: ['loan.approved', 'loan.voted', 'loan.authority-changed'],
  errors: [...ERRORS, 'loan.level_votes'],
  async handler(tx, input, context) {
    await castVote(tx, context, { ...input, action: 'approve', choice: 'FOR' });
    return { loan: context.target.id };
  },
});

export const voteOnLoan = command({
  name: 'loan.vote',
  permission: 'loan.approve',
  governedBy: 'loan.approve',
  scope: 'references',
  title: { en: 'Vote on a loan', zh: '贷审表决' },
  description: {
    en: 'A vote at a level that decides by several: carried by enough votes for it among a quorum, lost once it cannot be carried or at a veto. Each person, and each seat, has one vote on a loan.',
    zh: '集体审议层级的表决：达到法定票数且赞成票足额即通过，无法通过或被一票否决即否决。每人每席对一笔贷款只有一票。',
  },
  on: onLoan,
  input: z.object({
    choice: enumeration('LoanVoteChoice', LoanVoteChoice),
    opinion: text(OPINION),
    conditions,
  }),
  result,
  acts: ['loan.voted', 'loan.approved', 'loan.rejected', 'loan.authority-changed'],
  errors: [...ERRORS, 'loan.level_single', 'loan.seat_kept', 'loan.conditions_without_assent'],
  async handler(tx, input, context) {
    if (input.choice !== 'FOR' && input.conditions.length > 0) {
      throw refuse('loan.conditions_without_assent', { path: ['conditions'] });
    }
    await castVote(tx, context, { ...input, action: 'vote' });
    return { loan: context.target.id };
  },
});
