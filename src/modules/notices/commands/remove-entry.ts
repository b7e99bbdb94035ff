import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import { lapseObjections, nextState, onEntry, saveEntry, settled } from '../stored.ts';

export const removeEntry = command({
  name: 'notice.remove-entry',
  permission: 'notice.manage',
  scope: 'references',
  title: { en: 'Take an entry off a notice', zh: '撤下公示对象' },
  description: {
    en: 'Because it should not have been listed. It does not take effect; open objections to it lapse.',
    zh: '对误列对象予以撤下，不生效；其未决异议一并终止。',
  },
  on: onEntry,
  input: z.object({}),
  result: z.object({ entry: ref('NoticeEntry') }),
  acts: ['notice-entry.removed'],
  reasonRequired: true,
  errors: ['notice.entry_not_listed'],
  async handler(tx, _input, { emit, target, today }) {
    const entry = await saveEntry(tx, target, settled(nextState(target, 'removed'), today));
    const lapsed = await lapseObjections(tx, target);
    const customer = { type: 'Customer', id: target.customer_id };
    emit('notice-entry.removed', [
      entry,
      { type: 'Notice', id: target.notice_id },
      customer,
      ...lapsed,
    ]);
    return { entry: target.id };
  },
});
