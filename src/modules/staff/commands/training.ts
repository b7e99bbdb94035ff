import { z } from 'zod';
import { TrainingResult } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, enumeration, id, ref, text } from '../../../kernel/commands/input.ts';
import { inWords } from '../../../kernel/commands/invalid-input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { lockOfficer, refuseOutside } from '../territory.ts';

/** Over 0 to 1,000 hours, at most one decimal. */
const HOURS = /^(?!0+(?:\.0)?$)(?:1000(?:\.0)?|\d{1,3}(?:\.\d)?)$/;

const hours = () =>
  z
    .string()
    .max(8)
    .regex(HOURS, inWords('hours over 0', '学时须大于 0'))
    .meta({ graphql: 'Decimal' });

export const recordTraining = command({
  name: 'staff.record-training',
  permission: 'staff.manage',
  scope: 'references',
  title: { en: 'Record a training', zh: '登记培训' },
  description: {
    en: 'Training an officer had: topic, day, hours and result.',
    zh: '登记网格人员参加的培训：主题、日期、学时与结果。',
  },
  input: z.object({
    personId: id('Person'),
    topic: text(128),
    heldOn: date(),
    hours: hours(),
    result: enumeration('TrainingResult', TrainingResult),
  }),
  result: z.object({ training: ref('Training') }),
  acts: ['training.recorded'],
  errors: [
    'staff.not_officer',
    'staff.training_recorded',
    'staff.future_training',
    'staff.out_of_territory',
  ],
  async handler(tx, input, { actor, emit, today }) {
    const { personId, topic, heldOn, result } = input;
    if (heldOn > today) throw refuse('staff.future_training', { path: ['heldOn'] });
    await lockOfficer(tx, actor, { personId, path: ['personId'], answers: false });
    await refuseOutside(tx, actor, { personId, today });
    const training = newId();
    await tx
      .insertInto('training')
      .values({
        institution_id: actor.institutionId,
        id: training,
        person_id: personId,
        topic,
        held_on: heldOn,
        hours: input.hours,
        result,
      })
      .execute();
    const objects = [
      { type: 'Training', id: training, version: 1 },
      { type: 'Person', id: personId },
    ];
    emit('training.recorded', objects, { heldOn, hours: input.hours, result });
    return { training };
  },
});
