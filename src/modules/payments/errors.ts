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
  'loan.core_asked': {
    status: 409,
    en: 'The core was asked a moment ago; give it the time to answer.',
    zh: '刚刚已向核心查询，请稍候。',
  },
  'core-report.unnamed': {
    status: 422,
    en: 'A report names what it is about: an answer its instruction, a repayment its loan.',
    zh: '报送须指明对象：放款回执须有指令号，还款须有贷款编号。',
    constraints: ['core_report_named_check'],
  },
  'core-mismatch.settled': {
    status: 409,
    en: 'The mismatch has been settled.',
    zh: '该差错已处理。',
  },
  'core-mismatch.not_acceptable': {
    status: 409,
    en: 'Only a payment to another account may be taken as the core says, and by its own command.',
    zh: '仅账户不符的放款可按核心数据接受，且须通过专门操作办理。',
  },
  'core-reconciliation.total': {
    status: 422,
    en: 'Count or sum of the list is not the sum of its entries: nothing of it was taken.',
    zh: '对账清单的笔数或合计与明细不符，整批拒绝。',
  },
  'core-reconciliation.entry_twice': {
    status: 422,
    en: 'The list names one event twice.',
    zh: '对账清单中同一交易出现两次。',
  },
  'loan.payout_in_doubt': {
    status: 409,
    en: 'The core says that money of this loan went out already, against what is known here: settle that mismatch first.',
    zh: '核心称该笔贷款已有放款而与本方记录不符，须先处理差错，方可再次放款。',
  },
  'core-reconciliation.unheard': {
    status: 409,
    en: 'Only the core itself tells what has never been heard of: a list that a person sends confirms, and books nothing.',
    zh: '清单含从未收到的核心数据；人工报送的清单仅用于核对，补录须由核心系统报送。',
  },
  'loan.check_failed': {
    status: 409,
    en: 'The check before payment found something missing; `details` lists it.',
    zh: '放款审核未通过，details 列出未满足事项。',
  },
});
