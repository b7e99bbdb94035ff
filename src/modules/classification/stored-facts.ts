/** The facts a class follows from, for many loans at a time, in the order of their days. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../kernel/db/index.ts';
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

async function byLoan<T>(db: Db, query: RawBuilder<OfLoan<T>>): Promise<ByLoan<T>> {
  const { rows } = await query.execute(db);
  return Map.groupBy(rows, ({ loan }) => loan);
}

const amongThem = ({ institutionId, loanIds }: OfLoans) =>
  sql`institution_id = ${institutionId} and loan_id = any(${loanIds}::uuid[])`;

export const standingsOf = (db: Db, of: OfLoans): Promise<ByLoan<StandingPeriod>> =>
  byLoan(
    db,
    sql`select loan_id as loan, valid_from as "from", valid_to as "to",
        overdue_since as "overdueSince", overdue_days as "overdueDays",
        days_paused as "daysPaused", outstanding_principal_fen as "principalFen"
      from loan_standing where ${amongThem(of)} and valid_from <= ${of.until}::date
      order by loan_id, valid_from`,
  );

export const groundsOf = (db: Db, of: OfLoans): Promise<ByLoan<Ground>> =>
  byLoan(
    db,
    sql`select loan_id as loan, code, valid_from as "from", valid_to as "to", percent,
        delay_since as "delaySince"
      from loan_class_ground where ${amongThem(of)}
        and (valid_to is null or valid_to > valid_from)
      order by loan_id, valid_from, id`,
  );

export const decisionsOf = (db: Db, of: OfLoans): Promise<ByLoan<Decision>> =>
  byLoan(
    db,
    sql`select loan_id as loan, closed_on as "on", loan_class as "loanClass"
      from loan_class_review where ${amongThem(of)} and status = 'APPROVED'
      order by loan_id, closed_on`,
  );

/** Cure and observation go by them, so they matter only where something was decided or restructured. */
export const dueDatesOf = (db: Db, of: OfLoans): Promise<ByLoan<{ dueOn: string }>> =>
  byLoan(
    db,
    sql`select loan_id as loan, due_on as "dueOn" from loan_instalment
      where ${amongThem(of)} ${
        of.whole
          ? sql``
          : sql`and loan_id in (
        select loan_id from loan_class_review where ${amongThem(of)}
        union select loan_id from loan_fact where ${amongThem(of)} and kind = 'RESTRUCTURED')`
      }
      order by loan_id, due_on`,
  );

export const restructuringsOf = (db: Db, of: OfLoans): Promise<ByLoan<{ on: string }>> =>
  byLoan(
    db,
    sql`select loan_id as loan, occurred_on as "on" from loan_fact as f
      where ${amongThem(of)} and kind = 'RESTRUCTURED' and not exists (
        select from loan_fact as taken
        where taken.institution_id = f.institution_id and taken.reverses = f.id)
      order by loan_id, occurred_on`,
  );
