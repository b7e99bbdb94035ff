/** Deliberations as rows: opened under the matrix of the day, begun anew when another rule holds. */
import { type Selectable, sql } from 'kysely';
import type { DB } from '../../generated/database.ts';
import { type Db, type Given, kept, type Tx, together } from '../../kernel/db/index.ts';
import { insertRow } from '../../kernel/db/one-row.ts';
import { newId } from '../../kernel/ids.ts';
import {
  type Answered,
  type Authority,
  authorityIn,
  type CreditQuestion,
  columnsUnder,
  type Deliberation,
  goesOn,
  levelsOf,
  matrixOn,
  pictureWith,
} from '../credit-authority/index.ts';
import type { LoanRow } from './authority.ts';
import { guaranteesOf } from './guarantees.ts';
import { restsOn } from './security.ts';

export type DeliberationRow = Selectable<DB['loan_deliberation']>;

type Rated = Pick<LoanRow, 'institution_id' | 'customer_id' | 'rating_id'>;
type Standing = { grade: string | null; outletLevel: string | null };

const standingOf = kept(
  (_, of: Given<Rated>) => sql<Standing>`
    select (select grade from rating
        where institution_id = ${of.institution_id} and id = ${of.rating_id}) as grade,
      (select o.level from customer c
        join outlet o on o.institution_id = ${of.institution_id} and o.status = 'ACTIVE'
        cross join unnest(o.area_codes) as served (prefix)
        where c.institution_id = ${of.institution_id} and c.id = ${of.customer_id}
          and starts_with(c.territory_code, served.prefix)
        order by length(served.prefix) desc, o.level desc, o.code limit 1) as "outletLevel"`,
);

/** What is decided about a loan, and on how much of it. */
export type Matter = Pick<CreditQuestion, 'matter' | 'amountFen'>;

/** What the matrix is asked about a loan: as its rating and the outlets stand today. */
async function questionOf(db: Db | Tx, loan: LoanRow, about: Matter): Promise<CreditQuestion> {
  const [rows, offered] = await together([standingOf(db, loan), guaranteesOf(db, loan)]);
  const { grade = null, outletLevel = null } = rows[0] ?? {};
  const guarantees = restsOn(about.amountFen, offered);
  return { ...about, product: loan.product, guarantees, grade, outletLevel };
}

/** The rule of the matrix that decides something about a loan today; granting it, unless said. */
export async function authorityOfLoan(
  db: Db | Tx,
  loan: LoanRow,
  { today, about }: { today: string; about?: Matter },
): Promise<Answered> {
  const [question, matrix] = await together([
    questionOf(db, loan, about ?? { matter: 'GRANT', amountFen: loan.amount_fen }),
    matrixOn(db, loan.institution_id, today),
  ]);
  return { question, authority: authorityIn(matrix, question, today) };
}

type OfLoan = Pick<LoanRow, 'institution_id' | 'id'>;

/** The deliberation under way, if one is. */
const openDeliberations = kept((db, of: Given<OfLoan>) =>
  db
    .selectFrom('loan_deliberation')
    .selectAll()
    .where('institution_id', '=', of.institution_id)
    .where('loan_id', '=', of.id)
    .where('status', '=', 'OPEN'),
);

type Opening = Answered & { authority: Authority; now: Date };

const openingRow = (loan: LoanRow, { now, ...answered }: Opening) => ({
  institution_id: loan.institution_id,
  id: newId(),
  loan_id: loan.id,
  round: loan.round,
  ...columnsUnder(answered),
  opened_at: now,
});

/** Opens a deliberation, to be sent whenever suits. */
export const opening = (tx: Tx, loan: LoanRow, under: Opening) =>
  insertRow(tx, 'loan_deliberation', openingRow(loan, under));

export async function openUnder(tx: Tx, loan: LoanRow, under: Opening): Promise<DeliberationRow> {
  return tx
    .insertInto('loan_deliberation')
    .values(openingRow(loan, under))
    .returningAll()
    .executeTakeFirstOrThrow();
}

export type DeliberationEnd = 'APPROVED' | 'REJECTED' | 'RETURNED' | 'WITHDRAWN' | 'SUPERSEDED';

type Ending = { status: DeliberationEnd; now: Date };

const end = kept((db, of: Given<OfLoan & Ending>) =>
  db
    .updateTable('loan_deliberation')
    .set({ status: of.status, closed_at: of.now })
    .where('institution_id', '=', of.institution_id)
    .where('loan_id', '=', of.id)
    .where('status', '=', 'OPEN'),
);

/** Ends whatever deliberation of the loan is under way. */
export async function endDeliberation(tx: Tx, loan: OfLoan, ending: Ending): Promise<void> {
  const { institution_id, id } = loan;
  await end(tx, { institution_id, id, ...ending });
}

/** All votes on a loan, of deliberations before as well. */
const votesOn = kept((db, of: Given<OfLoan>) =>
  db
    .selectFrom('loan_vote')
    .select(['deliberation_id', 'level', 'person_id', 'seat_of', 'roles', 'choice'])
    .where('institution_id', '=', of.institution_id)
    .where('loan_id', '=', of.id),
);

/** `row` is the deliberation under way, if it is under the rule that holds today. */
export type DeliberatedToday = Answered & {
  row: DeliberationRow | undefined;
  picture: Deliberation;
};

/** The deliberation as today's matrix has it: votes under another rule count for nothing. */
export async function deliberatedToday(
  db: Db | Tx,
  loan: LoanRow,
  today: string,
): Promise<DeliberatedToday> {
  const [[open], votes, asked] = await together([
    openDeliberations(db, loan),
    votesOn(db, loan),
    authorityOfLoan(db, loan, { today }),
  ]);
  const row = open && goesOn(open, asked) ? open : undefined;
  if (!row) {
    return { ...asked, row, picture: pictureWith(asked.authority?.rule.levels ?? [], 1, []) };
  }
  const cast = votes.filter(({ deliberation_id: of }) => of === row.id);
  return { ...asked, row, picture: pictureWith(levelsOf(row), row.level, cast) };
}
