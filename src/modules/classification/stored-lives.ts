/** Loans whose classes hang together, with what their classes follow from. */
import { sql } from 'kysely';
import type { LoanClass, LoanRuleBook } from '../../generated/enums.ts';
import type { Db, Tx } from '../../kernel/db/index.ts';
import type { LoanLife } from './lives.ts';
import { classificationRulesOn } from './rule-sets.ts';
import {
  decisionsOf,
  dueDatesOf,
  groundsOf,
  type OfLoans,
  restructuringsOf,
  standingsOf,
} from './stored-facts.ts';

export type StoredLoan = {
  id: string;
  customerId: string;
  book: LoanRuleBook;
  version: number;
  loanClass: LoanClass | null;
  /** The day its class was last brought up to. */
  classifiedOn: string | null;
  endsOn: string | null;
};

/** The loans of a debtor who is not retail, or a single one. */
export type Debtor = {
  readonly loans: readonly StoredLoan[];
  readonly lives: readonly LoanLife[];
  /** The day asked for, or a later one that a class of theirs is brought up to already. */
  readonly until: string;
};

/** The debtors of some loans, with every loan that is classed together with one of them. */
export async function debtorsOf(db: Db | Tx, asked: OfLoans): Promise<Debtor[]> {
  const { oneByOne } = classificationRulesOn(asked.until);
  const loans = await withSiblings(db as Db, asked, oneByOne);
  const groups = [
    ...Map.groupBy(loans, ({ id, book, customerId }) =>
      oneByOne.includes(book) ? id : customerId,
    ).values(),
  ];
  const until = latest(loans, asked.until);
  const all = { ...asked, until, loanIds: loans.map(({ id }) => id) };
  const lives = await livesOf(db as Db, all, loans);
  return groups.map((group) => ({
    loans: group,
    lives: group.flatMap(({ id }) => lives.get(id) ?? []),
    until: latest(group, asked.until),
  }));
}

/** A write may have brought one of them further on than the day that is asked for. */
const latest = (loans: readonly StoredLoan[], day: string): string =>
  loans.reduce(
    (last, { classifiedOn }) =>
      classifiedOn !== null && classifiedOn > last ? classifiedOn : last,
    day,
  );

async function withSiblings(
  db: Db,
  { institutionId, loanIds }: OfLoans,
  oneByOne: readonly LoanRuleBook[],
): Promise<StoredLoan[]> {
  const columns = sql`id, customer_id as "customerId", book, version, loan_class as "loanClass",
    classified_on as "classifiedOn", settled_on as "endsOn"`;
  // Two parts, each found by an index: under one `or` every loan there is would be looked at.
  const { rows } = await sql<StoredLoan>`
    select ${columns} from loan
    where institution_id = ${institutionId} and id = any(${loanIds}::uuid[])
    union all
    select ${columns} from loan
    where institution_id = ${institutionId} and book <> all(${oneByOne}::text[])
      and disbursed_on is not null and id <> all(${loanIds}::uuid[]) and customer_id in (
        select customer_id from loan
        where institution_id = ${institutionId} and id = any(${loanIds}::uuid[])
          and book <> all(${oneByOne}::text[]))
    order by id`.execute(db);
  return rows;
}

/** By the loan's key; a loan that was never paid out has no life. */
async function livesOf(
  db: Db,
  asked: OfLoans,
  loans: readonly StoredLoan[],
): Promise<Map<string, LoanLife>> {
  const [standings, grounds, decisions, dueDates, restructurings] = await Promise.all([
    standingsOf(db, asked),
    groundsOf(db, asked),
    decisionsOf(db, asked),
    dueDatesOf(db, asked),
    restructuringsOf(db, asked),
  ]);
  const lives = loans.map(({ id, endsOn }): LoanLife => {
    const dues = dueDates.get(id)?.map(({ dueOn }) => dueOn) ?? [];
    const changed = restructurings.get(id) ?? [];
    return {
      id,
      endsOn,
      standings: standings.get(id) ?? [],
      grounds: grounds.get(id) ?? [],
      decisions: decisions.get(id) ?? [],
      dueDates: dues,
      restructurings: changed.map(({ on }) => ({
        on,
        firstDueOn: dues.find((due) => due > on) ?? on,
      })),
    };
  });
  return new Map(
    lives.filter(({ standings: all }) => all.length > 0).map((life) => [life.id, life]),
  );
}
