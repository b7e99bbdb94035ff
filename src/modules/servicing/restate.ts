import { sql } from 'kysely';
import { type Tx, together } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import { poured } from './account.ts';
import {
  instalmentColumns,
  type LoanChanges,
  type LoanRow,
  positionColumns,
  standingColumns,
  termsOf,
} from './columns.ts';
import { balanced, type Position, positionOf } from './position.ts';
import { accountOn, type Epoch, replay } from './replay.ts';
import { type Standing, standingsOf } from './standings.ts';
import { factsOf } from './stored-facts.ts';

/** A loan as all its facts make it. */
export type Replayed = {
  readonly loan: LoanRow;
  readonly epochs: readonly Epoch[];
  readonly standings: readonly Standing[];
};

/** Goes through a loan's life from its facts alone. */
export async function replayed(tx: Tx, loan: LoanRow): Promise<Replayed> {
  const epochs = replay(termsOf(loan), await factsOf(tx, loan));
  return { loan, epochs, standings: standingsOf(epochs) };
}

/** What else follows from a loan's life, such as its class: columns of the loan on a day. */
export type Follower = (
  tx: Tx,
  of: Replayed & { readonly on: string },
) => LoanChanges | Promise<LoanChanges>;

const followers: Follower[] = [];

/** Lets a module above add columns to those restated after every fact. */
export const followLoans = (follower: Follower): void => {
  followers.push(follower);
};

type Columns = Readonly<Record<string, bigint | number | string | boolean | null>>;
type Kept = { table: 'loan_instalment' | 'loan_standing'; key: string; rows: readonly Columns[] };

/** Writes computed rows of a loan; a row that stays the same is left alone. */
async function keepRows(tx: Tx, loan: LoanRow, { table, key, rows }: Kept): Promise<void> {
  const names = Object.keys(rows[0] ?? {});
  if (names.length === 0) return;
  const own = { institution_id: loan.institution_id, loan_id: loan.id };
  const given = rows.map((row) => ({ ...row, ...own, id: newId() }));
  const text = JSON.stringify(given, (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  const columns = sql.join([...Object.keys(own), 'id', ...names].map((name) => sql.ref(name)));
  const list = (of: string) => sql.join(names.map((name) => sql.ref(`${of}.${name}`)));
  const into = sql.table(table);
  await sql`insert into ${into} as kept (${columns})
    select ${columns} from json_populate_recordset(null::${into}, ${text}::json)
    on conflict (institution_id, loan_id, ${sql.ref(key)}) do update
    set (${sql.join(names.map((name) => sql.ref(name)))}) = row (${list('excluded')})
    where (${list('kept')}) is distinct from (${list('excluded')})`.execute(tx);
}

/** Lays out schedule and standings of a loan as its facts make them. */
async function layDown(tx: Tx, { loan, epochs, standings }: Replayed): Promise<void> {
  const account = epochs.at(-1)?.account;
  const lines = account ? poured(account).lines : [];
  const days = standings.map(({ validFrom }) => validFrom);
  const instalments = lines.map(instalmentColumns);
  const rows = standings.map(standingColumns);
  await together([
    sql`select trim_loan_account(${loan.institution_id}, ${loan.id}, ${lines.length},
      ${days}::date[])`.execute(tx),
    keepRows(tx, loan, { table: 'loan_instalment', key: 'number', rows: instalments }),
    keepRows(tx, loan, { table: 'loan_standing', key: 'valid_from', rows }),
  ]);
}

/** A loan computed anew: where it stands, and the columns that say so. */
export type Restated = Replayed & { readonly position: Position; readonly changes: LoanChanges };

/**
 * Computes a loan anew from all its facts and writes schedule and standings; the loan's own columns
 * hold for `on` and are left to the caller to write, together with what else changes.
 */
export async function restatement(tx: Tx, loan: LoanRow, on: string): Promise<Restated> {
  const whole = await replayed(tx, loan);
  const account = accountOn(whole.epochs, on);
  if (!account) throw new RangeError(`nothing has happened to loan ${loan.code} by ${on}`);
  const position = positionOf(balanced(account), on);
  // What follows reads behind what is laid down, in the same batch.
  const [, followed] = await together([layDown(tx, whole), followedBy(tx, { ...whole, on })]);
  return { ...whole, position, changes: { ...positionColumns(position), ...followed } };
}

async function followedBy(tx: Tx, of: Parameters<Follower>[1]): Promise<LoanChanges> {
  let changes: LoanChanges = {};
  for (const follower of followers) changes = { ...changes, ...(await follower(tx, of)) };
  return changes;
}

/** Changes the locked loan; its new version. */
export async function changeLoan(tx: Tx, loan: LoanRow, changes: LoanChanges): Promise<number> {
  const { version } = await tx
    .updateTable('loan')
    .set(changes)
    .where('institution_id', '=', loan.institution_id)
    .where('id', '=', loan.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}

/** Computes a locked loan anew and says on it where it stands on a day. */
export async function restate(
  tx: Tx,
  loan: LoanRow,
  on: string,
): Promise<Restated & { readonly version: number }> {
  const restated = await restatement(tx, loan, on);
  return { ...restated, version: await changeLoan(tx, loan, restated.changes) };
}
