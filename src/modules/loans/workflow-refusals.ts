import { levelRefusals } from './deliberation.ts';

/** Refusals of this workflow, in the shape of the error catalogue. */
export const loanWorkflowRefusals = {
  'loan.illegal_transition': {
    status: 409,
    en: 'The loan is not in a state in which this can be done.',
    zh: '贷款当前状态不允许该操作。',
  },
  'loan.permission_required': {
    status: 403,
    en: 'This step needs a permission you do not have.',
    zh: '您没有办理该环节的权限。',
  },
  'loan.separation_of_duties': {
    status: 403,
    en: 'Separation of duties: you act, or might act, in another step of this loan.',
    zh: '岗位分离：您已在或可能在本笔贷款的其他环节经办，不得办理该环节。',
  },
  'loan.cost_not_shown': {
    status: 409,
    en: 'What the loan costs in all has not been shown to the borrower.',
    zh: '尚未向借款人明示综合融资成本。',
  },
  'loan.cost_not_confirmed': {
    status: 409,
    en: 'The borrower has not confirmed what the loan costs in all.',
    zh: '借款人尚未确认综合融资成本明示表。',
  },
  'loan.drawing_under_way': {
    status: 409,
    en: 'A drawing of this loan is under way; the next one begins when it has ended.',
    zh: '本笔贷款有在途提款，结束后方可办理。',
  },
  'loan.no_drawing_at_this_step': {
    status: 409,
    en: 'No drawing of this loan is at this step.',
    zh: '本笔贷款没有处于该环节的提款。',
  },
  'loan.drawn_in_full': {
    status: 409,
    en: 'The loan is paid out at once, and it has been; only a revolving loan is drawn on again.',
    zh: '该贷款一次性发放且已发放；仅循环贷款可再次提款。',
  },
  'loan.written_off': {
    status: 409,
    en: 'The loan was written off: nothing is lent on top of it.',
    zh: '该贷款已核销，不得再提款。',
  },
  'loan.recused': {
    status: 403,
    en: 'You are tied to the borrower and keep out of this loan.',
    zh: '您与借款人存在关联关系，应当回避。',
  },
  ...levelRefusals,
  'loan.balance_outstanding': {
    status: 409,
    en: 'Principal or interest is still outstanding.',
    zh: '尚有未结清的本金或利息。',
  },
  'loan.nothing_outstanding': {
    status: 409,
    en: 'Nothing is outstanding; the loan can be settled.',
    zh: '已无未还款项，可办理结清。',
  },
} as const;
