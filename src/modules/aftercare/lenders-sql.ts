/** Who brought a loan about, in SQL: whoever took a step in some post, or voted on it. */
import { sql } from 'kysely';
import type { Sql } from '../../kernel/queries/noun.ts';

type Of = { institutionId: string; loan: Sql };

/** Rows of person, duty, moment and round; a vote is a part in the approval, whatever it was. */
export const lenders = ({ institutionId, loan }: Of): Sql => sql`
  select step.person_id as person, step.duty, step.taken_at as since, step.round, step.number
  from loan_step step
  where step.institution_id = ${institutionId} and step.loan_id = ${loan}
    and step.duty is not null
  union all
  select vote.person_id, 'APPROVAL', vote.voted_at, d.round, null
  from loan_vote vote
  join loan_deliberation d on d.institution_id = ${institutionId} and d.id = vote.deliberation_id
  where vote.institution_id = ${institutionId} and vote.loan_id = ${loan}`;
