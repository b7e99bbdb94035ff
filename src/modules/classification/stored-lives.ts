/** Loans whose classes hang together, with what their classes follow from. */
import { sql } from 'kysely';
import type { LoanClass, LoanRuleBook } from '../../generated/enums.ts';
import { type Db, keptFor, type Tx, together } from '../../kernel/db/index.ts';
import type { LoanLife } from './lives.ts';
import { classificationRulesOn } from './rule-sets.ts';
import {
  amongLoans,
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
  // Of a single loan, which mostly has no siblings, all is asked at once.
  const [found, single] = await together([
    withSiblings(oneByOne)(db, asked),
    asked.loanIds.length === 1 ? dated(db, asked) : undefined,
  ]);
  const loans = [...found.values()].flat();
  const groups = [
    ...Map.groupBy(loans, ({ id, book, customerId }) =>
      oneByOne.includes(book) ? id : customerId,
    ).values(),
  ];
  const until = latest(loans, asked.until);
  const all = { ...asked, until, loanIds: loans.map(({ id }) => id) };
  const isAll = loans.length === asked.loanIds.length && until === asked.until;
  const lives = livesOf((isAll && single) || (await dated(db, all)), loans);
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

const COLUMNS = sql`id as loan, id, customer_id as "customerId", book, version,
  loan_class as "loanClass", classified_on as "classifiedOn", settled_on as "endsOn"`;

/** The loans, and those classed together with one of them; by the books whose loans are classed alone. */
const withSiblings = keptFor((oneByOne: readonly LoanRuleBook[]) => {
  const grouped = sql`book not in (${sql.join(oneByOne)})`;
  // Two parts, each found by an index: under one `or` every loan there is would be looked at.
  return amongLoans<StoredLoan & { loan: string }>(
    (them, of) => sql`
      select ${COLUMNS} from loan where ${them('id')}
      union all
      select ${COLUMNS} from loan
      where institution_id = ${of.institution} and ${grouped} and disbursed_on is not null
        and not (${them('id')})
        and customer_id in (select customer_id from loan where ${them('id')} and ${grouped})
      order by id`,
  );
});

const dated = (db: Db | Tx, asked: OfLoans) =>
  together([
    standingsOf(db, asked),
    groundsOf(db, asked),
    decisionsOf(db, asked),
    dueDatesOf(db, asked),
    restructuringsOf(db, asked),
  ]);

type Dated = Awaited<ReturnType<typeof dated>>;

/** By the loan's key; a loan that was never paid out has no life. */
function livesOf(
  [standings, grounds, decisions, dueDates, restructurings]: Dated,
  loans: readonly StoredLoan[],
): Map<string, LoanLife> {
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
