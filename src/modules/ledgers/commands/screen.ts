import { z } from 'zod';
import { PersonStage, ScreeningList, ScreeningReason } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { classed, enumeration, ref, text } from '../../../kernel/commands/input.ts';
import { mustBeActive, onCustomer } from '../../customers/index.ts';
import { letFollow } from '../listing-followers.ts';
import { list } from '../screening.ts';
import { MOST_NOTE } from '../visit-input.ts';

export const screenCustomer = command({
  name: 'customer.screen',
  permission: 'customer.screen',
  scope: 'references',
  title: { en: 'Put a customer in a list', zh: '名单筛查' },
  description: {
    en: 'White, grey or black, by a key person of the village or finally, with a reason code and a note. A doubt can always be raised; it is taken back by a stage no lower; black is final only. One list at a time; the earlier ones stay on record.',
    zh: '由关键人或最终评定列入白、灰、黑名单，注明原因代码及说明。随时可列灰；移出须由不低于原环节的评定；黑名单只能最终评定。同一时间只在一个名单，历史保留。',
  },
  on: onCustomer,
  input: z.object({
    screening: enumeration('ScreeningList', ScreeningList),
    screeningReason: enumeration('ScreeningReason', ScreeningReason).optional(),
    stage: enumeration('PersonStage', PersonStage).default('FINAL'),
    note: classed('C2', text(MOST_NOTE)).optional(),
  }),
  result: z.object({ customer: ref('Customer'), record: ref('ScreeningRecord') }),
  acts: ['customer.screened'],
  reasonRequired: true,
  errors: [
    'customer.not_active',
    'screening.reason_required',
    'screening.transition',
    'screening.protected',
    'screening.unchanged',
  ],
  async handler(tx, { screening, screeningReason, stage, note }, context) {
    const { actor, emit, now, target, today, vault } = context;
    mustBeActive(target);
    const reason = screeningReason ?? null;
    const listing = { list: screening, stage, reason, note, listedBy: actor.personId };
    const { record, version, from } = await list({ tx, vault, now }, target, listing);
    const objects = [
      { type: 'Customer', id: target.id, version },
      { type: 'ScreeningRecord', id: record, version: 1 },
      ...(await letFollow(tx, {
        institutionId: actor.institutionId,
        customerId: target.id,
        list: screening,
        personId: actor.personId,
        today,
      })),
    ];
    emit('customer.screened', objects, { from, to: screening, stage, reasonCode: reason });
    return { customer: target.id, record };
  },
});
