import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { date, ref } from '../../../kernel/commands/input.ts';

export const endAppointment = command({
  name: 'appointment.end',
  permission: 'person.appoint',
  scope: 'institution',
  title: { en: 'End an appointment', zh: '免职' },
  description: {
    en: 'Sets the day the role ends, that day not included.',
    zh: '设定任职终止日（不含当日）。',
  },
  on: { noun: 'Appointment', table: 'appointment' },
  input: z.object({ validTo: date() }),
  result: z.object({ appointment: ref('Appointment') }),
  acts: ['appointment.ended'],
  errors: ['appointment.period'],
  async handler(tx, input, { actor, emit, target }) {
    await tx
      .updateTable('appointment')
      .set({ valid_to: input.validTo })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .execute();
    const objects = [
      { type: 'Appointment', id: target.id, version: target.version + 1 },
      { type: 'Person', id: target.person_id },
    ];
    emit('appointment.ended', objects, { validTo: input.validTo });
    return { appointment: target.id };
  },
});
