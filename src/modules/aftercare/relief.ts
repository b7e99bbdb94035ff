/** Applying a decree to the loans of its places, and cutting its pauses when it ends. */
import { type Selectable, sql } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import type { Sql } from '../../kernel/queries/noun.ts';
import { findFact, type LoanRow, loanObjects, recordFact } from '../servicing/index.ts';

export type DecreeRow = Selectable<DB['relief_decree']>;
export const onDecree = { noun: 'ReliefDecree', table: 'relief_decree' } as const;

export type Relieving = { actor: Actor; now: Date; today: string };

/** Highest character that follows a prefix in codes of territory. */
const AFTER = '~';

/**
 * Loans of a decree's places, paid out before it ends, that it has not been applied to yet; locked.
 * Who was moved there after its first day is not meant by it.
 */
export async function loansFor(tx: Tx, decree: DecreeRow, most: number): Promise<LoanRow[]> {
  const { institution_id: tenant } = decree;
  const within = (code: Sql) => sql`exists (
    select from unnest(${decree.area_prefixes}::text[]) as place (code)
    where ${code} >= place.code and ${code} < place.code || ${AFTER})`;
  const before = sql`(select m.from_code from customer_move m
    where m.institution_id = ${tenant} and m.customer_id = c.id and m.status = 'ACCEPTED'
      and m.decided_on > ${decree.paused_from}::date
    order by m.decided_on, m.id limit 1)`;
  const { rows } = await sql<{ id: string }>`select l.id from loan l
    join customer c on c.institution_id = ${tenant} and c.id = l.customer_id
    where l.institution_id = ${tenant} and l.status = 'ACTIVE' and l.written_off_fen = 0
      and l.disbursed_on < coalesce(${decree.paused_until}::date, 'infinity')
      and ${within(sql.ref('c.territory_code'))}
      and ${within(sql`coalesce(${before}, c.territory_code)`)}
      and not exists (select from relief_loan r where r.institution_id = ${tenant}
        and r.decree_id = ${decree.id} and r.loan_id = l.id)
    order by l.id limit ${most}`.execute(tx);
  return lockLoans(
    tx,
    tenant,
    rows.map(({ id }) => id),
  );
}

async function lockLoans(tx: Tx, tenant: string, ids: readonly string[]): Promise<LoanRow[]> {
  if (ids.length === 0) return [];
  return tx
    .selectFrom('loan')
    .selectAll()
    .where('institution_id', '=', tenant)
    .where('id', 'in', ids)
    .where('status', '=', 'ACTIVE')
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}

const later = (a: string, b: string): string => (a > b ? a : b);

/** Pauses the days of one locked loan; the objects of the fact. */
export async function pauseDays(
  tx: Tx,
  { decree, loan }: { decree: DecreeRow; loan: LoanRow },
  relieving: Relieving,
): Promise<FactObject[]> {
  const id = newId();
  await tx
    .insertInto('relief_loan')
    .values({
      institution_id: decree.institution_id,
      id,
      decree_id: decree.id,
      loan_id: loan.id,
      ended: decree.status === 'ENDED',
    })
    .execute();
  const { version } = await recordFact(
    tx,
    { ...relieving, target: loan },
    {
      kind: 'DAYS_PAUSED',
      reference: id,
      occurredOn: later(decree.paused_from, loan.disbursed_on ?? decree.paused_from),
      until: decree.paused_until,
    },
  );
  return loanObjects(loan, version);
}

export type Relieved = { id: string; loanId: string };

/** Loans of an ended decree whose pauses still end on another day. */
export async function uncut(tx: Tx, decree: DecreeRow, most: number): Promise<Relieved[]> {
  return tx
    .selectFrom('relief_loan')
    .select(['id', 'loan_id as loanId'])
    .where('institution_id', '=', decree.institution_id)
    .where('decree_id', '=', decree.id)
    .where('ended', '=', false)
    .orderBy('id')
    .limit(most)
    .execute();
}

/** What says that a pause was replaced, beside the fact taken back. */
const CUT = 'relief decree ended';

/**
 * Takes back the pause of one loan and puts the shorter one in its place, so that pauses of other
 * decrees stay as they are.
 */
export async function cutPause(
  tx: Tx,
  { decree, relieved }: { decree: DecreeRow; relieved: Relieved },
  relieving: Relieving,
): Promise<FactObject[]> {
  const { institution_id: tenant } = decree;
  const loan = await tx
    .selectFrom('loan')
    .selectAll()
    .where('institution_id', '=', tenant)
    .where('id', '=', relieved.loanId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  await tx
    .updateTable('relief_loan')
    .set({ ended: true })
    .where('institution_id', '=', tenant)
    .where('id', '=', relieved.id)
    .execute();
  const context = { ...relieving, target: loan };
  const pause = await findFact(tx, tenant, { kind: 'DAYS_PAUSED', reference: relieved.id });
  if (!pause) throw new Error(`relief ${relieved.id} has no pause`);
  const { occurred_on: occurredOn } = pause;
  const reversal = { kind: 'REVERSED', reverses: pause.id, explanation: CUT } as const;
  let { version } = await recordFact(tx, context, {
    ...reversal,
    reference: relieved.id,
    occurredOn,
  });
  const until = decree.paused_until;
  if (until !== null && until > occurredOn) {
    const reference = `${relieved.id}-CUT`;
    const pauseAgain = { kind: 'DAYS_PAUSED', reference, occurredOn, until } as const;
    ({ version } = await recordFact(tx, context, pauseAgain));
  }
  return loanObjects(loan, version);
}
