/** Changes of loans before those who decide them, as rows: by the rules that decide loans. */
import type { Selectable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { LoanChangeKind } from '../../generated/enums.ts';
import { type Db, type Tx, together } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import {
  type Answered,
  type Authority,
  columnsUnder,
  type Deliberation,
  goesOn,
  levelsOf,
  pictureWith,
} from '../credit-authority/index.ts';
import { authorityOfLoan, type LoanRow } from '../loans/index.ts';
import type { ChangeRow } from './stored-changes.ts';

export type DeliberationRow = Selectable<DB['loan_change_deliberation']>;
type OfChange = Pick<ChangeRow, 'institution_id' | 'id'>;

/** `row` is the deliberation under way, if it goes on today. */
export type DeliberatedToday = Answered & {
  row: DeliberationRow | undefined;
  picture: Deliberation;
};

/** What is asked of the matrix: the kind of change, by the principal outstanding. */
export type AskedChange = { kind: LoanChangeKind; principalFen: bigint };

export const authorityOfChange = (
  db: Db | Tx,
  loan: LoanRow,
  { kind, principalFen, today }: AskedChange & { today: string },
): Promise<Answered> =>
  authorityOfLoan(db, loan, { today, about: { matter: kind, amountFen: principalFen } });

export type ChangeToday = { loan: LoanRow; change: ChangeRow; principalFen: bigint; today: string };

/** The deliberation as today's matrix has it: votes under another rule, or on less, count for nothing. */
export async function deliberatedToday(
  db: Db | Tx,
  { loan, change, principalFen, today }: ChangeToday,
): Promise<DeliberatedToday> {
  const kind = change.kind as LoanChangeKind;
  const [open, asked] = await together([
    openDeliberation(db, change),
    authorityOfChange(db, loan, { kind, principalFen, today }),
  ]);
  const row = open && goesOn(open, asked) ? open : undefined;
  if (row) return { ...asked, row, picture: await pictureOf(db, row) };
  const picture = pictureWith(asked.authority?.rule.levels ?? [], 1, []);
  return { ...asked, row, picture };
}

const openDeliberation = (db: Db | Tx, { institution_id, id }: OfChange) =>
  (db as Db)
    .selectFrom('loan_change_deliberation')
    .selectAll()
    .where('institution_id', '=', institution_id)
    .where('change_id', '=', id)
    .where('status', '=', 'OPEN')
    .executeTakeFirst();

async function pictureOf(db: Db | Tx, row: DeliberationRow): Promise<Deliberation> {
  const votes = await (db as Db)
    .selectFrom('loan_change_vote')
    .select(['level', 'person_id', 'seat_of', 'roles', 'choice'])
    .where('institution_id', '=', row.institution_id)
    .where('deliberation_id', '=', row.id)
    .execute();
  return pictureWith(levelsOf(row), row.level, votes);
}

export const openUnder = (
  tx: Tx,
  { institution_id, id }: OfChange,
  { now, ...answered }: Answered & { authority: Authority; now: Date },
): Promise<DeliberationRow> =>
  tx
    .insertInto('loan_change_deliberation')
    .values({
      institution_id,
      id: newId(),
      change_id: id,
      ...columnsUnder(answered),
      opened_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();

/** Leads to the next level. */
export const raise = (tx: Tx, row: DeliberationRow) =>
  tx
    .updateTable('loan_change_deliberation')
    .set({ level: row.level + 1 })
    .where('institution_id', '=', row.institution_id)
    .where('id', '=', row.id)
    .execute();

export type DeliberationEnd = 'APPROVED' | 'REJECTED' | 'WITHDRAWN' | 'SUPERSEDED';

/** Ends whatever deliberation of the change is under way. */
export const endDeliberation = (
  tx: Tx,
  { institution_id, id }: OfChange,
  { status, now }: { status: DeliberationEnd; now: Date },
) =>
  tx
    .updateTable('loan_change_deliberation')
    .set({ status, closed_at: now })
    .where('institution_id', '=', institution_id)
    .where('change_id', '=', id)
    .where('status', '=', 'OPEN')
    .execute();
