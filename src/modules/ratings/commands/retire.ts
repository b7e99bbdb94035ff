import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { date, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';

export const retireScorecard = command({
  name: 'scorecard.retire',
  permission: 'scorecard.manage',
  scope: 'institution',
  title: { en: 'Retire a scorecard', zh: '停用评分表' },
  description: {
    en: 'From the day on nobody is rated by it any more, and no edition follows. Ratings made by it stay. For a card with which ratings made elsewhere were taken over, for instance.',
    zh: '自指定日起不再用于评级，也无后续版次；已作出的评级不受影响。例如用于迁移外部评级的评分表。',
  },
  on: { noun: 'Scorecard', table: 'scorecard' },
  input: z.object({ validTo: date().describe('First day without it. 停用日') }),
  result: z.object({ scorecard: ref('Scorecard') }),
  acts: ['scorecard.retired'],
  reasonRequired: true,
  errors: ['scorecard.not_in_use', 'scorecard.valid_to_past'],
  async handler(tx, { validTo }, { actor, emit, target, today }) {
    const { code, edition, valid_from: from, valid_to: to } = target;
    if (target.status !== 'PUBLISHED' || to !== null) throw refuse('scorecard.not_in_use');
    if (from === null || validTo < today || validTo <= from) {
      throw refuse('scorecard.valid_to_past', { path: ['validTo'] });
    }
    const { version } = await tx
      .updateTable('scorecard')
      .set({ status: 'SUPERSEDED', valid_to: validTo })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const objects = [{ type: 'Scorecard', id: target.id, version }];
    emit('scorecard.retired', objects, { code, edition, validTo });
    return { scorecard: target.id };
  },
});
