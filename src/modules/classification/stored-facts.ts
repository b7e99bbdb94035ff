/** The facts a class follows from, for many loans at a time, in the order of their days. */
import { type RawBuilder, sql } from 'kysely';
import { type Db, type Given, kept, type Tx } from '../../kernel/db/index.ts';
import type { Decision, Ground, StandingPeriod } from './lives.ts';

/** Some loans of an institution; of what has not happened yet only the running standing matters. */
export type OfLoans = {
  institutionId: string;
  loanIds: readonly string[];
  until: string;
  /** Due dates too where nothing depends on them yet: to see whether a step up is possible. */
  whole?: boolean;
};

type OfLoan<T> = T & { readonly loan: string };
type ByLoan<T> = ReadonlyMap<string, readonly OfLoan<T>[]>;

type Places = { institution: string; loan: string; loans: readonly string[]; until: string };
type Sql = RawBuilder<unknown>;
/** The condition that a column, `loan_id` where it is not named, is the key of one of the loans. */
type Them = (column?: string) => Sql;
type Asked = Omit<OfLoans, 'until'> & { until?: string };

/**
 * A query over some loans, kept in two forms: one loan is compared, not looked for in a list, for
 * which Postgres would make a plan anew each time.
 */
export function amongLoans<R extends { loan: string }>(
  build: (them: Them, of: Given<Places>) => RawBuilder<R>,
) {
  const form = (is: (column: Sql, of: Given<Places>) => Sql) =>
    kept((_, of: Given<Places>) => {
      const them: Them = (column = 'loan_id') =>
        sql`institution_id = ${of.institution} and ${is(sql.ref(column), of)}`;
      return build(them, of);
    });
  const one = form((column, of) => sql`${column} = ${of.loan}`);
  const many = form((column, of) => sql`${column} = any(${of.loans}::uuid[])`);
  return async (db: Db | Tx, { institutionId: institution, loanIds: loans, until = '' }: Asked) => {
    const [loan = ''] = loans;
    const rows = await (loans.length === 1 ? one : many)(db, { institution, loan, loans, until });
    return Map.groupBy(rows, (row) => row.loan) as ReadonlyMap<string, readonly R[]>;
  };
}

export const standingsOf = amongLoans<OfLoan<StandingPeriod>>(
  (them, of) =>
    sql`select loan_id as loan, valid_from as "from", valid_to as "to",
        overdue_since as "overdueSince", overdue_days as "overdueDays",
        days_paused as "daysPaused", outstanding_principal_fen as "principalFen"
      from loan_standing where ${them()} and valid_from <= ${of.until}::date
      order by loan_id, valid_from`,
);

export const groundsOf = amongLoans<OfLoan<Ground>>(
  (them) =>
    sql`select loan_id as loan, code, valid_from as "from", valid_to as "to", percent,
        delay_since as "delaySince"
      from loan_class_ground where ${them()}
        and (valid_to is null or valid_to > valid_from)
      order by loan_id, valid_from, id`,
);

export const decisionsOf = amongLoans<OfLoan<Decision>>(
  (them) =>
    sql`select loan_id as loan, closed_on as "on", loan_class as "loanClass"
      from loan_class_review where ${them()} and status = 'APPROVED'
      order by loan_id, closed_on`,
);

type DueDate = { dueOn: string };

const allDueDates = amongLoans<OfLoan<DueDate>>(
  (them) =>
    sql`select loan_id as loan, due_on as "dueOn" from loan_instalment
      where ${them()} order by loan_id, due_on`,
);

const dueDatesThatCount = amongLoans<OfLoan<DueDate>>(
  (them) =>
    sql`select loan_id as loan, due_on as "dueOn" from loan_instalment
      where ${them()} and loan_id in (
        select loan_id from loan_class_review where ${them()}
        union select loan_id from loan_fact where ${them()} and kind = 'RESTRUCTURED')
      order by loan_id, due_on`,
);

/** Cure and observation go by them, so they matter only where something was decided or restructured. */
export const dueDatesOf = (db: Db, of: OfLoans): Promise<ByLoan<DueDate>> =>
  (of.whole ? allDueDates : dueDatesThatCount)(db, of);

export const restructuringsOf = amongLoans<OfLoan<{ on: string }>>(
  (them) =>
    sql`select loan_id as loan, occurred_on as "on" from loan_fact as f
      where ${them()} and kind = 'RESTRUCTURED' and not exists (
        select from loan_fact as taken
        where taken.institution_id = f.institution_id and taken.reverses = f.id)
      order by loan_id, occurred_on`,
);
