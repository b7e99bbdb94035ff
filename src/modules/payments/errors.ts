import { defineErrors } from '../../kernel/errors.ts';

export const paymentErrors = defineErrors({
  'loan.drawing_amount': {
    status: 409,
    en: 'A loan paid out at once is drawn in full, a revolving one within what is left of it; `details` says how much.',
    zh: '一次性发放的贷款须全额提款，循环贷款不得超过可用余额，details 列出金额。',
  },
  'loan.account_mismatch': {
    status: 409,
    en: 'The money went to another account than the one instructed.',
    zh: '入账账户与放款指令不一致。',
  },
  'loan.check_failed': {
    status: 409,
    en: 'The check before payment found something missing; `details` lists it.',
    zh: '放款审核未通过，details 列出未满足事项。',
  },
});
