import { LRUCache } from 'lru-cache';
import type { Db, Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { parseScorecard, type Scorecard } from './scorecard.ts';

const CACHED_CARDS = 200;

/** Published cards never change, so each is parsed and validated once per process. */
const parsed = new LRUCache<string, Scorecard>({ max: CACHED_CARDS });

/** The card a row holds; it was validated when it was published. */
export function cardOf({ id, content }: { id: string; content: unknown }): Scorecard {
  const known = parsed.get(id);
  if (known) return known;
  const result = parseScorecard(content);
  if (!result.ok) throw new Error(`scorecard ${id} does not parse`);
  parsed.set(id, result.card);
  return result.card;
}

type Wanted = {
  institutionId: string;
  customerKind: string;
  today: string;
  scorecardId?: string | undefined;
};

type Day = { institutionId: string; today: string };

const inForce = (db: Db | Tx, { institutionId, today }: Day) =>
  (db as Db)
    .selectFrom('scorecard')
    .select(['id', 'content'])
    .where('institution_id', '=', institutionId)
    .where('status', 'in', ['PUBLISHED', 'SUPERSEDED'])
    .where('valid_from', '<=', today)
    .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', today)]));

export type CardInForce = { readonly id: string; readonly card: Scorecard };

/** Every card that rates today, in the order of their codes. */
export async function cardsInForce(db: Db | Tx, day: Day): Promise<CardInForce[]> {
  const rows = await inForce(db, day).orderBy('code').execute();
  return rows.map((row) => ({ id: row.id, card: cardOf(row) }));
}

/** The card to rate by today: the named one, or the only one in force for the kind. */
export async function cardInForce(tx: Tx, wanted: Wanted): Promise<CardInForce> {
  const rows = await inForce(tx, wanted)
    .where('customer_kind', '=', wanted.customerKind)
    .$if(wanted.scorecardId !== undefined, (query) =>
      query.where('id', '=', wanted.scorecardId ?? ''),
    )
    .limit(2)
    .execute();
  const path = ['scorecardId'];
  const [row] = rows;
  if (!row)
    throw refuse(wanted.scorecardId ? 'rating.scorecard_unfit' : 'rating.scorecard_missing', {
      path,
    });
  if (rows.length > 1) throw refuse('rating.scorecard_ambiguous', { path });
  return { id: row.id, card: cardOf(row) };
}
