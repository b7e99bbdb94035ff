/** Deliberations as rows: opened under the matrix of the day, begun anew when another rule holds. */
import canonicalize from 'canonicalize';
import { type Selectable, sql } from 'kysely';
import type { DB } from '../../generated/database.ts';
import { type Db, type Given, kept, type Tx, together } from '../../kernel/db/index.ts';
import { insertRow } from '../../kernel/db/one-row.ts';
import { newId } from '../../kernel/ids.ts';
import {
  type Authority,
  type AuthorityLevel,
  authorityIn,
  type Ballot,
  type CreditQuestion,
  matrixOn,
  type VoteChoice,
} from '../credit-authority/index.ts';
import type { LoanRow } from './authority.ts';
import type { Deliberation } from './deliberation.ts';
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

/** What the matrix is asked about a loan: as its rating and the outlets stand today. */
export async function questionOf(db: Db | Tx, loan: LoanRow): Promise<CreditQuestion> {
  const [rows, offered] = await together([standingOf(db, loan), guaranteesOf(db, loan)]);
  const { grade = null, outletLevel = null } = rows[0] ?? {};
  const { amount_fen: amountFen, product } = loan;
  const guarantees = restsOn(amountFen, offered);
  return { amountFen, product, guarantees, grade, outletLevel };
}

export type AuthorityOfLoan = { question: CreditQuestion; authority: Authority | undefined };

/** The rule of the matrix a loan falls under today. */
export async function authorityOfLoan(
  db: Db | Tx,
  loan: LoanRow,
  today: string,
): Promise<AuthorityOfLoan> {
  const [question, matrix] = await together([
    questionOf(db, loan),
    matrixOn(db, loan.institution_id, today),
  ]);
  return { question, authority: authorityIn(matrix, question) };
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

/** Whether a deliberation goes on under the rule that holds today. */
const isUnder = (row: DeliberationRow, authority: Authority | undefined): boolean =>
  authority !== undefined &&
  row.matrix_code === authority.matrix.code &&
  row.rule_code === authority.rule.code &&
  canonicalize(row.levels) === canonicalize(authority.rule.levels);

type Opening = AuthorityOfLoan & { authority: Authority; now: Date };

const openingRow = (loan: LoanRow, { question, authority, now }: Opening) => ({
  institution_id: loan.institution_id,
  id: newId(),
  loan_id: loan.id,
  round: loan.round,
  matrix_id: authority.matrix.id,
  matrix_code: authority.matrix.code,
  rule_code: authority.rule.code,
  amount_fen: question.amountFen,
  product: question.product,
  guarantees: [...question.guarantees],
  grade: question.grade,
  outlet_level: question.outletLevel,
  levels: JSON.stringify(authority.rule.levels),
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

type VoteRow = {
  level: number;
  person_id: string;
  seat_of: string;
  roles: string[];
  choice: string;
};

/** All votes on a loan, of deliberations before as well. */
const votesOn = kept((db, of: Given<OfLoan>) =>
  db
    .selectFrom('loan_vote')
    .select(['deliberation_id', 'level', 'person_id', 'seat_of', 'roles', 'choice'])
    .where('institution_id', '=', of.institution_id)
    .where('loan_id', '=', of.id),
);

export const levelsOf = ({ levels }: Pick<DeliberationRow, 'levels'>): AuthorityLevel[] =>
  levels as unknown as AuthorityLevel[];

/** The picture of levels of which one decides now. */
function pictureWith(
  levels: readonly AuthorityLevel[],
  at: number,
  votes: readonly VoteRow[],
): Deliberation {
  const here = votes.filter(({ level }) => level === at);
  return {
    level: levels[at - 1] ?? null,
    last: at >= levels.length,
    ballots: here.map(({ choice, roles }): Ballot => ({ choice: choice as VoteChoice, roles })),
    voted: new Set(votes.flatMap(({ person_id, seat_of }) => [person_id, seat_of])),
  };
}

/** `row` is the deliberation under way, if it is under the rule that holds today. */
export type DeliberatedToday = AuthorityOfLoan & {
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
    authorityOfLoan(db, loan, today),
  ]);
  const row = open && isUnder(open, asked.authority) ? open : undefined;
  if (!row)
    return { ...asked, row, picture: pictureWith(asked.authority?.rule.levels ?? [], 1, []) };
  const cast = votes.filter(({ deliberation_id: of }) => of === row.id);
  return { ...asked, row, picture: pictureWith(levelsOf(row), row.level, cast) };
}
