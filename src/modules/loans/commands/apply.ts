import { z } from 'zod';
import { LoanChannel } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, id, pattern, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { OPENING_ERRORS, openApplication } from '../opening.ts';
import { termsShape } from '../terms-shape.ts';

const applicationShape = {
  customerId: id('Customer'),
  product: pattern(/^[A-Z][A-Z0-9_]{0,62}$/),
  ...termsShape,
};
const result = z.object({ loan: ref('Loan') });

export const applyForLoan = command({
  name: 'loan.apply',
  permission: 'loan.apply',
  scope: 'references',
  title: { en: 'Apply for a loan', zh: '贷款申请' },
  description: {
    en: 'Opens a draft for a customer, taken down on site: on the credit line of the rating in force where there is one, else stand-alone up to the product’s limit. Says how the money will have to be paid out.',
    zh: '上门为客户建立贷款申请草稿：有有效评级的在授信额度内用信，否则在产品单独申请限额内办理；同时给出支付方式。',
  },
  input: z.object(applicationShape),
  result,
  acts: ['loan.applied'],
  errors: ['loan.channel_not_yours', ...OPENING_ERRORS],
  async handler(tx, input, context) {
    const { permissions } = context.actor;
    // A front end takes nothing down on site, whatever else it may do with an application.
    if (permissions.has('loan.apply-remotely') && !permissions.has('loan.investigate')) {
      throw refuse('loan.channel_not_yours');
    }
    return { loan: await openApplication(tx, { ...input, channel: 'OFFICER' }, context) };
  },
});

export const applyRemotely = command({
  name: 'loan.apply-remotely',
  permission: 'loan.apply-remotely',
  scope: 'references',
  title: { en: 'Apply for a loan through a front end', zh: '线上贷款申请' },
  description: {
    en: 'Opens a draft as `loan.apply` does, for what customers ask for themselves (CUSTOMER) or another channel of the bank takes in (BANK), where the product is offered there.',
    zh: '由前端系统建立贷款申请草稿：客户自助（CUSTOMER）或银行其他渠道（BANK）受理，须为产品支持的渠道。',
  },
  input: z.object({ ...applicationShape, channel: enumeration('LoanChannel', LoanChannel) }),
  result,
  acts: ['loan.applied'],
  errors: ['loan.channel_not_yours', ...OPENING_ERRORS],
  async handler(tx, input, context) {
    if (input.channel === 'OFFICER') {
      throw refuse('loan.channel_not_yours', { path: ['channel'] });
    }
    return { loan: await openApplication(tx, input, context) };
  },
});
