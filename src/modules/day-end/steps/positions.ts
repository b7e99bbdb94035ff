/** 到期与逾期: loans whose figures become others with the new day, and those that are overdue a day longer. */
import { type RawBuilder, sql } from 'kysely';
import { sparing, type Tx } from '../../../kernel/db/index.ts';
import { type Part, registerDayEndStep, type StepContext } from '../steps.ts';

/** Loans of one part. */
const MOST = 5_000;

type Picked = { id: string };
type Pick = RawBuilder<Picked>;

const beyond = (column: string, { reached }: StepContext) =>
  reached === null ? sql`true` : sql`${sql.ref(column)} > ${reached}::uuid`;

/** Whatever is paid out, where no day has ended before. */
const everyLoan = (context: StepContext): Pick => sql`
  select id from loan where institution_id = ${context.institutionId}
    and status = 'ACTIVE' and ${beyond('id', context)}
  order by id limit ${MOST}`;

/** Those of which a standing begins with the new day. */
const changed = (context: StepContext): Pick => sql`
  select loan_id as id from loan_standing where institution_id = ${context.institutionId}
    and valid_from = ${context.opens}::date and ${beyond('loan_id', context)}
  order by loan_id limit ${MOST}`;

const overdue = (context: StepContext): Pick => sql`
  select id from loan where institution_id = ${context.institutionId}
    and overdue_since is not null and ${beyond('id', context)}
  order by id limit ${MOST}`;

/**
 * The columns of loans as their standings of the new day say. Locked in the order of their ids; what a
 * write has moved on already, to this day or a later one, stays.
 */
async function moveOn(tx: Tx, ids: readonly string[], { institutionId, opens }: StepContext) {
  const { numAffectedRows } = await sql`
    with held as materialized (
      select id from loan
      where institution_id = ${institutionId} and id = any(${ids}::uuid[])
        and status = 'ACTIVE' and position_on < ${opens}::date
      order by id for no key update)
    update loan set position_on = ${opens}::date,
      outstanding_principal_fen = s.outstanding_principal_fen,
      outstanding_total_fen =
        s.outstanding_principal_fen + s.outstanding_interest_fen + s.penalty_fen,
      penalty_fen = s.penalty_fen,
      overdue_principal_fen = s.overdue_principal_fen,
      overdue_interest_fen = s.overdue_interest_fen,
      overdue_since = s.overdue_since,
      overdue_days = s.overdue_days + case when s.overdue_since is null or s.days_paused then 0
        else ${opens}::date - s.valid_from end,
      next_due_on = s.next_due_on,
      written_off_fen = s.written_off_principal_fen + s.written_off_interest_fen,
      surplus_fen = s.surplus_fen
    from held join loan_standing s on s.institution_id = ${institutionId} and s.loan_id = held.id
      and s.valid_from <= ${opens}::date and (s.valid_to is null or s.valid_to > ${opens}::date)
    where loan.institution_id = ${institutionId} and loan.id = held.id`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

const moving =
  (pick: (context: StepContext) => Pick) =>
  async (tx: Tx, context: StepContext): Promise<Part> => {
    const { rows } = await pick(context).execute(tx);
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return { counts: { loans: 0 }, reached: null };
    const { values, failed } = await sparing(tx, ids, (some) => moveOn(tx, some, context));
    const loans = values.reduce((sum, moved) => sum + moved, 0);
    const reached = ids.length < MOST ? null : (ids.at(-1) ?? null);
    return { counts: { loans }, reached, failed };
  };

registerDayEndStep({
  code: 'POSITIONS',
  title: { en: 'What falls due and what is overdue', zh: '到期与逾期' },
  acts: [],
  run: (tx, context) => moving(context.first ? everyLoan : changed)(tx, context),
});

registerDayEndStep({
  code: 'DELAYS',
  title: { en: 'A day longer overdue', zh: '逾期天数' },
  acts: [],
  run: moving(overdue),
});
