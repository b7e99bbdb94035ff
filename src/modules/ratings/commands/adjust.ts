import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { DB } from '../../../generated/database.ts';
import { RatingAdjustmentCode } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, pattern, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { limitBroken } from '../adjustment.ts';
import { cardOf } from '../cards.ts';
import { endRatingInForce } from '../in-force.ts';
import { type Judgement, judge, listingOf } from '../judgement.ts';
import type { Answers, Finding } from '../rules.ts';
import type { Scorecard } from '../scorecard.ts';
import { judgedColumns } from '../stored-rating.ts';

type RatingRow = Selectable<DB['rating']>;

export const adjustRating = command({
  name: 'rating.adjust',
  permission: 'rating.adjust',
  scope: 'references',
  title: { en: 'Adjust a grade', zh: '人工调整等级' },
  description: {
    en: 'A person other than the rater sets another grade, with a reason code and words. Both grades are kept, the lines follow the new one, and the rule set in force limits how far up it goes.',
    zh: '由评级人以外的人员说明原因后调整等级。保留系统等级与调整后等级，额度按调整后等级计算，上调幅度受现行规则限制。',
  },
  on: { noun: 'Rating', table: 'rating' },
  input: z.object({
    grade: pattern(/^[A-Z][A-Z0-9_]{0,62}$/).describe('The grade that shall count. 调整后等级'),
    code: enumeration('RatingAdjustmentCode', RatingAdjustmentCode),
  }),
  result: z.object({ rating: ref('Rating') }),
  acts: ['rating.adjusted'],
  reasonRequired: true,
  errors: [
    'rating.not_in_force',
    'rating.separation_of_duties',
    'rating.grade_unknown',
    'rating.grade_unchanged',
    'rating.adjustment_too_far',
  ],
  async handler(tx, { grade, code }, { actor, emit, reason, target, today }) {
    const { institutionId } = actor;
    const customerId = target.customer_id;
    await lockCustomer(tx, { institutionId, customerId });
    mustBeInForce(target, today);
    if (target.rated_by === actor.personId) throw refuse('rating.separation_of_duties');
    const card = await cardOfRating(tx, target);
    const computed = target.computed_grade ?? target.grade;
    mustBeAllowed(card, { target, computed, wanted: grade, on: today });
    const judgement = judgedAgain(card, target, grade);
    const ended = await endRatingInForce(tx, { institutionId, customerId, today });
    const rating = newId();
    await tx
      .insertInto('rating')
      .values({
        institution_id: institutionId,
        id: rating,
        ...keptColumns(target),
        ...judgedColumns(judgement),
        status: 'EFFECTIVE',
        valid_from: today,
        adjusts_id: target.id,
        computed_grade: computed,
        adjusted_by: actor.personId,
        adjustment_code: code,
        adjustment_reason: reason,
      })
      .execute();
    const objects = [
      { type: 'Rating', id: rating, version: 1 },
      { type: 'Customer', id: customerId },
      ...ended,
    ];
    emit('rating.adjusted', objects, {
      computedGrade: computed,
      from: target.grade,
      grade,
      code,
      creditLineFen: judgement.creditLineFen.toString(),
    });
    return { rating };
  },
});

/** Ratings of a customer are made, decided and adjusted one at a time. */
async function lockCustomer(tx: Tx, of: { institutionId: string; customerId: string }) {
  await tx
    .selectFrom('customer')
    .select('id')
    .where('institution_id', '=', of.institutionId)
    .where('id', '=', of.customerId)
    .forNoKeyUpdate()
    .execute();
}

function mustBeInForce({ status, valid_from, valid_to }: RatingRow, today: string): void {
  const holds = valid_from <= today && (valid_to === null || today < valid_to);
  if (status !== 'EFFECTIVE' || !holds) throw refuse('rating.not_in_force');
}

async function cardOfRating(tx: Tx, rating: RatingRow): Promise<Scorecard> {
  const row = await tx
    .selectFrom('scorecard')
    .select(['id', 'content'])
    .where('institution_id', '=', rating.institution_id)
    .where('id', '=', rating.scorecard_id)
    .executeTakeFirstOrThrow();
  return cardOf(row);
}

type Wanted = { target: RatingRow; computed: string; wanted: string; on: string };

function mustBeAllowed(card: Scorecard, { target, computed, wanted, on }: Wanted): void {
  const path = ['grade'];
  if (!card.grades.some(({ grade }) => grade === wanted)) {
    throw refuse('rating.grade_unknown', { path });
  }
  if (wanted === target.grade) throw refuse('rating.grade_unchanged', { path });
  const limit = limitBroken(card, { computed, wanted, on });
  if (!limit) return;
  const { code: rule, legalBasis, up, down } = limit;
  throw refuse('rating.adjustment_too_far', { path, details: { rule, legalBasis, up, down } });
}

/** The same answers, area and listing as rated; only the grade is the person's. */
function judgedAgain(card: Scorecard, row: RatingRow, grade: string): Judgement {
  const listing = listingOf(row.findings as Finding[]);
  const answers = row.inputs as Answers;
  const result = judge(card, answers, { areaCode: row.area_code, listing, grade });
  if ('judgement' in result) return result.judgement;
  throw new Error(`rating ${row.id} cannot be computed again`);
}

/** What an adjustment leaves as it was; it lengthens no rating. */
const keptColumns = (row: RatingRow) => ({
  customer_id: row.customer_id,
  scorecard_id: row.scorecard_id,
  input_sources: JSON.stringify(row.input_sources),
  area_code: row.area_code,
  inputs: JSON.stringify(row.inputs),
  valid_to: row.valid_to,
  rated_by: row.rated_by,
  decided_by: row.decided_by,
  decision_reason: row.decision_reason,
  panel_id: row.panel_id,
});
