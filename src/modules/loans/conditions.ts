/** What an approval asks for before anything is paid out. */
import { type Selectable, sql } from 'kysely';
import type { DB } from '../../generated/database.ts';
import { type Db, type Given, kept, type Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import type { LoanRow } from './authority.ts';

export type ConditionRow = Selectable<DB['loan_condition']>;

/** Conditions count when the votes they came with carried the loan, in its present round. */
const counting = sql<boolean>`exists (
  select from loan_vote v
  join loan_deliberation d on d.institution_id = v.institution_id and d.id = v.deliberation_id
  join loan l on l.institution_id = v.institution_id and l.id = v.loan_id
  where v.institution_id = loan_condition.institution_id and v.id = loan_condition.vote_id
    and v.choice = 'FOR' and d.status = 'APPROVED' and d.round = l.round)`;

const unfulfilled = kept((db, of: Given<Pick<LoanRow, 'institution_id' | 'id'>>) =>
  db
    .selectFrom('loan_condition')
    .select((row) => row.fn.countAll<bigint>().as('count'))
    .where('institution_id', '=', of.institution_id)
    .where('loan_id', '=', of.id)
    .where('fulfilled_at', 'is', null)
    .where(counting),
);

/** How many conditions of the approval in force are not fulfilled yet. */
export async function openConditions(
  db: Db | Tx,
  { institution_id, id }: Pick<LoanRow, 'institution_id' | 'id'>,
): Promise<number> {
  const [open] = await unfulfilled(db, { institution_id, id });
  return Number(open?.count ?? 0);
}

/** Whether a condition is one of the approval in force. */
export async function isCounting(db: Db | Tx, condition: ConditionRow): Promise<boolean> {
  const found = await (db as Db)
    .selectFrom('loan_condition')
    .select('id')
    .where('institution_id', '=', condition.institution_id)
    .where('id', '=', condition.id)
    .where(counting)
    .executeTakeFirst();
  return found !== undefined;
}

/** Whose votes carried the approval a condition came with. */
export async function carriedBy(db: Db | Tx, condition: ConditionRow): Promise<string[]> {
  const votes = await (db as Db)
    .selectFrom('loan_vote as vote')
    .innerJoin('loan_vote as own', (join) =>
      join
        .onRef('own.institution_id', '=', 'vote.institution_id')
        .onRef('own.deliberation_id', '=', 'vote.deliberation_id'),
    )
    .select('vote.person_id')
    .where('vote.institution_id', '=', condition.institution_id)
    .where('vote.loan_id', '=', condition.loan_id)
    .where('vote.choice', '=', 'FOR')
    .where('own.id', '=', condition.vote_id)
    .execute();
  return votes.map(({ person_id }) => person_id);
}

/** Refuses to release money while conditions of the approval are not met. */
export async function requireConditionsMet(tx: Tx, loan: LoanRow): Promise<void> {
  const count = await openConditions(tx, loan);
  if (count > 0) throw refuse('loan.conditions_open', { details: { count } });
}

/** Refuses to act on an approval that has run out (批复有效期). */
export function requireUnexpired(loan: Pick<LoanRow, 'approval_expires_on'>, today: string): void {
  const { approval_expires_on: expiresOn } = loan;
  if (expiresOn === null || today <= expiresOn) return;
  throw refuse('loan.approval_expired', { details: { expiresOn } });
}
