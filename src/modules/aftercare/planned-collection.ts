/**
 * Which delays are cases, and how far each has come, found set-wise; each row looks others up by
 * key, as with checks.
 */
import { sql } from 'kysely';
import { addDays } from '../../kernel/dates.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import { type CollectionRules, limitationOn, stageOf } from './collection-rules.ts';
import { openRows, type Planned } from './planned-rows.ts';
import { standing } from './standing-sql.ts';

export type Planning = {
  institutionId: string;
  today: string;
  rules: CollectionRules;
  most: number;
};

/** Written off or not, a claim is pursued until the loan ends (账销案存). */
const OWED = sql`l.status = 'ACTIVE'`;

/** Delays that have reached the first stage and are nobody's case yet. */
export async function openCases(tx: Tx, planning: Planning): Promise<Planned[]> {
  const { institutionId, today, rules, most } = planning;
  const { rows } = await sql<{ id: string; since: string; days: number }>`
    select l.id, s.overdue_since as since, s.overdue_days as days from loan l
    ${standing({ institutionId, day: today })}
    where l.institution_id = ${institutionId} and ${OWED} and s.overdue_since is not null
      and not s.days_paused and s.overdue_days >= ${rules.stages[0].fromDays}
      and (select count(*) from collection_case c where c.institution_id = ${institutionId}
        and c.loan_id = l.id and c.status <> 'CLOSED') = 0
    order by s.overdue_since, l.id limit ${most}`.execute(tx);
  const cases = rows.map(({ id, since, days }) => {
    const { stage, withinDays } = stageOf(rules, days) ?? rules.stages[0];
    return {
      institution_id: institutionId,
      id: newId(),
      loan_id: id,
      stage,
      overdue_since: since,
      opened_on: today,
      next_action_on: addDays(today, withinDays),
      limitation_on: limitationOn(rules, since),
      rule_set: rules.code,
    };
  });
  const unless = sql`(institution_id, loan_id) where status <> 'CLOSED'`;
  return openRows(tx, { table: 'collection_case', rows: cases, unless });
}

/** Cases whose delay has reached a later stage; none ever goes back. */
export async function escalate(tx: Tx, planning: Planning): Promise<Planned[]> {
  const { institutionId, today, rules, most } = planning;
  const names = rules.stages.map(({ stage }) => stage);
  const { rows } = await sql<Planned>`
    update collection_case set stage = later.stage,
      next_action_on = least(next_action_on, ${today}::date + later.within_days)
    from (select c.id, reached.stage, reached.within_days
      from collection_case c
      cross join lateral (select l.id, l.status from loan l
        where l.institution_id = ${institutionId} and l.id = c.loan_id offset 0) as l
      ${standing({ institutionId, day: today })}
      cross join lateral (select step.stage, step.within_days, step.place
        from unnest(${names}::text[], ${rules.stages.map((rule) => rule.fromDays)}::int[],
          ${rules.stages.map((rule) => rule.withinDays)}::int[])
          with ordinality as step (stage, from_days, within_days, place)
        where step.from_days <= s.overdue_days
        order by step.place desc limit 1) as reached
      where c.institution_id = ${institutionId} and c.status <> 'CLOSED'
        and reached.place > array_position(${names}::text[], c.stage)
      order by c.id limit ${most}) as later
    where collection_case.institution_id = ${institutionId} and collection_case.id = later.id
    returning collection_case.id, loan_id as "loanId", version`.execute(tx);
  return rows;
}

/** Cases whose delay is paid, or whose loan has ended; what the court has ends only with the loan. */
export async function closeCases(tx: Tx, planning: Planning): Promise<Planned[]> {
  const { institutionId, today, most } = planning;
  const { rows } = await sql<Planned>`
    update collection_case set status = 'CLOSED', closed_on = ${today}, next_action_on = null,
      outcome = over.outcome
    from (select c.id, case when ${OWED} then 'CURED' else 'LOAN_ENDED' end as outcome
      from collection_case c
      cross join lateral (select l.id, l.status from loan l
        where l.institution_id = ${institutionId} and l.id = c.loan_id offset 0) as l
      ${standing({ institutionId, day: today })}
      where c.institution_id = ${institutionId} and c.status <> 'CLOSED'
        and (not ${OWED}
          or (s.overdue_since is null and s.written_off_fen = 0 and c.status = 'OPEN'))
      order by c.id limit ${most}) as over
    where collection_case.institution_id = ${institutionId} and collection_case.id = over.id
    returning collection_case.id, loan_id as "loanId", version`.execute(tx);
  return rows;
}
