import { z } from 'zod';
import { Screening, ScreeningReason } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, ref } from '../../../kernel/commands/input.ts';
import { mustBeActive, onCustomer, saveCustomer } from '../stored.ts';

export const screenCustomer = command({
  name: 'customer.screen',
  permission: 'customer.screen',
  scope: 'references',
  title: { en: 'Screen a customer', zh: '负面清单筛查' },
  description: {
    en: 'Puts the customer on the grey or black list with a reason code, or takes it off.',
    zh: '将客户列入灰名单、黑名单（注明原因代码）或移出。',
  },
  on: onCustomer,
  input: z.object({
    screening: enumeration('Screening', Screening),
    screeningReason: enumeration('ScreeningReason', ScreeningReason).optional(),
  }),
  result: z.object({ customer: ref('Customer') }),
  acts: ['customer.screened'],
  reasonRequired: true,
  errors: ['customer.not_active', 'customer.screening_reason'],
  async handler(tx, { screening, screeningReason = null }, { emit, target }) {
    mustBeActive(target);
    const { version } = await saveCustomer(tx, target, {
      screening,
      screening_reason: screeningReason,
    });
    emit('customer.screened', [{ type: 'Customer', id: target.id, version }], {
      from: target.screening,
      to: screening,
      reasonCode: screeningReason,
    });
    return { customer: target.id };
  },
});
