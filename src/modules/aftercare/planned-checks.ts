/**
 * What the rules of the day ask for, found set-wise. Where a loan and its checks are looked at
 * together, each row looks the other up by key (aggregates, `offset 0`): plans made before the
 * statistics know a table that has just been filled would go through all of it for every row.
 */
import { sql } from 'kysely';
import type { LoanClass } from '../../generated/enums.ts';
import { addDays } from '../../kernel/dates.ts';
import type { Tx } from '../../kernel/db/index.ts';
import type { CheckRules } from './check-rules.ts';
import type { Planned } from './planned-rows.ts';
import { standing } from './standing-sql.ts';
import type { Opening } from './stored-checks.ts';

export type Planning = { institutionId: string; today: string; rules: CheckRules; most: number };

/** Months between regular checks of the loan `l`, as SQL over the rules. */
function monthsOf({ regular }: CheckRules) {
  const tiers = Object.entries(regular).flatMap(([loanClass, each]) =>
    each.map((tier) => ({ loanClass: loanClass as LoanClass, ...tier })),
  );
  return sql`(select tier.months
    from unnest(${tiers.map(({ loanClass }) => loanClass)}::text[],
      ${tiers.map(({ fromFen }) => fromFen.toString())}::bigint[],
      ${tiers.map((tier) => tier.everyMonths)}::int[]) as tier (class, from_fen, months)
    where tier.class = coalesce(l.loan_class, 'NORMAL')
      and tier.from_fen <= l.outstanding_principal_fen
    order by tier.from_fen desc limit 1)`;
}

/** On which something is owed; a revolving loan that is paid back rests until it is drawn again. */
const OWED = sql`l.status = 'ACTIVE' and l.outstanding_principal_fen > 0`;

const BY_TIME = sql`c.kind in ('FIRST', 'REGULAR')`;

/** Money that went out and was never looked after: the first check, of every drawing. */
export async function firstChecks(tx: Tx, { institutionId, rules, most }: Planning) {
  const { rows } = await sql<{ id: string; fact: string; paid: string }>`
    select l.id, f.id as fact, f.occurred_on as paid from loan l
    join loan_fact f on f.institution_id = ${institutionId} and f.loan_id = l.id
      and f.kind in ('DISBURSED', 'DRAWN')
    where l.institution_id = ${institutionId} and ${OWED}
      and not exists (select from loan_fact back where back.institution_id = ${institutionId}
        and back.reverses = f.id)
      and not exists (select from loan_check c where c.institution_id = ${institutionId}
        and c.loan_id = l.id and c.occasion = 'FIRST:' || f.id)
    order by f.occurred_on, f.id limit ${most}`.execute(tx);
  return rows.map(
    ({ id, fact, paid }): Opening => ({
      loanId: id,
      kind: 'FIRST',
      trigger: null,
      occasion: `FIRST:${fact}`,
      countsFrom: paid,
      dueOn: addDays(paid, rules.firstDays),
    }),
  );
}

/** Looked at before and nothing due: the next regular check, counted from the last one. */
export async function regularChecks(tx: Tx, { institutionId, rules, most }: Planning) {
  const { rows } = await sql<{ id: string; last: string; on: string; due: string }>`
    select l.id, own.last, own.on, (own.on + make_interval(months => ${monthsOf(rules)}))::date as due
    from loan l
    cross join lateral (
      select max(c.checked_on) filter (where ${BY_TIME}) as on,
        (array_agg(c.id order by c.checked_on desc, c.id desc)
          filter (where ${BY_TIME} and c.status = 'DONE'))[1] as last,
        bool_or(c.status = 'DUE') filter (where ${BY_TIME}) as waiting
      from loan_check c
      where c.institution_id = ${institutionId} and c.loan_id = l.id) as own
    where l.institution_id = ${institutionId} and ${OWED}
      and own.last is not null and not own.waiting
    order by l.id limit ${most}`.execute(tx);
  return rows.map(
    ({ id, last, on, due }): Opening => ({
      loanId: id,
      kind: 'REGULAR',
      trigger: null,
      occasion: `REGULAR:${last}`,
      countsFrom: on,
      dueOn: due,
    }),
  );
}

/** Overdue, and not looked at for this delay yet. */
export async function overdueChecks(tx: Tx, { institutionId, today, rules, most }: Planning) {
  const { rows } = await sql<{ id: string; since: string }>`
    select l.id, s.overdue_since as since from loan l
    ${standing({ institutionId, day: today })}
    where l.institution_id = ${institutionId} and ${OWED} and s.overdue_since is not null
      and s.overdue_days >= ${rules.overdueFromDays}
      and not exists (select from loan_check c where c.institution_id = ${institutionId}
        and c.loan_id = l.id and c.occasion = 'OVERDUE:' || s.overdue_since)
    order by s.overdue_since, l.id limit ${most}`.execute(tx);
  return rows.map(
    ({ id, since }): Opening => ({
      loanId: id,
      kind: 'SPECIAL',
      trigger: 'OVERDUE',
      occasion: `OVERDUE:${since}`,
      countsFrom: since,
      dueOn: addDays(today, rules.specialDays.OVERDUE),
    }),
  );
}

/** A loan that got worse, or larger, is looked at sooner than its open check says. */
export async function bringForward(tx: Tx, { institutionId, rules, most }: Planning) {
  const { rows } = await sql<Planned>`
    update loan_check set due_on = sooner.due
    from (select c.id, by_rule.due
      from loan_check c
      cross join lateral (
        select (c.counts_from + make_interval(months => ${monthsOf(rules)}))::date as due
        from loan l where l.institution_id = ${institutionId} and l.id = c.loan_id
        offset 0) as by_rule
      where c.institution_id = ${institutionId} and c.status = 'DUE' and c.kind = 'REGULAR'
        and c.due_on > by_rule.due
      order by c.id limit ${most}) as sooner
    where loan_check.institution_id = ${institutionId} and loan_check.id = sooner.id
    returning loan_check.id, loan_id as "loanId", version`.execute(tx);
  return rows;
}

/** Checks of loans on which nothing is owed any more are no longer wanted. */
export async function dropEnded(
  tx: Tx,
  { institutionId, today, most }: Planning,
  personId: string,
) {
  const { rows } = await sql<Planned>`
    update loan_check set status = 'CANCELLED', cancelled_on = ${today}, cancelled_by = ${personId}
    from (select c.id from loan_check c
      cross join lateral (
        select ${OWED} as owed
        from loan l where l.institution_id = ${institutionId} and l.id = c.loan_id
        offset 0) as loan
      where c.institution_id = ${institutionId} and c.status = 'DUE' and not loan.owed
      order by c.id limit ${most}) as ended
    where loan_check.institution_id = ${institutionId} and loan_check.id = ended.id
    returning loan_check.id, loan_id as "loanId", version`.execute(tx);
  return rows;
}
