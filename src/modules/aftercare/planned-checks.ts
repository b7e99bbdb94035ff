/** What the rules of the day ask for, found set-wise. */
import { sql } from 'kysely';
import type { LoanClass } from '../../generated/enums.ts';
import { addDays } from '../../kernel/dates.ts';
import type { Tx } from '../../kernel/db/index.ts';
import type { CheckRules } from './check-rules.ts';
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
    select l.id, done.id as last, done.checked_on as on,
      (done.checked_on + make_interval(months => ${monthsOf(rules)}))::date as due
    from loan l
    cross join lateral (
      select c.id, c.checked_on from loan_check c
      where c.institution_id = ${institutionId} and c.loan_id = l.id
        and c.status = 'DONE' and c.kind in ('FIRST', 'REGULAR')
      order by c.checked_on desc, c.id desc limit 1) as done
    where l.institution_id = ${institutionId} and ${OWED}
      and not exists (select from loan_check c where c.institution_id = ${institutionId}
        and c.loan_id = l.id and c.status = 'DUE' and c.kind in ('FIRST', 'REGULAR'))
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

type Changed = { id: string; loanId: string; version: number };

/** A loan that got worse, or larger, is looked at sooner than its open check says. */
export async function bringForward(tx: Tx, { institutionId, rules, most }: Planning) {
  const { rows } = await sql<Changed>`
    update loan_check set due_on = sooner.due
    from (select c.id, (c.counts_from + make_interval(months => ${monthsOf(rules)}))::date as due
      from loan_check c
      join loan l on l.institution_id = ${institutionId} and l.id = c.loan_id
      where c.institution_id = ${institutionId} and c.status = 'DUE' and c.kind = 'REGULAR'
        and c.due_on > (c.counts_from + make_interval(months => ${monthsOf(rules)}))::date
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
  const { rows } = await sql<Changed>`
    update loan_check set status = 'CANCELLED', cancelled_on = ${today}, cancelled_by = ${personId}
    from (select c.id from loan_check c
      join loan l on l.institution_id = ${institutionId} and l.id = c.loan_id
      where c.institution_id = ${institutionId} and c.status = 'DUE' and not (${OWED})
      order by c.id limit ${most}) as ended
    where loan_check.institution_id = ${institutionId} and loan_check.id = ended.id
    returning loan_check.id, loan_id as "loanId", version`.execute(tx);
  return rows;
}
