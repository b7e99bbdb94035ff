import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { id, ref } from '../../../kernel/commands/input.ts';
import { screenBySystem } from '../doubting.ts';

const MOST_CUSTOMERS = 200;

const screened = z.object({
  customer: ref('Customer'),
  record: ref('ScreeningRecord'),
});

export const prescreenCustomers = command({
  name: 'customer.prescreen',
  permission: 'customer.screen',
  scope: 'references',
  title: { en: 'Screen customers by the system', zh: '系统初筛' },
  description: {
    en: 'The first stage: on a ground the system knows of, a customer goes to the grey list for a person to look at; without one, a customer not screened yet goes to the white list. It moves nobody to the black list and takes nobody off a list.',
    zh: '名单筛查第一环节：系统掌握列入原因的列灰名单交人工审核，未筛查且无原因的列白名单；系统不列黑名单，也不移出名单。',
  },
  input: z.object({ customerIds: z.array(id('Customer')).min(1).max(MOST_CUSTOMERS) }),
  result: z.object({ screened: z.array(screened), unchanged: z.number().int() }),
  acts: ['customer.prescreened'],
  async handler(tx, { customerIds }, { actor, emit, now, vault }) {
    const ids = [...new Set(customerIds)];
    const setting = { tx, vault, now, institutionId: actor.institutionId };
    const done = await screenBySystem(setting, { ids, clear: true });
    const objects = done.map(({ customer: key, version }) => ({
      type: 'Customer',
      id: key,
      version,
    }));
    emit('customer.prescreened', objects, { asked: ids.length, screened: done.length });
    const screenings = done.map(({ customer, record }) => ({ customer, record }));
    return { screened: screenings, unchanged: ids.length - done.length };
  },
});
