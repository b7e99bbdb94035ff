import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { endRatingInForce } from '../in-force.ts';
import { expiryOf } from '../validity.ts';

export const decideRating = command({
  name: 'rating.decide',
  permission: 'rating.decide',
  scope: 'references',
  title: { en: 'Decide about a rating', zh: '评级人工决定' },
  description: {
    en: 'A second person lets a rating with a veto or referral count as it stands, or declines it.',
    zh: '由评级人以外的人员对触发否决或须人工审核的评级决定采用或不予采用。',
  },
  on: { noun: 'Rating', table: 'rating' },
  input: z.object({ accept: z.boolean() }),
  result: z.object({ rating: ref('Rating') }),
  acts: ['rating.accepted', 'rating.declined'],
  reasonRequired: true,
  errors: ['rating.decided', 'rating.separation_of_duties'],
  async handler(tx, { accept }, { actor, emit, reason, target, today }) {
    if (target.status !== 'AWAITING_DECISION') throw refuse('rating.decided');
    if (target.rated_by === actor.personId) throw refuse('rating.separation_of_duties');
    const { institutionId } = actor;
    const customerId = target.customer_id;
    // Ratings of a customer are made and decided one at a time.
    await tx
      .selectFrom('customer')
      .select('id')
      .where('institution_id', '=', institutionId)
      .where('id', '=', customerId)
      .forNoKeyUpdate()
      .execute();
    const ended = accept ? await endRatingInForce(tx, { institutionId, customerId, today }) : [];
    const period = accept
      ? { status: 'EFFECTIVE', valid_from: today, valid_to: expiryOf(today) }
      : { status: 'DECLINED', valid_to: target.valid_from };
    const { version } = await tx
      .updateTable('rating')
      .set({ ...period, decided_by: actor.personId, decision_reason: reason })
      .where('institution_id', '=', institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const objects = [
      { type: 'Rating', id: target.id, version },
      { type: 'Customer', id: customerId },
      ...ended,
    ];
    emit(accept ? 'rating.accepted' : 'rating.declined', objects, {
      outcome: target.outcome,
      grade: target.grade,
      creditLineFen: target.credit_line_fen.toString(),
    });
    return { rating: target.id };
  },
});
