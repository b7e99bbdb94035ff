/** What a line rests on: a rating that counts, its public notice, and a customer who may have one. */
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { yuanOf } from '../../kernel/money.ts';
import { effectiveEntryOf } from '../notices/index.ts';
import type { CreditLineRules } from './rules.ts';

export type LineGrounds = { ratingId: string; grade: string; noticeEntryId: string | null };

export type Granting = {
  institutionId: string;
  customerId: string;
  screening: string;
  amountFen: bigint;
  today: string;
  rules: CreditLineRules;
};

/** @throws Refusal `credit-line.*` where a line of this amount has no ground today */
export async function groundsOf(tx: Tx, granting: Granting): Promise<LineGrounds> {
  const { institutionId, customerId, amountFen, today, rules } = granting;
  if (granting.screening === 'BLACK') throw refuse('credit-line.blacklisted');
  const rating = await tx
    .selectFrom('rating')
    .select(['id', 'grade', 'credit_line_fen'])
    .where('institution_id', '=', institutionId)
    .where('customer_id', '=', customerId)
    .where('status', '=', 'EFFECTIVE')
    .where('valid_from', '<=', today)
    .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', today)]))
    .executeTakeFirst();
  if (!rating) throw refuse('credit-line.rating_missing');
  if (amountFen <= 0n || amountFen > rating.credit_line_fen) {
    const details = { most: yuanOf(rating.credit_line_fen) };
    throw refuse('credit-line.above_rating', { path: ['amount'], details });
  }
  const entry = await effectiveEntryOf(tx, { institutionId, ratingId: rating.id });
  if (rules.noticeRequired && !entry) throw refuse('credit-line.notice_missing');
  return { ratingId: rating.id, grade: rating.grade, noticeEntryId: entry?.id ?? null };
}
