/** Deliberations as rows: opened under the matrix of the day, begun anew when another rule holds. */
import { type Selectable, sql } from 'kysely';
import type { DB } from '../../generated/database.ts';
import { type Db, type Tx, together } from '../../kernel/db/index.ts';
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

/** What is decided about a loan, and on how much of it. */
export type Matter = Pick<CreditQuestion, 'matter' | 'amountFen'>;

/** What the matrix is asked about a loan: as its rating and the outlets stand today. */
async function questionOf(db: Db | Tx, loan: LoanRow, about: Matter): Promise<CreditQuestion> {
  const tenant = loan.institution_id;
  const [{ rows }, offered] = await together([
    sql<{ grade: string | null; outletLevel: string | null }>`
    select (select grade from rating
        where institution_id = ${tenant} and id = ${loan.rating_id}) as grade,
      (select o.level from customer c
        join outlet o on o.institution_id = ${tenant} and o.status = 'ACTIVE'
        cross join unnest(o.area_codes) as served (prefix)
        where c.institution_id = ${tenant} and c.id = ${loan.customer_id}
          and starts_with(c.territory_code, served.prefix)
        order by length(served.prefix) desc, o.level desc, o.code limit 1) as "outletLevel"`.execute(
      db as Db,
    ),
    guaranteesOf(db, loan),
  ]);
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

/** The deliberation under way; undefined where none is. */
const openDeliberation = (
  db: Db | Tx,
  { institution_id, id }: Pick<LoanRow, 'institution_id' | 'id'>,
): Promise<DeliberationRow | undefined> =>
  (db as Db)
    .selectFrom('loan_deliberation')
    .selectAll()
    .where('institution_id', '=', institution_id)
    .where('loan_id', '=', id)
    .where('status', '=', 'OPEN')
    .executeTakeFirst();

export async function openUnder(
  tx: Tx,
  loan: LoanRow,
  { now, ...answered }: Answered & { authority: Authority; now: Date },
): Promise<DeliberationRow> {
  return tx
    .insertInto('loan_deliberation')
    .values({
      institution_id: loan.institution_id,
      id: newId(),
      loan_id: loan.id,
      round: loan.round,
      ...columnsUnder(answered),
      opened_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export type DeliberationEnd = 'APPROVED' | 'REJECTED' | 'RETURNED' | 'WITHDRAWN' | 'SUPERSEDED';

/** Ends whatever deliberation of the loan is under way. */
export async function endDeliberation(
  tx: Tx,
  { institution_id, id }: Pick<LoanRow, 'institution_id' | 'id'>,
  { status, now }: { status: DeliberationEnd; now: Date },
): Promise<void> {
  await tx
    .updateTable('loan_deliberation')
    .set({ status, closed_at: now })
    .where('institution_id', '=', institution_id)
    .where('loan_id', '=', id)
    .where('status', '=', 'OPEN')
    .execute();
}

/** The pure picture of a deliberation and its votes. */
async function pictureOf(db: Db | Tx, row: DeliberationRow): Promise<Deliberation> {
  const votes = await (db as Db)
    .selectFrom('loan_vote')
    .select(['level', 'person_id', 'seat_of', 'roles', 'choice'])
    .where('institution_id', '=', row.institution_id)
    .where('deliberation_id', '=', row.id)
    .execute();
  return pictureWith(levelsOf(row), row.level, votes);
}

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
  const [open, asked] = await together([
    openDeliberation(db, loan),
    authorityOfLoan(db, loan, { today }),
  ]);
  const row = open && goesOn(open, asked) ? open : undefined;
  const fresh = () => pictureWith(asked.authority?.rule.levels ?? [], 1, []);
  return { ...asked, row, picture: row ? await pictureOf(db, row) : fresh() };
}
