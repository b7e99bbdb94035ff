import { sql } from 'kysely';
import { type Given, kept, type Tx, together } from '../../kernel/db/index.ts';
import { updateRow } from '../../kernel/db/one-row.ts';
import { newId } from '../../kernel/ids.ts';
import { poured } from './account.ts';
import {
  instalmentColumns,
  instalmentNames,
  type LoanChanges,
  type LoanRow,
  positionColumns,
  standingColumns,
  standingNames,
  termsOf,
} from './columns.ts';
import type { LoanFact } from './facts.ts';
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

/** Goes through a loan's life from its facts alone, which are read where they are not given. */
export async function replayed(
  tx: Tx,
  loan: LoanRow,
  facts?: readonly LoanFact[],
): Promise<Replayed> {
  const epochs = replay(termsOf(loan), facts ?? (await factsOf(tx, loan)));
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
type Computed = {
  table: 'loan_instalment' | 'loan_standing';
  key: string;
  names: readonly string[];
};

type Rows = { institution: string; loan: string; rows: string };

/** Writes computed rows of a loan; a row that stays the same is not even locked. */
const keeping = ({ table, key, names }: Computed) =>
  kept((_, of: Given<Rows>) => {
    const columns = sql.join(['institution_id', 'loan_id', 'id', ...names].map((n) => sql.ref(n)));
    const list = (row: string) => sql.join(names.map((name) => sql.ref(`${row}.${name}`)));
    const into = sql.table(table);
    return sql`insert into ${into} (${columns})
      select ${columns} from json_populate_recordset(null::${into}, ${of.rows}::json) as computed
      where not exists (select from ${into} as same
        where same.institution_id = ${of.institution} and same.loan_id = ${of.loan}
          and ${sql.ref(`same.${key}`)} = ${sql.ref(`computed.${key}`)}
          and (${list('same')}) is not distinct from (${list('computed')}))
      on conflict (institution_id, loan_id, ${sql.ref(key)}) do update
      set (${sql.join(names.map((name) => sql.ref(name)))}) = row (${list('excluded')})`;
  });

const keepInstalments = keeping({
  table: 'loan_instalment',
  key: 'number',
  names: instalmentNames,
});
const keepStandings = keeping({
  table: 'loan_standing',
  key: 'valid_from',
  names: standingNames,
});

function rowsOf(loan: LoanRow, computed: readonly Columns[]): string {
  const own = { institution_id: loan.institution_id, loan_id: loan.id };
  return JSON.stringify(
    computed.map((row) => ({ ...row, ...own, id: newId() })),
    (_, value) => (typeof value === 'bigint' ? String(value) : value),
  );
}

type Trimming = { institution: string; loan: string; lines: number; days: readonly string[] };

const trim = kept(
  (_, of: Given<Trimming>) =>
    sql`select trim_loan_account(${of.institution}, ${of.loan}, ${of.lines}, ${of.days}::date[])`,
);

/** Lays out schedule and standings of a loan as its facts make them. */
async function layDown(tx: Tx, { loan, epochs, standings }: Replayed): Promise<void> {
  const account = epochs.at(-1)?.account;
  const lines = account ? poured(account).lines : [];
  const days = standings.map(({ validFrom }) => validFrom);
  const own = { institution: loan.institution_id, loan: loan.id };
  const [instalments, stands] = [lines.map(instalmentColumns), standings.map(standingColumns)];
  await together([
    trim(tx, { ...own, lines: lines.length, days }),
    instalments.length > 0 && keepInstalments(tx, { ...own, rows: rowsOf(loan, instalments) }),
    stands.length > 0 && keepStandings(tx, { ...own, rows: rowsOf(loan, stands) }),
  ]);
}

/** A loan computed anew: where it stands, and the columns that say so. */
export type Restated = Replayed & { readonly position: Position; readonly changes: LoanChanges };

/**
 * Computes a loan anew from all its facts and writes schedule and standings; the loan's own columns
 * hold for `on` and are left to the caller to write, together with what else changes.
 */
export async function restatement(
  tx: Tx,
  loan: LoanRow,
  { on, facts }: { on: string; facts?: readonly LoanFact[] | undefined },
): Promise<Restated> {
  const whole = await replayed(tx, loan, facts);
  const account = accountOn(whole.epochs, on);
  if (!account) throw new RangeError(`nothing has happened to loan ${loan.code} by ${on}`);
  const position = positionOf(balanced(account), on);
  // What follows reads behind what is laid down, in the same batch.
  const [, followed] = await together([layDown(tx, whole), followedBy(tx, { ...whole, on })]);
  const changes = { ...positionColumns(position), written_off_on: account.writtenOff?.on ?? null };
  return { ...whole, position, changes: { ...changes, ...followed } };
}

async function followedBy(tx: Tx, of: Parameters<Follower>[1]): Promise<LoanChanges> {
  let changes: LoanChanges = {};
  for (const follower of followers) changes = { ...changes, ...(await follower(tx, of)) };
  return changes;
}

/** Changes the locked loan; its new version. */
export const changeLoan = (tx: Tx, loan: LoanRow, changes: LoanChanges): Promise<number> =>
  updateRow(tx, 'loan', { key: loan, changes }).execute();

/** Computes a locked loan anew and says on it where it stands on a day. */
export async function restate(
  tx: Tx,
  loan: LoanRow,
  on: string,
): Promise<Restated & { readonly version: number }> {
  const restated = await restatement(tx, loan, { on });
  return { ...restated, version: await changeLoan(tx, loan, restated.changes) };
}
